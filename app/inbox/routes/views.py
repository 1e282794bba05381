"""Sparade urval: keep the list's filter and order under a name, and take it away."""

import secrets
from urllib.parse import parse_qsl
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import Invalid
from app.inbox.layouts import InboxLayout, InboxRoute
from app.inbox.routes.each_inbox import for_each_inbox
from app.inbox.routes.inboxes import Unsaved, shown_list
from app.inbox.routes.list_state import ListState, read
from app.inbox.services.views import NewView, remove_view, save_view
from app.web.flashes import say
from app.web.guard import current_staff
from app.web.sentences import sentence_for


@for_each_inbox(InboxRoute.SAVE_VIEW)
def save_selection(layout: InboxLayout) -> ResponseReturnValue:
    """What the page showed when the button was pressed: it stands in the form."""
    state = read(layout, request.form)
    error = _save(state)
    return redirect(state.address(), 303) if error is None else (shown_list(state, unsaved=error), 422)


def _save(state: ListState) -> Unsaved | None:
    name, shared = request.form.get("name", ""), request.form.get("shared") == "1"
    operation_id = request.form.get("operation_id", "")[:64] or secrets.token_urlsafe(16)
    try:
        save_view(current_staff(), NewView(name, state.tab, state.filter, state.order, shared, operation_id))
    except Invalid as error:
        return Unsaved(name, sentence_for(error))
    say(_("Urvalet är sparat."))
    return None


@for_each_inbox(InboxRoute.REMOVE_VIEW)
def remove_selection(layout: InboxLayout, view_id: UUID) -> ResponseReturnValue:
    """Take it away; it can be saved again."""
    was = remove_view(current_staff(), layout.inbox, view_id)
    back = {"name": was.name, "operation_id": secrets.token_urlsafe(16), **dict(parse_qsl(was.query))}
    say(
        _("Urvalet är borttaget."),
        undo=url_for(layout.endpoint(InboxRoute.SAVE_VIEW)),
        fields=back | ({"shared": "1"} if was.shared else {}),
    )
    here = read(layout, request.form).address() if request.form.get("tab") else url_for(layout.endpoint())
    return redirect(here, 303)
