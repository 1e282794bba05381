"""Clearing away what nobody can use any more."""

from datetime import timedelta

from sqlalchemy import delete

from app.auth.kinds import SessionKind
from app.auth.models import LoginSession, UsedLogoutToken
from app.core import clock
from app.core.db import atomic

KEPT_AFTER_END = timedelta(days=30)


def forget_visitors() -> None:
    """Drop the sessions of visitors at their end: a login that came to nothing."""
    with atomic() as session:
        over = LoginSession.absolute_end < clock.now()
        session.execute(delete(LoginSession).where(LoginSession.kind == SessionKind.VISITOR, over))


def forget_old_sessions() -> None:
    """Drop what nobody can use any more: people's sessions a month after their end."""
    at = clock.now()
    with atomic() as session:
        session.execute(delete(LoginSession).where(LoginSession.absolute_end < at - KEPT_AFTER_END))
        session.execute(delete(UsedLogoutToken).where(UsedLogoutToken.at < at - timedelta(days=1)))
