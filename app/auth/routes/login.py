"""Logging in: to the identity provider and back. One callback address for each provider."""

import logging
from urllib.parse import urlencode

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth import oidc
from app.auth.actors import LIMIT_TABLE
from app.auth.kinds import EndReason, SessionKind
from app.auth.labels import ended_because
from app.auth.login_sessions import current_login, login_session, this_browser
from app.auth.queries import preferred_language
from app.auth.refusals import LoginRefused, ProviderAway, ProviderUnsafe
from app.auth.routes.blueprint import blueprint
from app.auth.routes.steps import NEXT, go_on_as, next_step, remember
from app.auth.services.failed_logins import login_failed
from app.auth.services.login_limits import count_login
from app.auth.services.logins import Arrival, LoginRefusal, Opened, log_citizen_in, log_staff_in
from app.core.measures import OK, login_ended
from app.core.networks import line_of
from app.web.guard import public
from app.web.origin import PUBLIC_URL, arrived_host

log = logging.getLogger(__name__)
LONGEST = 64
"""As long as an HSA-id may be; a provider set up wrong could send anything."""

MOVED = "moved"
"""In an address that was asked for at another host: it is not sent there a second time."""


@blueprint.get("/login/staff")
@public
def login_staff() -> ResponseReturnValue:
    """Redirect to the identity provider of staff."""
    return _begin("staff")


@blueprint.get("/login/citizen")
@public
def login_citizen() -> ResponseReturnValue:
    """Citizens to theirs."""
    return _begin("citizen")


@blueprint.get("/login/staff/callback")
@public
def staff_callback() -> ResponseReturnValue:
    """Staff come back."""
    return _finish("staff")


@blueprint.get("/login/citizen/callback")
@public
def citizen_callback() -> ResponseReturnValue:
    """Citizens come back."""
    return _finish("citizen")


def _begin(side: str) -> ResponseReturnValue:
    login = current_login()
    fresh = _is_step_up(side) and request.args.get("fresh") == "1"
    if login is not None and login.who.kind is SessionKind(side) and not fresh:
        remember(request.args.get("next", ""))
        return next_step()
    public_url = PUBLIC_URL.current
    if arrived_host() != request.host and MOVED not in request.args:
        return _move(public_url)
    if "ended" in session:
        return _explain_end(side, EndReason(session.pop("ended")))
    _count()
    remember(request.args.get("next", ""))
    try:
        return oidc.begin(side, public_url + url_for(f"auth.{side}_callback"), fresh=fresh)
    except (ProviderAway, ProviderUnsafe) as error:
        return _away(side, error)


def _count() -> None:
    here = login_session()
    known = here.login.who.person if here.login is not None else None
    before = here.ended_of or session.get("ended_of")
    count_login(line_of(request.remote_addr or ""), here.id_hash, str(known or before or ""))


def _move(public_url: str) -> ResponseReturnValue:
    """Redirect to the host of the callback, which must get the same cookie; once only, since a proxy may rewrite the host."""
    query = urlencode([*request.args.items(multi=True), (MOVED, "1")])
    return redirect(f"{public_url}{request.path}?{query}", 303)


def _is_step_up(side: str) -> bool:
    """Whether somebody of that side is logged in here: no other login goes to their provider, so what comes is a step-up."""
    login = current_login()
    return login is not None and login.who.kind is SessionKind(side)


def _explain_end(side: str, reason: EndReason) -> ResponseReturnValue:
    again = url_for(f"auth.login_{side}", next=request.args.get("next"))
    return render_template("auth/ended.html", text=ended_because(reason), again=again)


def _away(side: str, error: Exception) -> ResponseReturnValue:
    code = "provider-away" if isinstance(error, ProviderAway) else "provider-unsafe"
    login_ended(side, code)
    login_failed(side, code, str(error), login=current_login())
    return render_template("auth/provider_away.html", again=url_for(f"auth.login_{side}")), 503


def _finish(side: str) -> ResponseReturnValue:
    step_up = _is_step_up(side)
    try:
        verified = oidc.finish(side, fresh=step_up)
    except LoginRefused as refused:
        login_ended(side, refused.code)
        login_failed(side, refused.code, refused.detail, refused.subject, current_login())
        again = url_for(f"auth.login_{side}")
        if step_up:
            again = url_for(f"auth.login_{side}", fresh="1", next=session.get(NEXT))
        return render_template("auth/refused.html", code=refused.code, again=again), 403
    except (ProviderAway, ProviderUnsafe) as error:
        return _away(side, error)
    arrival = Arrival(this_browser(), login_session().login, LIMIT_TABLE.current)
    outcome = log_staff_in(verified, arrival) if side == "staff" else log_citizen_in(verified, arrival)
    if isinstance(outcome, LoginRefusal):
        return _turned_away(side, outcome)
    login_ended(side, OK)
    if step_up and not outcome.step_up:
        remember("")  # another person: where the first was going is not theirs to go
    return _welcome(outcome)


def _welcome(opened: Opened) -> Response:
    answer = go_on_as(opened)
    session.setdefault("language", preferred_language(opened.who.staff_id, opened.who.citizen_id))
    return answer


def _turned_away(side: str, refused: LoginRefusal) -> ResponseReturnValue:
    login_ended(side, refused.code)
    log.warning("a login for %s was refused: %s", side, refused.in_words)
    if not refused.hsa_id:
        return render_template("auth/locked.html", title=_("Du kan inte logga in")), 403
    return render_template("auth/no_grant.html", hsa_id=refused.hsa_id[:LONGEST], locked=refused.code == "locked"), 403
