"""The buttons that keep what is written and send nothing: Spara utkast, Infoga."""

from uuid import UUID

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.policy import Action
from app.cases.services import act_result
from app.casework.forms import CaseForm
from app.casework.routes.acts import conflict, keep_form
from app.casework.routes.blueprint import blueprint
from app.casework.routes.page import show
from app.casework.services.presence import mark_writing, meet
from app.casework.services.ready_texts import ready_text
from app.core.errors import Invalid
from app.web.autosave import is_autosave, saved
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry


@blueprint.post("/cases/<uuid:case_id>/draft")
@staff_entry(Action.WRITE_NOTE)
def draft(case_id: UUID) -> ResponseReturnValue:
    """Spara utkast: one's own text is kept also when the case has gone to somebody else."""
    actor, form = current_staff(), CaseForm()
    if is_autosave():
        unseen = keep_form(actor, case_id, form)
        if unseen is None:
            meet(actor, case_id, writing=False)  # turns away one who may not see it, and the log is told
            return "", 404
        if form.changed():
            mark_writing(actor, case_id)
        return saved(form.stands(), unseen.joined, is_newer=unseen.is_newer)
    return kept(case_id, form, form.then("casework.page", case_id), _("Utkastet är sparat. Bara du ser det."))


@blueprint.post("/cases/<uuid:case_id>/insert")
@staff_entry(Action.WRITE_NOTE)
def insert(case_id: UUID) -> ResponseReturnValue:
    """Infoga: the chosen text after what stands in the field. With scripts the page does it by itself, at the cursor."""
    actor, form = current_staff(), CaseForm()
    try:
        field = form.reply_meant()
        form.insert(field, ready_text(actor, case_id, form.ready(field).data or "", field))
    except Invalid as error:
        form.explain(error)
        return show(case_id, form, 422)
    return kept(case_id, form, form.then("casework.page", case_id, _anchor=field))


def kept(case_id: UUID, form: CaseForm, then: str, sentence: str = "") -> ResponseReturnValue:
    """Keep what was typed and go on, wherever the case is by now."""
    actor = current_staff()
    if keep_form(actor, case_id, form) is None:
        return show(case_id, form)
    if not act_result.may_open(actor, case_id):
        return conflict(actor, case_id, form)
    if sentence:
        say(sentence)
    return redirect(then, 303)
