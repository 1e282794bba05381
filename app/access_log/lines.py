"""A logged event as a line that anybody can read, for the page and for the file alike."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from app.access_log.describing import detail_of
from app.access_log.labels import (
    ACTORS,
    KINDS,
    NO_RELATION,
    NOT_DENIED,
    NOT_KEPT,
    OUTCOMES,
    RELATIONS,
    TOO_LATE,
)
from app.access_log.queries import CitizenName, ReportNames
from app.audit.kinds import EventKind, Outcome
from app.audit.queries import LoggedEvent
from app.authz.actors import Role
from app.core import case_number, clock
from app.web.formats import which_of_two


class CitizenShown(NamedTuple):
    """A citizen in a row: name and number, and whether to show the mark of a protected identity."""

    text: str
    protected: bool


class ReportRow(NamedTuple):
    """One row of the report. ``moment``: with the offset of Swedish time, for a file that is sorted elsewhere."""

    at: str
    moment: str
    act: str
    case_numbers: tuple[str, ...]
    case_types: tuple[str, ...]
    citizens: tuple[CitizenShown, ...]
    who: str
    who_more: str
    role: str
    relation: str
    clinic: str
    detail: str
    outcome: str
    went_well: bool
    network: str


def line_of(event: LoggedEvent, names: ReportNames, clinic: str, about: Collection[UUID] = ()) -> ReportRow:
    """The event in words. ``about``: those asked for, when a list also named others."""
    touched = [one for one in event.touched if not about or one.citizen_id in about]
    ids = [one.case_id for one in touched] or [event.resource_id]
    cases = list(dict.fromkeys(key for key in ids if key is not None and key in names.cases))
    who, more = _who(event, names)
    return ReportRow(
        at=_at(event.at),
        moment=clock.local(event.at).isoformat(timespec="seconds"),
        act=str(_act(event)),
        case_numbers=tuple(case_number.shown(names.cases[key].number) for key in cases),
        case_types=tuple(dict.fromkeys(names.cases[key].case_type for key in cases)),
        citizens=tuple(_citizens((one.citizen_id for one in touched), names)),
        who=who,
        who_more=more,
        role=_role(event),
        relation=str(RELATIONS.get(event.doer.relation, NO_RELATION)),
        clinic=event.doer.clinic or clinic,
        detail=detail_of(event, names),
        outcome=str(OUTCOMES[event.outcome]),
        went_well=event.outcome is Outcome.OK,
        network=event.network,
    )


def _act(event: LoggedEvent) -> LazyString:
    """What was done; of what was refused whether it was not allowed, or only came too late."""
    if event.kind is not EventKind.REFUSED:
        return KINDS[event.kind]
    late = TOO_LATE if event.outcome is Outcome.FAILED else KINDS[event.kind]
    return NOT_DENIED.get(str(event.details.get("code")), late)


def _at(moment: datetime) -> str:
    """To the second, in Swedish time; in the hour that comes twice in autumn, which of the two it was."""
    local = clock.local(moment)
    text = f"{local:%Y-%m-%d %H:%M:%S}"
    return f"{text} {which_of_two(moment)}".strip()


def _citizens(ids: Iterable[UUID], names: ReportNames) -> Iterator[CitizenShown]:
    for key in dict.fromkeys(ids):
        if key in names.citizens:
            yield CitizenShown(_named(names.citizens[key]), names.citizens[key].protected)


def _named(citizen: CitizenName) -> str:
    return f"{citizen.name} {citizen.number}"


def _who(event: LoggedEvent, names: ReportNames) -> tuple[str, str]:
    """The name, and what else tells who it is: HSA-id and title, or for whom a proxy acted."""
    doer = event.doer
    if doer.type == "staff":
        return doer.name, ", ".join(part for part in (doer.hsa_id, doer.title) if part)
    if doer.type == "citizen":
        name = _citizen_name(doer.id, names)
        if doer.on_behalf_of is None:
            return name, _("invånare")
        return name, _("ombud för %(name)s", name=_citizen_name(doer.on_behalf_of, names))
    return str(ACTORS[doer.type]), ""


def _citizen_name(key: UUID | None, names: ReportNames) -> str:
    found = names.citizens.get(key) if key else None
    return found.name if found else _("Invånare")


def _role(event: LoggedEvent) -> str:
    role = event.doer.role
    if role in set(Role):
        return Role(role).code
    unknown = NOT_KEPT if event.outcome is Outcome.FAILED else NO_RELATION
    return str(ACTORS.get(role) or ACTORS.get(event.doer.type) or unknown)


def hidden_lists(number: int) -> str:
    """What is said of the events that are left out until asked for."""
    return str(
        ngettext(
            "Dessutom har ärenden visats i en lista %(num)d gång.",
            "Dessutom har ärenden visats i listor %(num)d gånger.",
            number,
        ),
    )
