"""Sparade urval: keep the list's filter and order under a name, and take it away."""

import secrets
from urllib.parse import parse_qsl
from uuid import UUID

from flask import redirect, request, url_for
from flask_babel import gettext as _

from app.authz.policy import Action
from app.cases.labels import WRONG
from app.cases.queries.tabs import ClinicTab, OwnTab
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.inboxes import CLINIC, ENDPOINTS, OWN, Unsaved, clinic_page, own_page
from app.cases.routes.list_state import ListState, chosen, read
from app.cases.services.views import NewView, remove_view, save_view
from app.core.errors import Invalid
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry

SAVED_AT = {CLINIC: "cases.save_clinic_view", OWN: "cases.save_own_view"}


@blueprint.post("/clinic-cases/views")
@staff_entry(Action.LIST_CLINIC_CASES)
def save_clinic_view() -> Answer:
    """Of Mottagningens ärenden."""
    state = _state(CLINIC)
    error = _save(state, chosen(ClinicTab, state.tab))
    return redirect(state.address(), 303) if error is None else clinic_page(state, 422, unsaved=error)


@blueprint.post("/my-cases/views")
@staff_entry(Action.LIST_OWN_CASES)
def save_own_view() -> Answer:
    """Of Mina ärenden."""
    state = _state(OWN)
    error = _save(state, chosen(OwnTab, state.tab))
    return redirect(state.address(), 303) if error is None else own_page(state, 422, unsaved=error)


@blueprint.post("/clinic-cases/views/<uuid:view_id>/remove")
@staff_entry(Action.LIST_CLINIC_CASES)
def remove_clinic_view(view_id: UUID) -> Answer:
    """From Mottagningens ärenden."""
    return _remove(CLINIC, view_id)


@blueprint.post("/my-cases/views/<uuid:view_id>/remove")
@staff_entry(Action.LIST_OWN_CASES)
def remove_own_view(view_id: UUID) -> Answer:
    """From Mina ärenden."""
    return _remove(OWN, view_id)


def _state(endpoint: str) -> ListState:
    """What the page showed when the button was pressed: it stands in the form."""
    return read(endpoint, chosen(ENDPOINTS[endpoint], request.form.get("tab", "")).value, request.form)


def _save(state: ListState, tab: ClinicTab | OwnTab) -> Unsaved | None:
    name, shared = request.form.get("name", ""), request.form.get("shared") == "1"
    operation_id = request.form.get("operation_id", "")[:64] or secrets.token_urlsafe(16)
    try:
        save_view(current_staff(), NewView(name, tab, state.filter, state.order, shared, operation_id))
    except Invalid as error:
        return Unsaved(name, str(WRONG[error.code]))
    say(_("Urvalet är sparat."))
    return None


def _remove(endpoint: str, view_id: UUID) -> Answer:
    was = remove_view(current_staff(), ENDPOINTS[endpoint], view_id)
    back = {"name": was.name, "operation_id": secrets.token_urlsafe(16), **dict(parse_qsl(was.query))}
    say(
        _("Urvalet är borttaget."),
        undo=url_for(SAVED_AT[endpoint]),
        fields=back | ({"shared": "1"} if was.shared else {}),
    )
    return redirect(_state(endpoint).address() if request.form.get("tab") else url_for(endpoint), 303)
