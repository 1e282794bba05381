"""Going over to a child's cases and back: the same login, under a new session id."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.auth.actors import enter_proxy_mode, leave_proxy_mode
from app.auth.routes.blueprint import blueprint
from app.authz.policy import Action
from app.web.guard import citizen_entry, current_citizen
from app.web.start import inside


@blueprint.post("/citizen/children/<uuid:child_id>/enter")
@citizen_entry(Action.READ_CASE)
def enter_proxy(child_id: UUID) -> Response:
    """Byt till NAMN."""
    enter_proxy_mode(current_citizen(), child_id)
    return _onward()


@blueprint.post("/citizen/children/leave")
@citizen_entry(Action.READ_CASE)
def leave_proxy() -> Response:
    """Tillbaka till mina ärenden."""
    leave_proxy_mode(current_citizen())
    return _onward()


def _onward() -> Response:
    """To the page that was opened in that way before, or home."""
    return redirect(inside(request.form.get("next") or url_for("portal.home")), 303)
