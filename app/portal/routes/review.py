"""Granska, Skicka, and the receipt."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.authz.policy import Action
from app.cases.services.reading import open_own_case
from app.cases.services.sending import NewCase, send_case
from app.catalog.answered import answered_pages, left_out
from app.core.case_number import shown
from app.core.errors import Invalid
from app.portal.forms import ActForm
from app.portal.routes.blueprint import Answer, blueprint
from app.portal.routes.new_case import not_offered
from app.portal.services.filling import Filling, filling
from app.web.guard import citizen_entry, current_citizen
from app.web.start import language


@blueprint.get("/new-case/<uuid:case_type_id>/review")
@citizen_entry(Action.SEND_CASE)
def review(case_type_id: UUID) -> Answer:
    """Everything as it will be sent, and what will not be."""
    form = filling(current_citizen(), case_type_id, language())
    if not form.offered:
        return not_offered(form)
    return _to_mend(form) or _reviewed(form)


@blueprint.post("/new-case/<uuid:case_type_id>/send")
@citizen_entry(Action.SEND_CASE)
def send(case_type_id: UUID) -> Answer:
    """Skicka. Sent twice, it is one case and the same receipt."""
    actor = current_citizen()
    form = filling(actor, case_type_id, language())
    operation_id = ActForm().operation_id.data or ""
    wanted = NewCase(case_type_id, form.version_id, form.answers, language(), operation_id, form.accepted)
    try:
        case_id = send_case(actor, wanted)
    except Invalid as error:
        return not_offered(form) if error.code == "not-offered" else _to_mend(form) or _reviewed(form)
    return redirect(url_for("portal.receipt", case_id=case_id), 303)


@blueprint.get("/cases/<uuid:case_id>/receipt")
@citizen_entry(Action.READ_CASE)
def receipt(case_id: UUID) -> Answer:
    """The number, when the answer comes at the latest, and how to reach the clinic."""
    case = open_own_case(current_citizen(), case_id, language())
    return render_template("portal/receipt.html", case=case, number=shown(case.number))


def _to_mend(form: Filling) -> Response | None:
    """To the first page where something is missing; to the terms when the form is not begun."""
    if not form.accepted:
        return redirect(url_for("portal.before", case_type_id=form.case_type_id), 303)
    wrong = form.first_wrong_page
    if wrong is None:
        return None
    return redirect(url_for("portal.questions", case_type_id=form.case_type_id, number=wrong, mend=1), 303)


def _reviewed(form: Filling) -> str:
    pages = range(1, len(form.document.pages) + 1)
    return render_template(
        "portal/review.html",
        filling=form,
        answered=answered_pages(form.document, form.answers),
        left_out=left_out(form.document, form.answers),
        change=[url_for("portal.questions", case_type_id=form.case_type_id, number=number) for number in pages],
        form=ActForm(),
    )
