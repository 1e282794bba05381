"""A session that has ended gives no rights, not even to what was under way: asked with the person's own rights."""

from flask import has_request_context
from sqlalchemy import ColumnElement, exists, false
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


def _session_is_over() -> ColumnElement[bool]:
    """SQL: somebody has logged out or been logged out. One that goes on under a new id is not over."""
    login = current_login() if has_request_context() else None
    if login is None:
        return false()
    return exists().where(
        LoginSession.id_hash == login.id_hash,
        LoginSession.revoked_at.is_not(None),
        LoginSession.reason != EndReason.REPLACED,
    )
