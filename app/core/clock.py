"""What time it is. Nothing else in the code asks the computer, so that tests and demo data can set it.

Moments are aware and in UTC; days are days in Stockholm.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """The moment, in UTC. No more monotone than the computer's clock: order rows by their ids."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The day it is in Stockholm, which for an hour or two of every night is not the day in UTC."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as clocks in Stockholm show it."""
    _refuse_naive(moment)
    return moment.astimezone(STOCKHOLM)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. ``ValueError`` without a time zone, ``OverflowError`` beyond the calendar's ends."""
    _refuse_naive(moment)
    return moment.astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stop the clock at ``moment`` inside the block, for this thread or task only; other threads keep the real time."""
    token = _fixed.set(utc(moment))
    try:
        yield
    finally:
        _fixed.reset(token)


def is_fixed() -> bool:
    """Whether ``at()`` has stopped the clock here; the database's own clock must then not be asked."""
    return _fixed.get() is not None


def _refuse_naive(moment: datetime) -> None:
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
