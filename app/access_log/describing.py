"""What an event says beside who, when and which case: to whom, why, which role, what was asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access_log.labels import ACTIONS, CODES, COPY_FORMS, OTHER_ACTION, REASONS
from app.access_log.queries import ReportNames
from app.access_log.reasons import ReviewReason
from app.audit.kinds import EventKind, Outcome
from app.audit.queries import LoggedEvent
from app.authz.actors import Role
from app.cases.holder import NOBODY, Holder
from app.cases.labels import REASONS as CASE_REASONS
from app.cases.labels import STEPS
from app.cases.lifecycle import HANDING_ON, Reason, Step
from app.cases.services.steps import EVENTS

Clauses = Iterator[str]
HANDED_ON = frozenset(EVENTS[step] for step in HANDING_ON)


def detail_of(event: LoggedEvent, names: ReportNames) -> str:
    """One line of plain words; empty when there is nothing more to say."""
    clauses = [text for describe in _DESCRIBERS for text in describe(event, event.details, names)]
    return ". ".join(part[0].upper() + part[1:] for part in clauses if part)


def _holder(event: LoggedEvent, details: Mapping[str, Any], names: ReportNames) -> Clauses:
    if event.kind not in HANDED_ON:
        return
    yield _("till %(name)s", name=_holder_name(str(details.get("holder", "")), names))
    if details.get("holder_before", NOBODY.key) != NOBODY.key:
        yield _("från %(name)s", name=_holder_name(str(details["holder_before"]), names))
    if details.get("with_partial_reply"):
        yield _("med delsvar till invånaren")


def _holder_name(text: str, names: ReportNames) -> str:
    holder = Holder.parse(text) or NOBODY
    if holder.person is not None:
        return names.people.get(holder.person) or str(_("en kollega"))
    if holder.group is not None:
        return str(_("gruppen %(name)s", name=names.groups.get(holder.group, "–")))
    return str(_("mottagningens inkorg"))


def _why(event: LoggedEvent, details: Mapping[str, Any], _names: ReportNames) -> Clauses:
    reason = details.get("reason")
    if reason in set(ReviewReason) and event.resource == "report":
        yield _("anledning: %(reason)s", reason=REASONS[ReviewReason(reason)])
        yield str(details.get("reason_line") or "")
    elif reason in set(Reason):
        yield _("anledning: %(reason)s", reason=CASE_REASONS[Reason(reason)])
    if event.kind is EventKind.UNDONE and details.get("step") in set(Step):
        yield _("det som ångrades: %(step)s", step=STEPS[Step(details["step"])])


def _role(_event: LoggedEvent, details: Mapping[str, Any], names: ReportNames) -> Clauses:
    role, person = details.get("role"), details.get("staff_id")
    if role in set(Role):
        yield _("rollen %(role)s", role=Role(role).code)
    if person:
        yield names.people.get(UUID(str(person)), _("en kollega"))
    if details.get("override"):
        yield _("GR och ADM hos samma person, uttryckligen godkänt")


def _group(event: LoggedEvent, details: Mapping[str, Any], names: ReportNames) -> Clauses:
    if event.resource == "group" and event.resource_id is not None:
        yield _("gruppen %(name)s", name=details.get("name") or names.groups.get(event.resource_id, "–"))
    if details.get("name_before"):
        yield _("hette tidigare %(name)s", name=details["name_before"])


def _report(event: LoggedEvent, details: Mapping[str, Any], _names: ReportNames) -> Clauses:
    if event.resource != "report":
        return
    yield _("period %(first)s – %(last)s", first=details.get("from"), last=details.get("to"))
    if details.get("staff_hsa_id"):
        yield _("personal %(hsa_id)s", hsa_id=details["staff_hsa_id"])
    yield ngettext("%(num)d träff", "%(num)d träffar", int(details.get("hits", 0)))


def _seen(event: LoggedEvent, details: Mapping[str, Any], _names: ReportNames) -> Clauses:
    also = len(details.get("also_listed") or ())
    if also:
        yield ngettext("%(num)d tidigare ärende visades i lista", "%(num)d tidigare ärenden visades i lista", also)
    if event.kind in {EventKind.CASE_LIST_READ, EventKind.CASE_LIST_PRINTED} and len(event.touched) > 1:
        yield ngettext("%(num)d rad i listan", "%(num)d rader i listan", len(event.touched))


def _copied(event: LoggedEvent, details: Mapping[str, Any], _names: ReportNames) -> Clauses:
    if event.kind is not EventKind.CASE_COPIED:
        return
    yield str(COPY_FORMS.get(str(details.get("form")), ""))
    if details.get("with_notes"):
        yield _("med interna anteckningar")


def _refused(event: LoggedEvent, details: Mapping[str, Any], names: ReportNames) -> Clauses:
    if event.kind is not EventKind.REFUSED:
        return
    action = ACTIONS.get(str(details.get("action")), OTHER_ACTION)
    yield (
        _("ville %(action)s", action=action)
        if event.outcome is Outcome.FAILED
        else _("försökte %(action)s", action=action)
    )
    if details.get("code") in CODES:
        yield str(CODES[str(details["code"])])
    if event.resource == "staff_member" and event.resource_id in names.people:
        yield names.people[event.resource_id]


_DESCRIBERS: tuple[Callable[[LoggedEvent, Mapping[str, Any], ReportNames], Clauses], ...] = (
    _refused,
    _holder,
    _copied,
    _role,
    _group,
    _report,
    _why,
    _seen,
)
