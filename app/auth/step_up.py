"""Logging in again before what could do great harm: a page marked ``fresh_login`` wants a login of the last five minutes."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.auth.limits import FRESH
from app.auth.login_sessions import current_login
from app.auth.services.sessions import Login
from app.core import clock
from app.web.guard import SAFE_METHODS
from app.web.typed import keep_typed, own_texts


def is_fresh(login: Login) -> bool:
    """Whether the person proved who they are lately enough."""
    return clock.now() - (login.auth_time or login.created_at) <= FRESH


def require_fresh() -> Response | tuple[str, int] | None:
    """The way to log in again; None when the login is fresh.

    A form is kept, and answered with a page that says so: a redirect of it would lead to the identity provider, where our
    ``form-action`` lets no form go.
    """
    login = current_login()
    if login is not None and is_fresh(login):
        return None
    again = url_for("auth.login_staff", fresh="1", next=request.full_path.rstrip("?"))
    if request.method in SAFE_METHODS:
        return redirect(again, 303)
    is_kept = keep_typed()
    return render_template("auth/step_up.html", again=again, is_kept=is_kept, own_texts=own_texts()), 401
