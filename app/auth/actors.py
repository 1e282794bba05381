"""Who asks: built anew for each request from the login session and the grants valid now."""

from dataclasses import replace
from uuid import UUID

from flask import Flask, Request, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response

from app.auth.kinds import EndReason, SessionKind
from app.auth.login_sessions import current_login, login_session
from app.auth.services import logins
from app.auth.services.sessions import Login
from app.auth.services.turns import SessionOver
from app.auth.session_limits import LimitTable
from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.citizens.models import CitizenRow
from app.citizens.queries import is_proxy_for
from app.core.db import session as database
from app.core.errors import Attempt, NotFound
from app.core.hooks import Hook
from app.roles.queries.people import clinics_of, roles_held_at, staff_actor
from app.web.flashes import say

LIMIT_TABLE: Hook[LimitTable] = Hook("limits of login sessions")


class LoginUser(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Flask-Login's ``current_user``: a person with a living login session. What the person may do is the actor's."""

    def __init__(self, login: Login) -> None:
        self.login = login

    def get_id(self) -> str:
        """The person's id."""
        return str(self.login.who.staff_id or self.login.who.citizen_id)


def install_flask_login(app: Flask) -> None:
    """``current_user`` comes from our login session and from nowhere else: no cookie of its own.

    It is not installed as usual: what it does after each request is to look for that cookie, and that opens the session.
    """
    manager = LoginManager()
    app.login_manager = manager  # type: ignore[attr-defined]  # where Flask-Login looks for it
    manager.session_protection = None

    @manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def _user(_request: Request) -> LoginUser | None:
        login = current_login()
        return LoginUser(login) if login else None


def load_actor() -> Actor:
    """The actor of this request. A person who has yet to accept the terms or to choose a clinic is still a visitor."""
    if "loaded_actor" not in g:
        g.loaded_actor = _load()
    actor: Actor = g.loaded_actor
    return actor


def _load() -> Actor:
    login = current_login()
    if login is None:
        return Visitor()
    try:
        return _citizen(login) if login.who.kind is SessionKind.CITIZEN else _staff(login)
    except SessionOver as over:
        go_on_as_nobody(over)
        return Visitor()


def actor_at_login(actor: Actor) -> Actor | None:
    """The same person with every role that this login has had at the clinic; None for who has none to lose."""
    login = current_login()
    if login is None or not isinstance(actor, Staff):
        return None
    before = roles_held_at(database(), actor.staff_id, actor.clinic_id, login.created_at)
    return replace(actor, roles=actor.roles | before)


def _staff(login: Login) -> Actor:
    who = login.who
    if who.staff_id is None or who.clinic_id is None or not who.terms_accepted:
        return Visitor()
    return staff_actor(database(), who.staff_id, who.clinic_id) or _without_rights(login, who.staff_id)


def _without_rights(login: Login, staff_id: UUID) -> Actor:
    """The last role at the clinic has ended: another clinic can be chosen if there is one; else the session is over."""
    if clinics_of(database(), staff_id):
        opened = logins.leave_clinic(login, LIMIT_TABLE.current)
        login_session().become(opened.token)
        say(_("Du har inte längre någon roll på mottagningen. Välj en annan."), "warning")
    else:
        logins.lose_rights(login, EndReason.NO_GRANT)
        _end(EndReason.NO_GRANT)
    return Visitor()


def _citizen(login: Login) -> Actor:
    who = login.who
    if who.citizen_id is None or not who.terms_accepted:
        return Visitor()
    row = database().get(CitizenRow, who.citizen_id)
    if row is None or row.locked_at is not None:
        logins.lose_rights(login, EndReason.LOCKED)
        _end(EndReason.LOCKED)
        return Visitor()
    actor = Citizen(who.citizen_id)
    if who.for_id is None:
        return actor
    if is_proxy_for(database(), who.citizen_id, who.for_id):
        return Citizen(who.citizen_id, who.for_id)
    login_session().become(logins.act_for(login, actor, None, LIMIT_TABLE.current).token)
    say(_("Du är inte längre ombud och ser nu dina egna ärenden."), "warning")
    return actor


def _end(reason: EndReason) -> None:
    login_session().forget()
    login_session().ended = reason


def go_on_as_nobody(over: SessionOver) -> Response:
    """The session ended while the request was under way: what it asked for is not done."""
    _end(over.reason or EndReason.REPLACED)
    return redirect(url_for("home.start"), 303)


def enter_proxy_mode(actor: Citizen, child_id: UUID) -> None:
    """Act for the child from the next request on. ``NotFound`` when the actor is not its proxy now."""
    if not is_proxy_for(database(), actor.citizen_id, child_id):
        known = database().get(CitizenRow, child_id) is not None
        raise NotFound(Attempt("enter_proxy", "citizen", child_id, citizen_id=child_id) if known else None)
    _go_over(actor, child_id)


def leave_proxy_mode(actor: Citizen) -> None:
    """Act for oneself again, from the next request on."""
    if actor.for_id is not None:
        _go_over(actor, None)


def _go_over(actor: Citizen, child_id: UUID | None) -> None:
    login = current_login()
    if login is not None:
        login_session().become(logins.act_for(login, Citizen(actor.citizen_id), child_id, LIMIT_TABLE.current).token)
