"""What is left between a login and the first page: terms, then a clinic, then where the person was going."""

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from app.auth.kinds import SessionKind
from app.auth.login_sessions import current_login, login_session
from app.auth.services.logins import Opened
from app.auth.services.sessions import Login
from app.web.kept_forms import page_that_waits
from app.web.start import inside

NEXT = "after_login"


def remember(address: str) -> None:
    """Keep where the person was going: a page of ours, and none of the login's own."""
    safe = inside(address) if address else "/"
    session[NEXT] = "/" if safe.startswith(("/login", "/logout", "/logged-out")) else safe


def go_on_as(opened: Opened) -> Response:
    """Take the new session into use and lead to the next step; who was going nowhere is led to their text that waits."""
    going = session.get(NEXT, "/")
    login_session().become(opened.token, step_up=opened.step_up)
    session[NEXT] = (
        going if going != "/" else page_that_waits(str(opened.who.person or ""), str(opened.who.for_id or "")) or "/"
    )
    return next_step()


def next_step() -> Response:
    """Lead to what is left, or to where the person was going."""
    login = current_login()
    if login is None:
        return redirect(url_for("home.start"), 303)
    if not login.who.terms_accepted:
        return redirect(url_for("auth.terms"), 303)
    if is_staff(login) and login.who.clinic_id is None:
        return redirect(url_for("auth.choose_clinic"), 303)
    return redirect(inside(session.pop(NEXT, "/")), 303)


def is_staff(login: Login) -> bool:
    """Whether a member of staff is logged in."""
    return login.who.kind is SessionKind.STAFF
