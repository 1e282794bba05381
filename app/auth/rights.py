"""A session that has ended gives no rights, not even to what was under way: asked with the person's own rights."""

from flask import has_request_context
from sqlalchemy import ColumnElement, bindparam, exists
from sqlalchemy.orm import Session

from app.auth.kinds import EndReason
from app.auth.login_sessions import current_login
from app.auth.models import LoginSession
from app.authz.actors import Actor
from app.citizens.services import rights as citizens
from app.roles.services import rights as staff


def staff_rights_now(session: Session, actor: Actor) -> Actor:
    """As ``roles.rights.rights_now``; nothing is left when the login session of this request is over."""
    return staff.rights_now(session, actor, _session_is_over())


def citizens_rights_now(session: Session, actor: Actor) -> Actor:
    """As ``citizens.rights.rights_now``; a visitor when the login session of this request is over."""
    return citizens.rights_now(session, actor, _session_is_over())


def _hash_of_session() -> bytes | None:
    login = current_login() if has_request_context() else None
    return login.id_hash if login is not None else None


_OVER: ColumnElement[bool] = exists().where(
    LoginSession.id_hash == bindparam("of_this_request", callable_=_hash_of_session, type_=LoginSession.id_hash.type),
    LoginSession.revoked_at.is_not(None),
    LoginSession.reason != EndReason.REPLACED,
)


def _session_is_over() -> ColumnElement[bool] | None:
    """SQL: somebody has logged out or been logged out. One that goes on under a new id is not over. None: no session."""
    return None if _hash_of_session() is None else _OVER
