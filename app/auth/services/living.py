"""How many are logged in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.auth.kinds import SessionKind
from app.auth.models import LoginSession


def living_sessions(current: Session, at: datetime) -> Mapping[str, int]:
    """Sessions of each kind that have not ended, been left or grown too old."""
    going_on = LoginSession.revoked_at.is_(None) & (LoginSession.absolute_end > at)
    limits = current.scalars(select(LoginSession.idle_seconds).where(going_on).distinct()).all()
    in_use = [
        and_(LoginSession.idle_seconds == limit, LoginSession.last_seen_at > at - timedelta(seconds=limit))
        for limit in limits
    ]
    counted = select(LoginSession.kind, func.count()).where(going_on, or_(false(), *in_use)).group_by(LoginSession.kind)
    found = {kind.value: number for kind, number in current.execute(counted).all()}
    return {kind.value: found.get(kind.value, 0) for kind in SessionKind}
