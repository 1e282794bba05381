"""Whoever changes a login session takes turns with the others who do, and looks at it again when it is their turn."""

from sqlalchemy.orm import Session

from app.auth.kinds import EndReason
from app.auth.models import LoginSession


class SessionOver(Exception):
    """The session has ended while the request was under way: it goes on as nobody's."""

    def __init__(self, reason: EndReason | None) -> None:
        super().__init__(reason)
        self.reason = reason


def locked(session: Session, id_hash: bytes) -> LoginSession | None:
    """The row as it stands now, until the commit: whoever changes a session takes turns with the others who do.

    It is locked before the row of any person: two requests of one browser would else wait for each other.
    """
    return session.get(LoginSession, id_hash, populate_existing=True, with_for_update=True)


def living(session: Session, id_hash: bytes) -> LoginSession:
    """The same, or ``SessionOver``: nothing goes on from a session that has ended, and no second end is told."""
    row = locked(session, id_hash)
    if row is None or row.revoked_at is not None:
        raise SessionOver(row.reason if row is not None else None)
    return row
