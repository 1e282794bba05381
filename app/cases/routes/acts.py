"""What the buttons of the case page do. Every text that was typed is kept as a draft first; sending takes its own out again."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from app.authz.actors import Staff
from app.authz.policy import Action
from app.cases.conflicts import conflict_of, kept_texts
from app.cases.forms import CaseForm
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.inboxes import back_to_list
from app.cases.routes.page import show
from app.cases.services import distribution, endings, notes, replies
from app.cases.services.drafts import keep_typed
from app.cases.services.reading import may_open
from app.cases.services.undo import undo as undo_step
from app.core.errors import Conflict, Invalid
from app.web.errors import refused_as_failed
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry

Order = Callable[[Staff, CaseForm], object]


@blueprint.post("/cases/<uuid:case_id>/distribute")
@staff_entry(Action.DISTRIBUTE)
def distribute(case_id: UUID) -> Answer:
    """Fördela."""
    return _do(
        case_id,
        lambda actor, form: distribution.distribute(actor, case_id, form.distribution(with_partial_reply=False)),
        _("Ärendet är fördelat."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/distribute-with-partial-reply")
@staff_entry(Action.DISTRIBUTE)
def distribute_with_partial_reply(case_id: UUID) -> Answer:
    """Fördela med delsvar."""
    return _do(
        case_id,
        lambda actor, form: distribution.distribute(actor, case_id, form.distribution(with_partial_reply=True)),
        _("Ärendet är fördelat och delsvaret skickat."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/redistribute")
@staff_entry(Action.REDISTRIBUTE)
def redistribute(case_id: UUID) -> Answer:
    """Omfördela."""
    return _do(
        case_id,
        lambda actor, form: distribution.redistribute(actor, case_id, form.redistribution()),
        _("Ärendet är omfördelat."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/take")
@staff_entry(Action.TAKE)
def take(case_id: UUID) -> Answer:
    """Ta ärende."""
    return _do(
        case_id,
        lambda actor, form: distribution.take_case(actor, case_id, form.plain()),
        _("Du har tagit ärendet."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/give-back")
@staff_entry(Action.GIVE_BACK)
def give_back(case_id: UUID) -> Answer:
    """Lämna tillbaka."""
    return _do(
        case_id,
        lambda actor, form: distribution.give_back(actor, case_id, form.plain()),
        _("Ärendet är lämnat tillbaka."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/partial-reply")
@staff_entry(Action.SEND_PARTIAL_REPLY)
def partial_reply(case_id: UUID) -> Answer:
    """Skicka delsvar."""
    return _do(
        case_id,
        lambda actor, form: replies.send_partial_reply(actor, case_id, form.reply("partial_reply")),
        _("Delsvaret är skickat till invånaren."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/counter-question")
@staff_entry(Action.SEND_COUNTER_QUESTION)
def counter_question(case_id: UUID) -> Answer:
    """Skicka motfråga."""
    return _do(
        case_id,
        lambda actor, form: replies.send_counter_question(actor, case_id, form.reply("counter_question")),
        _("Motfrågan är skickad till invånaren."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/final-reply")
@staff_entry(Action.SEND_FINAL_REPLY)
def final_reply(case_id: UUID) -> Answer:
    """Skicka svar."""
    return _do(
        case_id,
        lambda actor, form: replies.send_final_reply(actor, case_id, form.reply("final_reply")),
        _("Svaret är skickat till invånaren och ärendet besvarat."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/close")
@staff_entry(Action.CLOSE)
def close(case_id: UUID) -> Answer:
    """Avsluta utan svar."""
    return _do(
        case_id,
        lambda actor, form: endings.close(actor, case_id, form.ending()),
        _("Ärendet är avslutat utan svar."),
        undoable=True,
    )


@blueprint.post("/cases/<uuid:case_id>/cancel")
@staff_entry(Action.CANCEL)
def cancel(case_id: UUID) -> Answer:
    """Makulera."""
    return _do(case_id, lambda actor, form: endings.cancel(actor, case_id, form.ending()), _("Ärendet är makulerat."))


@blueprint.post("/cases/<uuid:case_id>/reopen")
@staff_entry(Action.REOPEN)
def reopen(case_id: UUID) -> Answer:
    """Återöppna."""
    return _do(case_id, lambda actor, form: endings.reopen(actor, case_id, form.ending()), _("Ärendet är öppet igen."))


@blueprint.post("/cases/<uuid:case_id>/note")
@staff_entry(Action.WRITE_NOTE)
def note(case_id: UUID) -> Answer:
    """Spara anteckning."""
    return _do(
        case_id,
        lambda actor, form: notes.write_note(actor, case_id, form.new_note()),
        _("Anteckningen är sparad. Invånaren ser den inte."),
    )


@blueprint.post("/cases/<uuid:case_id>/undo")
@staff_entry(Action.UNDO)
def undo(case_id: UUID) -> Answer:
    """Ångra."""
    return _do(case_id, lambda actor, form: undo_step(actor, case_id, form.plain()), _("Ångrat."))


@blueprint.post("/cases/<uuid:case_id>/draft")
@staff_entry(Action.WRITE_NOTE)
def draft(case_id: UUID) -> Answer:
    """Spara utkast."""
    keep_typed(current_staff(), case_id, CaseForm().texts())
    say(_("Utkastet är sparat. Bara du ser det."))
    return redirect(url_for("cases.page", case_id=case_id), 303)


def _do(case_id: UUID, order: Order, done: str, *, undoable: bool = False) -> Answer:
    actor, form = current_staff(), CaseForm()
    if "partial_reply" in form.submitted_names():
        keep_typed(actor, case_id, form.texts())
    try:
        form.check()
        order(actor, form)
    except Invalid as error:
        form.explain(error)
        return show(case_id, form, 422)
    except Conflict as error:
        return _conflict(actor, error, form)
    version = form.seen_version.data
    fields = {"operation_id": f"undo-{form.operation_id.data}", "seen_version": str(version + 1)} if version else {}
    say(done, undo=url_for("cases.undo", case_id=case_id) if undoable and fields else None, fields=fields)
    return redirect(url_for("cases.page", case_id=case_id) if may_open(actor, case_id) else back_to_list(), 303)


def _conflict(actor: Staff, error: Conflict, form: CaseForm) -> Answer:
    refused_as_failed(error)
    story = conflict_of(actor, error)
    carry_on = url_for("cases.page", case_id=error.case_id) if story.still_visible else None
    texts = kept_texts(form)
    return render_template(
        "errors/409.html", conflict=story, changes=story.changes, carry_on=carry_on, own_texts=texts
    ), 409
