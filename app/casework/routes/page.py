"""The case page and its print."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.policy import Action
from app.cases.deadlines import ANSWER_DAYS
from app.cases.labels import MESSAGE_KINDS, STAFF_LABELS
from app.cases.sentences import step_sentence
from app.cases.services.drafts import keep_texts
from app.casework.acts import acts_that_send, withheld
from app.casework.forms import CaseForm
from app.casework.queries.case_page import CasePage
from app.casework.routes.act_layouts import offered
from app.casework.routes.blueprint import blueprint
from app.casework.services.opening import open_case, print_case
from app.casework.services.presence import POLL_SECONDS, meet
from app.catalog.answered import answered_pages
from app.core import clock
from app.core.case_number import shown
from app.inbox.routes.navigation import back_to_list, neighbours_of
from app.web.guard import current_staff, staff_entry
from app.web.kept_forms import form_from_before, form_sent_at
from app.web.start import language

OK = 200


@blueprint.get("/cases/<uuid:case_id>")
@staff_entry(Action.READ_CASE)
def page(case_id: UUID) -> ResponseReturnValue:
    """The case as it is now, with one's drafts in the fields."""
    restore(case_id)
    return show(case_id, CaseForm())


def restore(case_id: UUID) -> None:
    """Make drafts of what was sent when the login session had ended, now that its writer is back."""
    typed = form_from_before()
    if typed is not None:
        keep_texts(current_staff(), case_id, CaseForm(typed).changed(), came_back=form_sent_at())


@blueprint.get("/cases/<uuid:case_id>/print")
@staff_entry(Action.PRINT_CASE)
def print_page(case_id: UUID) -> ResponseReturnValue:
    """The case on paper: this GET is the logged act."""
    actor = current_staff()
    case = print_case(actor, case_id, language())
    printed_by = actor.badge.name if actor.badge else ""
    return render_template("casework/print.html", **_words(case), printed_by=printed_by, printed_at=clock.now())


def show(case_id: UUID, form: CaseForm, status: int = OK) -> ResponseReturnValue:
    """The case page with this form: fresh, or with what was wrong in it, ready to be tried again."""
    case = open_case(current_staff(), case_id, language())
    present = meet(current_staff(), case_id, writing=status != OK)
    form.offer(case)
    unsent = _no_longer_sent(case)
    if status == OK:
        form.choose(request.args)
    else:
        form.renew()
    page = render_template(
        "casework/page.html",
        **_words(case),
        form=form,
        present=present,
        poll_seconds=POLL_SECONDS,
        answer_days=ANSWER_DAYS,
        acts=offered(case.may),
        no_longer_sent=[(str(form[name].label.text), text) for name, text in unsent.items()],
        why_not_sent=_why_not_sent(case, unsent),
        back=back_to_list(),
        neighbours=neighbours_of(case_id),
    )
    return page, status


def _no_longer_sent(case: CasePage) -> Mapping[str, str]:
    """Drafts whose button is not on the page, by the names of their fields: shown, so that nothing is lost."""
    return {name: text for name, text in case.draft.items() if text and not _is_sent_here(case, name)}


def _is_sent_here(case: CasePage, name: str) -> bool:
    return any(act.is_offered(case.may) for act in acts_that_send(name))


def _why_not_sent(case: CasePage, names: Iterable[str]) -> str:
    """Whether it is the case type that has no such reply, or the case as it stands that takes none now."""
    missing = withheld(case.document.allowed_actions)
    by_type = {any(act.rights & missing for act in acts_that_send(name)) for name in names}
    if by_type == {True}:
        return str(
            _("Det här är ditt utkast. I ärenden av den här typen går det inte att skicka, men det ligger kvar.")
        )
    if True in by_type:
        return str(
            _("Det här är dina utkast. De går inte att skicka i det här ärendet som det är nu, men de ligger kvar.")
        )
    return str(_("Det här är ditt utkast. Det går inte att skicka i ärendets läge just nu, men det ligger kvar."))


def _words(case: CasePage) -> dict[str, object]:
    return {
        "case": case,
        "number": shown(case.number),
        "answered": answered_pages(case.document, case.answers),
        "labels": STAFF_LABELS,
        "kinds": MESSAGE_KINDS,
        "step_sentence": step_sentence,
        "can": {action.value for action in case.may},
    }
