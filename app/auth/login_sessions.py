"""Flask's session, kept in the database. The cookie is a random number.

A row is made only when there is something to keep: what every visitor needs stands in a signed cookie instead.
"""

import hashlib
import hmac
from collections.abc import Callable
from copy import deepcopy
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict

from app.audit.events import client
from app.auth.kinds import EndReason, SessionKind
from app.auth.lazy_session import LazySession
from app.auth.services import session_data, sessions
from app.auth.services.sessions import Browser, Login
from app.auth.services.waiting import waiting_for
from app.auth.visitor_cookie import VisitorCookie
from app.core import clock
from app.core.db import session as database
from app.core.networks import network_of
from app.web.kept_forms import SESSION_KEY, WAITS
from app.web.polls import is_poll

View = TypeVar("View", bound=Callable[..., Any])
SURVIVES = ("language",)
CSRF = "csrf_token"
TOKEN_BYTES = 20


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """What pages keep between requests. ``login`` tells whose it is.

    ``ended``: why the cookie that came is worth nothing; ``ended_of``: whose it was; ``after``: that session.
    ``away``: the database could not be asked, so nobody knows whose it is; the guard stops there, and the cookie stays.
    """

    def __init__(self, login: Login | None = None, data: dict[str, Any] | None = None) -> None:
        super().__init__(data, lambda _: self._touch())
        self.login = login
        self.id_hash = login.id_hash if login else None
        self.ended: EndReason | None = None
        self.ended_of: UUID | None = None
        self.after: bytes | None = None
        self.token: str | None = None
        self.away: SQLAlchemyError | None = None
        self.modified = False
        self._before = deepcopy(data or {})

    def _touch(self) -> None:
        self.modified = True

    def __missing__(self, name: str) -> str:
        """The token of forms is made when a page asks for it.

        It names this login session, so that whose page it was is known, and its cookie, so that this can be told without
        the database.
        """
        if name != CSRF or self.login is None or self.login.who.person is None:
            raise KeyError(name)
        self[name] = token = f"{self.login.public_id.hex}{_mark_of(self.login.id_hash)}"
        return token

    def changes(self) -> dict[str, Any]:
        """What this request has put there, and as None what it has taken away."""
        if not self.modified:
            return {}
        names = self.keys() | self._before.keys()
        return {name: self.get(name) for name in names if self.get(name) != self._before.get(name)}

    def become(self, token: str, *, step_up: bool = False) -> None:
        """Go on under a new id. Nothing but the language comes along: not the token of forms, nor lists and searches.

        What a person sent just after an earlier session had ended comes along to that person's next one.

        After a step-up the work goes on, so what pages keep comes along: not the token of forms, nor logins under way.
        """
        kept = {
            name: self[name]
            for name in self
            if step_up and name not in {CSRF, SESSION_KEY} and not name.startswith("_state_")
        }
        kept |= {name: self[name] for name in SURVIVES if name in self}
        unsent = self.get(SESSION_KEY, {})
        self.clear()
        self.update(kept)
        found = sessions.read(database(), token)
        self.login = found[0] if isinstance(found, tuple) else None
        person = self.login.who.person if self.login is not None else None
        if person is not None and unsent.get("whose") == str(person):
            self[SESSION_KEY] = unsent
        if person is not None and waiting_for(person):
            self[WAITS] = True
        self.token, self.id_hash, self.modified = token, sessions.hash_of(token), True
        self._before = {}
        _name_session_in_log(self.id_hash)

    def forget(self) -> None:
        """The session has ended: go on as nobody, with the language."""
        kept = {name: self[name] for name in SURVIVES if name in self}
        self.clear()
        self.update(kept)
        self.login = self.id_hash = self.token = None


