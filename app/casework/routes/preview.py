"""Förhandsgranska: what is written, just as the citizen will see it, before it is sent."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.authz.policy import Action
from app.cases.services import act_result
from app.casework.acts import ACTS
from app.casework.forms import CaseForm
from app.casework.previews import preview as as_citizen_sees
from app.casework.routes.act_layouts import that_send
from app.casework.routes.acts import conflict, keep_form
from app.casework.routes.blueprint import blueprint
from app.casework.routes.page import restore, show
from app.casework.routes.writing import kept
from app.casework.services.opening import open_case
from app.core.case_number import shown
from app.core.errors import Invalid
from app.core.text import is_seen
from app.web.guard import current_staff, staff_entry
from app.web.start import language


@blueprint.post("/cases/<uuid:case_id>/preview")
@staff_entry(Action.WRITE_NOTE)
def ask_for_preview(case_id: UUID) -> ResponseReturnValue:
    """Förhandsgranska: keep what was typed, and go to see it. From an old page one is told what happened, as when sending."""
    form = CaseForm()
    try:
        name = form.reply_meant()
        form.check(name, "promised")
        form.reply(name)
    except Invalid as error:
        form.explain(error)
        return show(case_id, form, 422)
    if act_result.is_stale(current_staff(), case_id, form.seen_version.data):
        keep_form(current_staff(), case_id, form)
        return conflict(current_staff(), case_id, form)
    seen = form.seen_version.data
    return kept(case_id, form, form.then("casework.preview", case_id, reply=name, version=seen))


@blueprint.get("/cases/<uuid:case_id>/preview")
@staff_entry(Action.READ_CASE)
def preview(case_id: UUID) -> ResponseReturnValue:
    """The draft as a message in the citizen's thread, and the button that sends it: to whom it was chosen for, as well.

    It sends from the version of the page where the text was written: what came since has not been read.
    """
    restore(case_id)
    case, form = open_case(current_staff(), case_id, language()), CaseForm(formdata=None)
    name, seen = request.args.get("reply", ""), request.args.get("version", type=int)
    can_send = any(act.reply is not None and act.text == name and act.is_offered(case.may) for act in ACTS)
    if not can_send or not is_seen(case.draft.get(name, "")) or seen is None:
        return redirect(url_for("casework.page", case_id=case_id), 303)
    form.offer(case)
    form.choose(request.args)
    form.seen_version.data = seen
    sending = that_send(name, case.may)
    target = form.receiver() if any("target" in one.act.chosen for one in sending) else ""
    return render_template(
        "casework/preview.html",
        case=case,
        number=shown(case.number),
        name=name,
        shown=as_citizen_sees(case, name, case.draft[name], form.promised.data),
        sending=[one for one in sending if target or not one.act.chosen],
        form=form,
        target=target,
        back=form.then("casework.page", case_id, _anchor=name),
    )
