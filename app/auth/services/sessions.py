"""Opening, keeping and ending login sessions. A bare token leaves this module once: to become the cookie."""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.auth.kinds import EndReason, SessionKind
from app.auth.models import LoginSession
from app.auth.services.clinic_events import log_at_each_clinic
from app.auth.services.session_data import CONSUMED, forget_questions_at_end, sealed, unsealed
from app.auth.services.session_events import ended_event, unreadable_event
from app.auth.services.turns import living, locked
from app.auth.session_limits import STEP, VISITOR, Limits
from app.authz.actors import Visitor
from app.core import clock, crypto
from app.core.db import atomic

TOKEN_BYTES = 32


@dataclass(frozen=True)
class Browser:
    """What is kept of the browser: the class of its address and a hash of its name."""

    ip_class: str = ""
    ua_hash: str = ""


@dataclass(frozen=True)
class Proof:
    """What the identity provider said about the login."""

    issuer: str = ""
    subject: str = ""
    sid: str = ""
    acr: str = ""
    auth_time: datetime | None = None


@dataclass(frozen=True)
class Who:
    """Whose session it is, and in which capacity."""

    kind: SessionKind = SessionKind.VISITOR
    staff_id: UUID | None = None
    citizen_id: UUID | None = None
    for_id: UUID | None = None
    clinic_id: UUID | None = None
    terms_accepted: bool = False

    @property
    def person(self) -> UUID | None:
        """The member of staff or the citizen; None for a visitor."""
        return self.staff_id or self.citizen_id


@dataclass(frozen=True)
class Ended:
    """A session that is over: why, and whose it was (None: a visitor's, or one that another session has followed)."""

    reason: EndReason | None
    person: UUID | None
    id_hash: bytes


@dataclass(frozen=True)
class Login:
    """A living session, as of this request."""

    id_hash: bytes
    public_id: UUID
    who: Who
    issuer: str
    acr: str
    auth_time: datetime | None
    created_at: datetime
    last_seen_at: datetime
    idle: timedelta
    absolute_end: datetime
    browser: Browser

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing more happens."""
        return min(self.last_seen_at + self.idle, self.absolute_end)


def hash_of(token: str) -> bytes:
    """What the database knows of a cookie's value."""
    return hashlib.sha256(token.encode()).digest()


def subject_index(issuer: str, subject: str) -> bytes:
    """Finds the sessions of one subject without telling who it is."""
    return crypto.keyring().blind_index(f"{issuer} {subject}")


def open_session(
    session: Session,
    who: Who,
    limits: Limits = VISITOR,
    browser: Browser | None = None,
    proof: Proof | None = None,
) -> str:
    """Add a session with a new id to the transaction; answers with the cookie's value, which is stored nowhere."""
    token, at = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    row = LoginSession(id_hash=hash_of(token), public_id=uuid.uuid4(), created_at=at, last_seen_at=at)
    _describe(row, who, browser or Browser(), proof or Proof())
    row.idle_seconds = int(limits.idle.total_seconds())
    row.absolute_end = at + limits.absolute
    row.data = sealed(row.id_hash, {})
    session.add(row)
    return token


def _describe(row: LoginSession, who: Who, browser: Browser, proof: Proof) -> None:
    row.kind, row.staff_id, row.citizen_id = who.kind, who.staff_id, who.citizen_id
    row.for_id, row.clinic_id, row.terms_accepted = who.for_id, who.clinic_id, who.terms_accepted
    row.ip_class, row.ua_hash = browser.ip_class, browser.ua_hash
    row.issuer, row.sid, row.acr, row.auth_time = proof.issuer, proof.sid, proof.acr, proof.auth_time
    row.subject_index = subject_index(proof.issuer, proof.subject) if proof.subject else None


def renew(session: Session, login: Login, who: Who, limits: Limits) -> str:
    """The same login under a new id and in another capacity, or ``SessionOver``; the absolute end never moves out."""
    old = living(session, login.id_hash)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    at = clock.now()
    row = LoginSession(id_hash=hash_of(token), public_id=uuid.uuid4(), created_at=old.created_at, last_seen_at=at)
    _describe(row, who, Browser(old.ip_class, old.ua_hash), Proof(old.issuer, "", old.sid, old.acr, old.auth_time))
    row.subject_index = old.subject_index
    row.idle_seconds = int(limits.idle.total_seconds())
    row.absolute_end = old.created_at + limits.absolute
    row.data = sealed(row.id_hash, {})
    session.add(row)
    _end(old, EndReason.REPLACED, at)
    return token


