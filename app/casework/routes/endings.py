"""Makulera asks once, since it cannot be taken back."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.authz.policy import Action
from app.cases.labels import REASONS
from app.cases.services import act_result, endings
from app.casework.acts import CANCEL
from app.casework.forms import CaseForm
from app.casework.routes.acts import conflict, keep_form, page_again
from app.casework.routes.blueprint import blueprint
from app.casework.routes.page import restore
from app.casework.routes.writing import kept
from app.casework.services.opening import open_case
from app.core.case_number import shown
from app.core.errors import Invalid
from app.web.guard import current_staff, staff_entry
from app.web.start import language


@blueprint.post("/cases/<uuid:case_id>/cancel/ask")
@staff_entry(Action.WRITE_NOTE)
def before_cancel(case_id: UUID) -> ResponseReturnValue:
    """Makulera, on the case page: keep what was typed, and go to be asked. An old page is answered as when sending."""
    actor, form = current_staff(), CaseForm()
    try:
        form.check(*CANCEL.fields)
        ending = form.ending()
        endings.check_reason(ending.reason, ending.line)
    except Invalid as error:
        keep_form(actor, case_id, form)
        return page_again(actor, case_id, form, error)
    if act_result.is_stale(actor, case_id, ending.seen_version):
        keep_form(actor, case_id, form)
        return conflict(actor, case_id, form)
    return kept(case_id, form, form.then("casework.ask_to_cancel", case_id, version=ending.seen_version))


@blueprint.get("/cases/<uuid:case_id>/cancel")
@staff_entry(Action.READ_CASE)
def ask_to_cancel(case_id: UUID) -> ResponseReturnValue:
    """What cancelling means, and the button that does it from the version of the page where the reason was chosen."""
    restore(case_id)
    case, form = open_case(current_staff(), case_id, language()), CaseForm(formdata=None)
    reason, seen = endings.reason_called(request.args.get("reason")), request.args.get("version", type=int)
    if reason is None or seen is None or Action.CANCEL not in case.may:
        return redirect(url_for("casework.page", case_id=case_id), 303)
    form.offer(case)
    form.choose(request.args)
    form.seen_version.data = seen
    return render_template(
        "casework/cancel.html",
        case=case,
        number=shown(case.number),
        form=form,
        reason=reason.value,
        why=REASONS[reason],
        line=case.draft.get("reason_line", ""),
        back=form.then("casework.page", case_id),
    )