class LoginSessions(SessionInterface):
    """Reads the row of the cookie, and writes it back when it has changed or a minute has gone."""

    def __init__(self, secret: str, *, https: bool) -> None:
        self.https = https
        self.cookie = "__Host-vardinkorg" if https else "vardinkorg"
        self.visitors = VisitorCookie(secret, https=https)

    def open_session(self, app: Flask, request: Request) -> LazySession:  # noqa: ARG002 - the signature is Flask's
        """The session of the cookie, or an empty one; read when somebody asks."""
        return LazySession(lambda: self._read(request))

    def _read(self, request: Request) -> StoredSession:
        token = request.cookies.get(self.cookie, "")
        if g.get("not_proven"):  # the page that says so looks nobody up: the keyring may be another database's
            unknown = StoredSession()
            unknown.away = SQLAlchemyError()
            return unknown
        try:
            found = sessions.read(database(), token) if token else None
        except SQLAlchemyError as error:
            unknown = StoredSession()
            unknown.away = error
            return unknown
        if isinstance(found, tuple):
            _name_session_in_log(found[0].id_hash)
            return StoredSession(*found)
        empty = StoredSession(data=self.visitors.read(request))
        if found is not None:
            empty.ended, empty.ended_of, empty.after = found.reason, found.person, found.id_hash
        return empty

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 - the signature is Flask's
        """Keep what changed, and hand out the cookie of a new id."""
        if not isinstance(session, LazySession) or not session.is_opened:
            return
        opened = _stored(session)
        if opened.away is not None:
            return
        try:
            self._save(opened, response)
        except SQLAlchemyError:
            if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise

    def _save(self, session: StoredSession, response: Response) -> None:
        if session.id_hash is None:
            self._save_visitor(session, response)
            return
        seen = session.login is not None and sessions.is_due(session.login) and not is_poll()
        session_data.keep(session.id_hash, session.changes(), seen=seen)
        if session.token is not None:
            self._hand_out(response, session.token)

    def _save_visitor(self, session: StoredSession, response: Response) -> None:
        kept = bool(session) and session.modified
        if kept and not self.visitors.can_hold(session):
            self._hand_out(response, sessions.store_new(dict(session), this_browser(), session.after))
            return
        if kept:
            self.visitors.hand_out(response, session)
        if request.cookies.get(self.cookie) and session.ended is None:
            response.delete_cookie(self.cookie, path="/", secure=self.https, httponly=True, samesite="Lax")

    def _hand_out(self, response: Response, token: str) -> None:
        response.set_cookie(self.cookie, token, path="/", secure=self.https, httponly=True, samesite="Lax")


def _mark_of(id_hash: bytes) -> str:
    """What a token of forms says of the cookie: nothing that leads back to it, nor to what the database knows of it."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, b"token of forms" + id_hash, hashlib.sha256).hexdigest()[: 2 * TOKEN_BYTES]


def is_made_under_cookie(token: str) -> bool | None:
    """Whether this token of forms was made under the cookie that came; None when none came. Asks no database."""
    sessions_of = current_app.session_interface
    cookie = request.cookies.get(sessions_of.cookie, "") if isinstance(sessions_of, LoginSessions) else ""
    return hmac.compare_digest(token[32:], _mark_of(sessions.hash_of(cookie))) if cookie else None


def _name_session_in_log(id_hash: bytes) -> None:
    client.set(client.get()._replace(session_hash=id_hash.hex()[:16]))


def seconds_left(login: Login) -> int:
    """How long the session lasts from this request on, if nothing more happens."""
    extended = login.ends_at if is_poll() or not sessions.is_due(login) else clock.now() + login.idle
    return max(0, int((min(extended, login.absolute_end) - clock.now()).total_seconds()))


def login_session() -> StoredSession:
    """This request's session."""
    return _stored(session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - behind Flask's proxy


def _stored(current: SessionMixin) -> StoredSession:
    opened = current.opened if isinstance(current, LazySession) else None
    if not isinstance(opened, StoredSession):
        raise TypeError
    return opened


def current_login() -> Login | None:
    """The login of a person; None for visitors."""
    login = login_session().login
    return login if login is not None and login.who.kind is not SessionKind.VISITOR else None


def this_browser() -> Browser:
    """What is kept of the browser that asks."""
    named = hashlib.sha256(request.user_agent.string.encode()).hexdigest()
    return Browser(network_of(request.remote_addr or ""), named)
