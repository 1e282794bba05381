"""The pages of questions. Whatever is typed is kept on the server, by every button and also when something is wrong."""

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.policy import Action
from app.catalog.answers import Problem, page_fields, page_problems, read_answers
from app.catalog.forms import page_form
from app.portal.routes.blueprint import blueprint
from app.portal.routes.new_case import not_offered
from app.portal.services.filling import Filling, filling, keep_page, take_back_in
from app.web.autosave import is_autosave, page_save, saved
from app.web.flashes import say
from app.web.guard import citizen_entry, current_citizen
from app.web.kept_forms import form_from_before, form_sent_at
from app.web.start import language


@blueprint.get("/new-case/<uuid:case_type_id>/pages/<int:number>")
@citizen_entry(Action.SEND_CASE)
def questions(case_type_id: UUID, number: int) -> ResponseReturnValue:
    """One page of questions, as it was left. ``?mend``: with what stands in the way of sending."""
    form = filling(current_citizen(), case_type_id, language())
    if not form.offered:
        return not_offered(form)
    if not form.accepted:
        return redirect(url_for("portal.before", case_type_id=case_type_id), 303)
    typed, page = form_from_before(), form.page(number)
    earlier: list[tuple[str, str]] = []
    if typed is not None:
        form, earlier = take_back_in(current_citizen(), form, page, read_answers(page, typed), form_sent_at())
    problems = page_problems(page, form.answers) if "mend" in request.args else ()
    return _shown(form, number, problems, earlier)


@blueprint.post("/new-case/<uuid:case_type_id>/pages/<int:number>")
@citizen_entry(Action.SEND_CASE)
def answer_questions(case_type_id: UUID, number: int) -> ResponseReturnValue:
    """Keep what was typed; then go where the button says, if nothing needs mending."""
    actor = current_citizen()
    form = filling(actor, case_type_id, language())
    page = form.page(number)
    typed = read_answers(page, request.form)
    form, unseen = keep_page(actor, form, page, typed, page_save())
    if is_autosave():
        return saved(page_fields(page, typed), unseen.joined, is_newer=unseen.is_newer)
    if not form.offered:
        return not_offered(form)
    return _pressed(form, number, request.form.get("act", ""))


def _pressed(form: Filling, number: int, act: str) -> ResponseReturnValue:
    if act == "save":
        return _kept()
    if not form.accepted:
        return redirect(url_for("portal.before", case_type_id=form.case_type_id), 303)
    if act == "back":
        return _back(form, number)
    if page_problems(form.page(number), form.answers):
        # An address of its own: the browser's way back leads to it, and does not ask to send the form again.
        return redirect(url_for("portal.questions", case_type_id=form.case_type_id, number=number, mend=1), 303)
    return _onward(form, number)


def _kept() -> Response:
    say(_("Utkastet är sparat. Du hittar det under Nytt ärende."))
    return redirect(url_for("portal.home"), 303)


def _shown(form: Filling, number: int, problems: tuple[Problem, ...], earlier: Sequence[tuple[str, str]] = ()) -> str:
    page = form.page(number)
    question_form = page_form(page, form.answers, problems)
    last = number == len(form.document.pages)
    shown = {"filling": form, "page": page, "form": question_form, "number": number, "last": last, "earlier": earlier}
    return render_template("portal/questions.html", **shown)


def _back(form: Filling, number: int) -> Response:
    if number == 1:
        return redirect(url_for("portal.before", case_type_id=form.case_type_id), 303)
    return redirect(url_for("portal.questions", case_type_id=form.case_type_id, number=number - 1), 303)


def _onward(form: Filling, number: int) -> Response:
    if number == len(form.document.pages):
        return redirect(url_for("portal.review", case_type_id=form.case_type_id), 303)
    return redirect(url_for("portal.questions", case_type_id=form.case_type_id, number=number + 1), 303)
