"""Strangers are counted: who has neither a login session nor a verified token makes no event, or they could fill the log.

Each minute that is over becomes one event for the whole installation, written by the worker or by the next stranger.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from app.audit.events import Event, Value, write_event
from app.audit.kinds import Attempted, EventKind, Outcome
from app.audit.models import StrangerCount
from app.authz.actors import Visitor
from app.core.db import atomic, database_time, insert_for
from app.core.db import session as current

MAX_COUNT = 999_999_999


def count_stranger(attempted: Attempted) -> None:
    """Count it in a commit of its own, and tell of the minutes that are over."""
    with atomic() as session:
        at = database_time(session)
        _log_before(session, at)
        row = insert_for(session, StrangerCount).values(minute=_minute(at), attempted=attempted.value, number=1)
        once_more = {"number": StrangerCount.number + 1}
        session.execute(row.on_conflict_do_update(index_elements=["minute", "attempted"], set_=once_more))


def log_strangers() -> None:
    """Tell of the minutes that are over, if anything was counted: looked for before anything is locked."""
    if current().scalar(select(StrangerCount.minute).limit(1)) is None:
        current().rollback()
        return
    with atomic() as session:
        _log_before(session, database_time(session))


def _log_before(session: Session, at: datetime) -> None:
    """Log the counts of minutes before ``at`` and delete their rows; rows locked by another node are left for the next run."""
    over = select(StrangerCount).where(StrangerCount.minute < _minute(at)).with_for_update(skip_locked=True)
    rows = session.scalars(over).all()
    for minute in sorted({row.minute for row in rows}):
        write_event(session, Visitor(), _summary(minute, [row for row in rows if row.minute == minute]), at)
    if rows:
        keys = tuple_(StrangerCount.minute, StrangerCount.attempted)
        session.execute(delete(StrangerCount).where(keys.in_([(row.minute, row.attempted) for row in rows])))


def _summary(minute: datetime, rows: Iterable[StrangerCount]) -> Event:
    """Unknown kinds, which a newer version may count during an upgrade, are added to ``other``."""
    counted = Counter[str]()
    for row in rows:
        counted[row.attempted if row.attempted in set(Attempted) else Attempted.OTHER.value] += row.number
    counts = {attempted: min(number, MAX_COUNT) for attempted, number in counted.items()}
    details: dict[str, Value] = {"minute": minute.strftime("%Y-%m-%dT%H:%MZ"), **counts}
    return Event(EventKind.STRANGERS_REFUSED, outcome=Outcome.DENIED, resource="installation", details=details)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
