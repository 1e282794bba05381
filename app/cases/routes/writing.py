"""The buttons that send or keep a text: Skicka delsvar, Skicka motfråga, Skicka svar, Spara anteckning, Spara utkast, Infoga."""

from uuid import UUID

from flask import redirect
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.authz.policy import Action
from app.cases.forms import CaseForm
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.doing import Act, conflict, do, keep_form
from app.cases.routes.page import show
from app.cases.services import notes, replies, standing
from app.cases.services.presence import meet, tell_writing
from app.cases.services.ready import ready_text
from app.core.errors import Invalid
from app.web.autosave import is_autosave, saved
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry

PARTIAL_REPLY = Act(
    lambda actor, case_id, form: replies.send_partial_reply(actor, case_id, form.reply("partial_reply")),
    _l("Delsvaret är skickat till invånaren."),
    fields=("partial_reply", "promised"),
    undoable=True,
    finishes=True,
)
COUNTER_QUESTION = Act(
    lambda actor, case_id, form: replies.send_counter_question(actor, case_id, form.reply("counter_question")),
    _l("Motfrågan är skickad till invånaren."),
    fields=("counter_question",),
    undoable=True,
    finishes=True,
)
FINAL_REPLY = Act(
    lambda actor, case_id, form: replies.send_final_reply(actor, case_id, form.reply("final_reply")),
    _l("Svaret är skickat till invånaren, och ärendet är besvarat."),
    fields=("final_reply",),
    undoable=True,
    finishes=True,
)
NOTE = Act(
    lambda actor, case_id, form: notes.write_note(actor, case_id, form.new_note()),
    _l("Anteckningen är sparad. Invånaren ser den inte."),
    fields=("note",),
)


@blueprint.post("/cases/<uuid:case_id>/partial-reply")
@staff_entry(Action.SEND_PARTIAL_REPLY)
def partial_reply(case_id: UUID) -> Answer:
    """Send the partial reply (Skicka delsvar)."""
    return do(case_id, PARTIAL_REPLY)


@blueprint.post("/cases/<uuid:case_id>/counter-question")
@staff_entry(Action.SEND_COUNTER_QUESTION)
def counter_question(case_id: UUID) -> Answer:
    """Send the counter-question (Skicka motfråga)."""
    return do(case_id, COUNTER_QUESTION)


@blueprint.post("/cases/<uuid:case_id>/final-reply")
@staff_entry(Action.SEND_FINAL_REPLY)
def final_reply(case_id: UUID) -> Answer:
    """Send the final reply (Skicka svar)."""
    return do(case_id, FINAL_REPLY)


@blueprint.post("/cases/<uuid:case_id>/note")
@staff_entry(Action.WRITE_NOTE)
def note(case_id: UUID) -> Answer:
    """Save the internal note (Spara anteckning)."""
    return do(case_id, NOTE)


@blueprint.post("/cases/<uuid:case_id>/draft")
@staff_entry(Action.WRITE_NOTE)
def draft(case_id: UUID) -> Answer:
    """Spara utkast: one's own text is kept also when the case has gone to somebody else."""
    actor, form = current_staff(), CaseForm()
    if is_autosave():
        told = keep_form(actor, case_id, form)
        if told is None:
            meet(actor, case_id, writing=False)  # turns away one who may not see it, and the log is told
            return "", 404
        if form.changed():
            tell_writing(actor, case_id)
        return saved(form.stands(), told.joined, is_newer=told.is_newer)
    return kept(case_id, form, form.then("cases.page", case_id), _("Utkastet är sparat. Bara du ser det."))


@blueprint.post("/cases/<uuid:case_id>/insert")
@staff_entry(Action.WRITE_NOTE)
def insert(case_id: UUID) -> Answer:
    """Infoga: the chosen text after what stands in the field. With scripts the page does it by itself, at the cursor."""
    actor, form = current_staff(), CaseForm()
    try:
        field = form.reply_meant()
        form.insert(field, ready_text(actor, case_id, form.ready(field).data or "", field))
    except Invalid as error:
        form.explain(error)
        return show(case_id, form, 422)
    return kept(case_id, form, form.then("cases.page", case_id, _anchor=field))


def kept(case_id: UUID, form: CaseForm, then: str, sentence: str = "") -> Answer:
    """Keep what was typed and go on, wherever the case is by now."""
    actor = current_staff()
    if keep_form(actor, case_id, form) is None:
        return show(case_id, form)
    if not standing.may_open(actor, case_id):
        return conflict(actor, case_id, form)
    if sentence:
        say(sentence)
    return redirect(then, 303)
