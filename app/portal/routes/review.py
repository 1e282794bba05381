"""Granska, Skicka, and the receipt."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.actors import Citizen
from app.authz.policy import Action
from app.cases.operations import CaseOperation
from app.cases.services.from_citizen import NewCase, send_case
from app.catalog.answered import answered_pages, left_out
from app.core.case_number import shown
from app.core.errors import Invalid
from app.operations import Operation, already_done
from app.portal.forms import CaseReviewForm
from app.portal.routes.blueprint import blueprint
from app.portal.routes.new_case import not_offered
from app.portal.services.filling import Filling, filling, keep
from app.portal.services.opening import open_own_case
from app.portal.services.reviewing import Reviewed, differing, is_what_stands, mark_of, operation_of, reviewed
from app.web.flashes import say
from app.web.form_page import stands_on
from app.web.guard import citizen_entry, current_citizen
from app.web.kept_forms import form_from_before
from app.web.start import language


@blueprint.get("/new-case/<uuid:case_type_id>/review")
@citizen_entry(Action.SEND_CASE)
def review(case_type_id: UUID) -> ResponseReturnValue:
    """Everything as it will be sent, and what will not be."""
    actor, typed = current_citizen(), form_from_before()
    form = filling(actor, case_type_id, language())
    shown = reviewed(actor, form, typed.get("reviewed", "")) if typed is not None else None
    if shown is not None and not is_what_stands(form, shown):
        return _changed(actor, form, shown)
    if not form.offered:
        return not_offered(form)
    return _to_mend(form) or _reviewed(form)


@blueprint.post("/new-case/<uuid:case_type_id>/send")
@citizen_entry(Action.SEND_CASE)
@stands_on("portal.review")
def send(case_type_id: UUID) -> ResponseReturnValue:
    """Skicka. Sent twice, it is one case and the same receipt."""
    actor = current_citizen()
    form, review_form = filling(actor, case_type_id, language()), CaseReviewForm()
    operation_id = review_form.operation_id.data or ""
    if not already_done(actor, [Operation(CaseOperation.SEND_CASE, case_type_id, operation_id)]):
        shown = reviewed(actor, form, review_form.reviewed.data or "")
        if not is_what_stands(form, shown):
            return _changed(actor, form, shown)
    wanted = NewCase(case_type_id, form.version_id, form.answers, language(), operation_id, form.accepted)
    try:
        case_id = send_case(actor, wanted)
    except Invalid as error:
        return not_offered(form) if error.code == "not-offered" else _to_mend(form) or _reviewed(form)
    return redirect(url_for("portal.receipt", case_id=case_id), 303)


@blueprint.get("/cases/<uuid:case_id>/receipt")
@citizen_entry(Action.READ_CASE)
def receipt(case_id: UUID) -> ResponseReturnValue:
    """The number, when the answer comes at the latest, and how to reach the clinic."""
    case = open_own_case(current_citizen(), case_id, language())
    return render_template("portal/receipt.html", case=case, number=shown(case.number))


def _changed(actor: Citizen, form: Filling, shown: Reviewed | None) -> ResponseReturnValue:
    """Not sent: what stands in the draft was not what the page showed. Both are on the page that says so."""
    if shown is not None and not form.accepted and form.offered:  # sent or thrown away from another page
        again = keep(actor, replace(form, accepted=True), shown.answers)
        say(
            _(
                "Utkastet var redan skickat eller slängt på en annan sida. "
                "Det du granskade är ett utkast igen och är inte skickat."
            ),
            "warning",
        )
        return _to_mend(again) or redirect(url_for("portal.review", case_type_id=form.case_type_id), 303)
    if not form.offered:
        return not_offered(form)
    if not form.accepted or shown is None:
        return _to_mend(form) or (_reviewed(form, changed=True), 409)
    return _reviewed(form, changed=True, before=differing(form, shown)), 409


def _to_mend(form: Filling) -> Response | None:
    """To the first page where something is missing; to the terms when the form is not begun."""
    if not form.accepted:
        return redirect(url_for("portal.before", case_type_id=form.case_type_id), 303)
    wrong = form.first_wrong_page
    if wrong is None:
        return None
    return redirect(url_for("portal.questions", case_type_id=form.case_type_id, number=wrong, mend=1), 303)


def _reviewed(form: Filling, *, changed: bool = False, before: Sequence[tuple[str, str]] = ()) -> str:
    """``changed``: the draft is not what was reviewed; ``before``: what was reviewed and is not in it."""
    review_form = CaseReviewForm(formdata=None)
    review_form.reviewed.data = mark_of(current_citizen(), form)
    review_form.operation_id.data = operation_of(current_citizen(), form) or review_form.operation_id.data
    pages = range(1, len(form.document.pages) + 1)
    return render_template(
        "portal/review.html",
        filling=form,
        answered=answered_pages(form.document, form.answers),
        left_out=left_out(form.document, form.answers),
        change=[url_for("portal.questions", case_type_id=form.case_type_id, number=number) for number in pages],
        form=review_form,
        changed=changed,
        before=before,
    )
