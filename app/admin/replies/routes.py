"""Standardsvar: the texts that handlers insert, kept by ADM."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.replies.forms import ReplyForm
from app.authz.policy import Action
from app.catalog.placeholders import PLACEHOLDERS
from app.catalog.queries.standard_replies import KeptReply, clinic_of_reply, kept_replies, kept_reply
from app.catalog.services.standard_replies import add_reply, change_reply, put_back_reply, remove_reply
from app.core.errors import Attempt, Conflict, Invalid, NotFound
from app.web.flashes import say
from app.web.forms import OperationForm
from app.web.guard import current_staff, staff_entry
from app.web.sentences import sentence_for
from app.web.start import language

blueprint = Blueprint("replies", __name__, template_folder="../templates", url_prefix="/clinic/standard-replies")


@blueprint.get("")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def index() -> ResponseReturnValue:
    """The clinic's standard replies."""
    return render_template("admin/replies.html", replies=kept_replies(current_staff().clinic_id, language()))


@blueprint.get("/new")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def new() -> ResponseReturnValue:
    """The form of a text that is not there yet."""
    return _page(ReplyForm(), None, 200)


@blueprint.post("/new")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def create() -> ResponseReturnValue:
    """Make the standard reply of the form."""
    form = ReplyForm()
    if form.validate():
        try:
            add_reply(current_staff(), form.command())
        except Invalid as error:
            form.explain(error)
        else:
            say(_("Standardsvaret är sparat."))
            return redirect(url_for("replies.index"), 303)
    return _page(form, None, 422)


@blueprint.get("/<uuid:reply_id>")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def page(reply_id: UUID) -> ResponseReturnValue:
    """The text, to be changed."""
    form, reply = ReplyForm(), _found(reply_id)
    form.fill(reply)
    return _page(form, reply, 200)


@blueprint.post("/<uuid:reply_id>")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def change(reply_id: UUID) -> ResponseReturnValue:
    """Change it; 409 with what was typed when somebody else changed it meanwhile."""
    form, status = ReplyForm(), 422
    if form.validate():
        try:
            change_reply(current_staff(), reply_id, form.command())
        except (Conflict, Invalid) as error:
            form.explain(error)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            say(_("Standardsvaret är sparat."))
            return redirect(url_for("replies.index"), 303)
    return _page(form, _found(reply_id), status)


@blueprint.post("/<uuid:reply_id>/remove")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def remove(reply_id: UUID) -> ResponseReturnValue:
    """Take it away, with a way back."""
    form = OperationForm()
    if not form.validate():
        return _page(ReplyForm(formdata=None), _found(reply_id), 422)
    try:
        remove_reply(current_staff(), reply_id, form.operation_id.data or "")
    except Invalid as error:
        say(sentence_for(error), "warning")
        return redirect(url_for("replies.index"), 303)
    form.renew()
    back = {"operation_id": form.operation_id.data or ""}
    say(_("Standardsvaret är borttaget."), undo=url_for("replies.put_back", reply_id=reply_id), fields=back)
    return redirect(url_for("replies.index"), 303)


@blueprint.post("/<uuid:reply_id>/put-back")
@staff_entry(Action.MANAGE_STANDARD_REPLIES)
def put_back(reply_id: UUID) -> ResponseReturnValue:
    """Undo the removal of a standard reply."""
    form = OperationForm()
    try:
        put_back_reply(current_staff(), reply_id, form.operation_id.data or "")
    except Invalid as error:
        say(sentence_for(error), "warning")
    else:
        say(_("Standardsvaret är tillbaka."))
    return redirect(url_for("replies.index"), 303)


def _found(reply_id: UUID) -> KeptReply:
    """The clinic's reply, or ``NotFound``; for another clinic's reply the error carries the attempt, which is logged."""
    clinic_id = current_staff().clinic_id
    reply = kept_reply(clinic_id, reply_id, language())
    if reply is None:
        theirs = clinic_of_reply(reply_id)
        if theirs is None or theirs == clinic_id:
            raise NotFound
        raise NotFound(Attempt(Action.MANAGE_STANDARD_REPLIES.value, "standard_reply", reply_id, theirs))
    return reply


def _page(form: ReplyForm, reply: KeptReply | None, status: int) -> tuple[str, int]:
    """The form. ``moved_on``: what stands in it was made from an older text than the one that is kept."""
    form.offer(current_staff().clinic_id, language())
    moved_on = reply is not None and form.version.data != str(reply.version)
    if reply is not None:
        form.version.data = str(reply.version)
    return render_template(
        "admin/reply.html",
        form=form,
        reply=reply,
        removal=OperationForm(formdata=None),
        placeholders=PLACEHOLDERS,
        moved_on=moved_on,
    ), status
