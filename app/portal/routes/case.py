"""One case: the thread, the answer to a question, taking the case back, and paper."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.actors import Citizen
from app.authz.policy import Action
from app.cases.errors import CaseCode
from app.cases.labels import CITIZEN_LABELS
from app.cases.operations import CaseOperation
from app.cases.services.act_result import text_sent
from app.cases.services.endings import withdraw
from app.cases.services.from_citizen import answer_question
from app.cases.services.unseen import NOTHING
from app.catalog.answered import answered_pages
from app.core import clock
from app.core.case_number import shown
from app.core.errors import Denied, Invalid
from app.operations import Operation, already_done
from app.portal.forms import ActForm, AnswerForm
from app.portal.labels import STATE_CODES
from app.portal.queries.own_case import OwnCasePage
from app.portal.queries.pages import was_withdrawn
from app.portal.routes.blueprint import blueprint
from app.portal.services.answering import keep_answer
from app.portal.services.opening import open_own_case, print_own_case
from app.portal.timeline import happenings, turning_sentence
from app.web.autosave import is_autosave, marks_of, page_save, saved
from app.web.errors import refused_as_failed
from app.web.flashes import say
from app.web.guard import citizen_entry, current_citizen
from app.web.kept_forms import form_from_before
from app.web.start import language


@blueprint.get("/cases/<uuid:case_id>")
@citizen_entry(Action.READ_CASE)
def case(case_id: UUID) -> ResponseReturnValue:
    """Where it stands, everything that was said, and what can be done."""
    typed = form_from_before()
    if typed is not None:
        keep_answer(current_citizen(), case_id, AnswerForm(typed).text(), came_back=True)
    return _shown(case_id, None)


@blueprint.get("/cases/<uuid:case_id>/print")
@citizen_entry(Action.PRINT_CASE)
def print_page(case_id: UUID) -> ResponseReturnValue:
    """The case on paper: this GET is the logged act."""
    page = print_own_case(current_citizen(), case_id, language())
    return render_template("portal/print.html", **_words(page), printed_at=clock.now())


@blueprint.post("/cases/<uuid:case_id>/answer")
@citizen_entry(Action.ANSWER_QUESTION)
def answer(case_id: UUID) -> ResponseReturnValue:
    """Skicka svar. The text is kept first, so that nothing that goes wrong can lose it; what is sent waits no more."""
    actor, form = current_citizen(), AnswerForm()
    try:
        command = form.command()
        sent_before = _sent_already(actor, case_id, command.operation_id)
        if not sent_before:
            keep_answer(actor, case_id, command.body, page_save())
        step_id = answer_question(actor, case_id, command)
        if sent_before and text_sent(step_id) != command.body:
            raise Invalid(CaseCode.QUESTION_NOT_OPEN)
    except Invalid as error:
        form.explain(error)
        return _shown(case_id, form), 422
    except Denied as error:
        refused_as_failed(error)
        form.explain(Invalid(CaseCode.QUESTION_NOT_OPEN))
        return _shown(case_id, form), 422
    say(_("Ditt svar är skickat."))
    return redirect(url_for("portal.case", case_id=case_id), 303)


@blueprint.post("/cases/<uuid:case_id>/draft")
@citizen_entry(Action.ANSWER_QUESTION)
def keep_draft(case_id: UUID) -> ResponseReturnValue:
    """Keep the draft of an answer (Spara utkast)."""
    actor, form, unseen = current_citizen(), AnswerForm(), NOTHING
    if not _sent_already(actor, case_id, form.operation_id.data or ""):
        unseen = keep_answer(actor, case_id, form.text(), page_save())
    if is_autosave():
        return saved({"body": form.text()}, unseen.joined, is_newer=unseen.is_newer)
    say(_("Utkastet är sparat. Bara du ser det."))
    return redirect(url_for("portal.case", case_id=case_id), 303)


@blueprint.get("/cases/<uuid:case_id>/withdraw")
@citizen_entry(Action.WITHDRAW)
def ask_to_withdraw(case_id: UUID) -> ResponseReturnValue:
    """What taking it back means."""
    page = open_own_case(current_citizen(), case_id, language())
    if not page.may_withdraw:
        return _too_late(case_id)
    return render_template("portal/withdraw.html", case=page, number=shown(page.number), form=ActForm())


@blueprint.post("/cases/<uuid:case_id>/withdraw")
@citizen_entry(Action.WITHDRAW)
def take_back(case_id: UUID) -> ResponseReturnValue:
    """Withdraw a case that nobody has opened (Återkalla)."""
    try:
        withdraw(current_citizen(), case_id, ActForm().step_command())
    except Denied as error:
        refused_as_failed(error)
        return _too_late(case_id)
    say(_("Ärendet är återkallat."))
    return redirect(url_for("portal.case", case_id=case_id), 303)


def _sent_already(actor: Citizen, case_id: UUID, operation_id: str) -> bool:
    """A form that comes late, after it was sent, must not take the place of what was written since."""
    return already_done(actor, [Operation(CaseOperation.ANSWER_QUESTION, case_id, operation_id)])


def _too_late(case_id: UUID) -> ResponseReturnValue:
    already = (
        _("Ärendet är redan återkallat.")
        if was_withdrawn(case_id)
        else _("Mottagningen har redan öppnat ärendet. Det går inte att återkalla. Ring om något är fel.")
    )
    say(already, "warning")
    return redirect(url_for("portal.case", case_id=case_id), 303)


def _shown(case_id: UUID, form: AnswerForm | None) -> str:
    page = open_own_case(current_citizen(), case_id, language())
    if form is None:
        form = AnswerForm(formdata=None, data={"body": page.draft.get("body", "")})
    form.question_id.data = str(page.question_id or "")  # the one that is open now
    form.shown.data = marks_of({"body": form.text()})
    return render_template("portal/case.html", **_words(page), form=form)


def _words(page: OwnCasePage) -> dict[str, object]:
    return {
        "case": page,
        "number": shown(page.number),
        "answered": answered_pages(page.document, page.answers),
        "label": CITIZEN_LABELS[page.label],
        "code": STATE_CODES.get(page.label, page.label.value),
        "happenings": happenings(page),
        "ended_text": turning_sentence(page.ending) if page.ending else "",
        "late": page.respond_by is not None and clock.now() >= page.respond_by,
    }
