"""Going over to a child's cases and back: the same login, under a new session id."""

from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.auth.actors import enter_proxy_mode, leave_proxy_mode
from app.auth.routes.blueprint import blueprint
from app.authz.policy import Action
from app.web.guard import citizen_entry, current_citizen


@blueprint.post("/citizen/children/<uuid:child_id>/enter")
@citizen_entry(Action.READ_CASE)
def enter_proxy(child_id: UUID) -> Response:
    """Byt till NAMN."""
    enter_proxy_mode(current_citizen(), child_id)
    return redirect(url_for("portal.home"), 303)


@blueprint.post("/citizen/children/leave")
@citizen_entry(Action.READ_CASE)
def leave_proxy() -> Response:
    """Tillbaka till mina ärenden."""
    leave_proxy_mode(current_citizen())
    return redirect(url_for("portal.home"), 303)
