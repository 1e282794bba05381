"""How long the login session lasts: asked by the page before it warns, and extended by a person who says so."""

from flask import jsonify
from werkzeug.wrappers import Response

from app.auth.login_sessions import current_login, seconds_left
from app.auth.routes.blueprint import blueprint
from app.core import clock
from app.web.guard import signed_in
from app.web.polls import polls


@blueprint.get("/session")
@polls
@signed_in
def session_left() -> Response:
    """Extends nothing; 401 when the session has ended."""
    return _time_left()


@blueprint.post("/session/continue")
@signed_in
def continue_session() -> Response:
    """Fortsätt: as any other deed of a person, it lets the session last longer, but never past its absolute end."""
    return _time_left()


def _time_left() -> Response:
    login = current_login()
    left = seconds_left(login) if login else 0
    last = int((login.absolute_end - clock.now()).total_seconds()) if login else 0
    return jsonify(left=left, extendable=left < last)
