"""Logging in again before what could do great harm: a page marked ``fresh_login`` wants a login of the last five minutes."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.auth.kinds import SessionKind
from app.auth.login_sessions import current_login
from app.auth.services.sessions import Login
from app.auth.session_limits import FRESH, FRESH_MINUTES
from app.core import clock
from app.web.form_page import page_of
from app.web.form_texts import own_texts
from app.web.guard import SAFE_METHODS
from app.web.kept_forms import keep_sent_form


def is_fresh(login: Login) -> bool:
    """Whether the person proved who they are lately enough."""
    return clock.now() - (login.auth_time or login.created_at) <= FRESH


def require_fresh() -> Response | tuple[str, int] | None:
    """The way to log in again; None when the login is fresh.

    A form is kept, and answered with a page that says so: a redirect of it would lead to the identity provider, where our
    ``form-action`` lets no form go. A file is answered in the same way, and the login leads to the page that it is
    fetched from.
    """
    login = current_login()
    if login is not None and is_fresh(login):
        return None
    side = "citizen" if login is not None and login.who.kind is SessionKind.CITIZEN else "staff"
    page = getattr(current_app.view_functions.get(request.endpoint or ""), "file_of", None)
    if page is not None:
        again = url_for(
            f"auth.login_{side}", fresh="1", next=f"{url_for(page)}?{request.query_string.decode()}".rstrip("?")
        )
        return render_template("auth/step_up.html", again=again, minutes=FRESH_MINUTES, is_file=True), 401
    if request.method in SAFE_METHODS:
        return redirect(url_for(f"auth.login_{side}", fresh="1", next=request.full_path.rstrip("?")), 303)
    again = url_for(f"auth.login_{side}", fresh="1", next=page_of(request.path) or "/")
    kept = {"is_kept": keep_sent_form(), "own_texts": own_texts()}
    return render_template("auth/step_up.html", again=again, minutes=FRESH_MINUTES, **kept), 401
