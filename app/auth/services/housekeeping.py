"""Clearing away what nobody can use any more."""

from datetime import timedelta

from sqlalchemy import delete

from app.auth.kinds import SessionKind
from app.auth.models import LoginSession, UsedLogoutToken
from app.core import clock
from app.core.db import atomic

KEPT_AFTER_END = timedelta(days=30)


def forget_old_sessions() -> None:
    """Drop what nobody can use any more: visitors' sessions at their end, people's a month after it."""
    at = clock.now()
    with atomic() as session:
        session.execute(
            delete(LoginSession).where(LoginSession.kind == SessionKind.VISITOR, LoginSession.absolute_end < at)
        )
        session.execute(delete(LoginSession).where(LoginSession.absolute_end < at - KEPT_AFTER_END))
        session.execute(delete(UsedLogoutToken).where(UsedLogoutToken.at < at - timedelta(days=1)))
