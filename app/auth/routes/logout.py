"""Logging out: here first, then at the identity provider; and when the provider tells us to."""

import hmac
import secrets
from contextlib import suppress

from flask import jsonify, redirect, render_template, request, session, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.auth import oidc
from app.auth.forged import forged
from app.auth.login_sessions import current_login, login_session
from app.auth.logout_tokens import LogoutTokenRefused, read_logout_token
from app.auth.refusals import ProviderAway, ProviderUnsafe
from app.auth.routes.blueprint import blueprint
from app.auth.services.logins import log_out
from app.auth.services.provider_logouts import end_by_provider, refuse_logout
from app.auth.services.turns import SessionOver
from app.web.guard import current_actor, public, public_to_servers
from app.web.origin import PUBLIC_URL

SIDES = ("staff", "citizen")
STATE = "logout_state"


@blueprint.post("/logout")
@public
def logout() -> Response:
    """End the session here at once, then let the identity provider end its own."""
    login = current_login()
    if login is None:
        return redirect(url_for("auth.logged_out"), 303)
    with suppress(SessionOver):
        log_out(login, current_actor())
    login_session().forget()
    session[STATE] = secrets.token_urlsafe(16)
    back = PUBLIC_URL.current + url_for("auth.logged_out")
    target = oidc.end_session_url(login.who.kind.value, back, session[STATE])
    answer = redirect(target or url_for("auth.logged_out"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.get("/logged-out")
@public
def logged_out() -> str:
    """Logged out here; and at the identity provider too when it sent the browser back with our state."""
    expected, returned = session.pop(STATE, ""), request.args.get("state", "")
    both = bool(expected) and hmac.compare_digest(expected.encode(), returned.encode())
    return render_template("auth/logged_out.html", both=both)


@blueprint.post("/backchannel-logout/<side>")
@public_to_servers
def backchannel_logout(side: str) -> tuple[Response, int]:
    """The identity provider has ended a session: end ours. Carries its proof in a signed token.

    Every token is verified, however many forged ones come: who could fill a limit here could keep a stolen card's
    session alive. Forged ones are only counted.
    """
    if side not in SIDES:
        raise NotFound
    try:
        logout_token = read_logout_token(side, request.form.get("logout_token", ""))
    except LogoutTokenRefused as refused:
        if refused.signed:
            refuse_logout(side, refused.code)
        else:
            forged.add(side)
        return jsonify(error="invalid_request"), 400
    except (ProviderAway, ProviderUnsafe):
        return jsonify(error="temporarily_unavailable"), 503
    if end_by_provider(logout_token.issuer, logout_token.jti, logout_token.sid, logout_token.subject) is None:
        return jsonify(error="invalid_request"), 400
    return jsonify({}), 200