def end(session: Session, id_hash: bytes, reason: EndReason) -> None:
    """End a session; one that has ended keeps its first reason."""
    row = locked(session, id_hash)
    if row is not None:
        _end(row, reason, clock.now())


def _end(row: LoginSession, reason: EndReason | None, at: datetime) -> None:
    if row.revoked_at is None:
        row.revoked_at, row.reason = at, reason
        row.data = sealed(row.id_hash, {})
        forget_questions_at_end(row)


def end_all(rows: Sequence[LoginSession], reason: EndReason) -> int:
    """End these sessions; answers with how many there were."""
    for row in rows:
        _end(row, reason, clock.now())
    return len(rows)


_OF_COOKIE = select(LoginSession).where(LoginSession.id_hash == bindparam("id_hash"))


def read(session: Session, token: str) -> tuple[Login, dict[str, Any]] | Ended | None:
    """The living session with its data; how it ended; or None when there is no such session."""
    row = session.scalar(_OF_COOKIE, {"id_hash": hash_of(token)})
    if row is None:
        return None
    if row.revoked_at is not None:
        return _ended(row, row.reason)
    login = _login(row)
    if clock.now() >= login.ends_at:
        return Ended(_expire(login), row.staff_id or row.citizen_id, row.id_hash)
    try:
        return login, unsealed(row)
    except crypto.Unreadable as error:  # nothing of it is believed; ended, it is told of once
        fault = error
    _end_and_log(login, None, lambda row: unreadable_event(row, fault))
    return Ended(None, login.who.person, login.id_hash)


def _ended(row: LoginSession, reason: EndReason | None) -> Ended:
    try:
        followed = CONSUMED in unsealed(row)
    except crypto.Unreadable:
        followed = True
    return Ended(reason, None if followed else row.staff_id or row.citizen_id, row.id_hash)


def _login(row: LoginSession) -> Login:
    who = Who(row.kind, row.staff_id, row.citizen_id, row.for_id, row.clinic_id, row.terms_accepted)
    idle = timedelta(seconds=row.idle_seconds)
    return Login(
        row.id_hash,
        row.public_id,
        who,
        row.issuer,
        row.acr,
        row.auth_time,
        row.created_at,
        row.last_seen_at,
        idle,
        row.absolute_end,
        Browser(row.ip_class, row.ua_hash),
    )


def _expire(login: Login) -> EndReason:
    """It has been unused too long, or is too old. The session of a visitor is nobody's."""
    reason = EndReason.TOO_OLD if clock.now() >= login.absolute_end else EndReason.IDLE
    is_nobodys = login.who.kind is SessionKind.VISITOR
    _end_and_log(login, reason, lambda row: None if is_nobodys else ended_event(row, reason))
    return reason


def _end_and_log(login: Login, reason: EndReason | None, event: Callable[[LoginSession], Event | None]) -> None:
    with atomic() as session:
        row = locked(session, login.id_hash)
        if row is None or row.revoked_at is not None:
            return
        ended = event(row)
        if ended is not None:
            log_at_each_clinic(session, Visitor(), ended, row.staff_id, clock.now())
        _end(row, reason, clock.now())


def store_new(data: Mapping[str, Any], browser: Browser, after: bytes | None = None) -> str:
    """Keep a visitor's data; answers with the cookie's value. ``after``: the ended session that this one follows, once."""
    with atomic() as session:
        ended = locked(session, after) if after else None
        if ended is not None:
            ended.data = sealed(ended.id_hash, {CONSUMED: True})
        token = open_session(session, Who(), VISITOR, browser)
        session.flush()
        session.get_one(LoginSession, hash_of(token)).data = sealed(hash_of(token), data)
    return token


def is_due(login: Login) -> bool:
    """Whether the last time the person was seen is worth writing again."""
    return clock.now() - login.last_seen_at >= STEP
