"""Counting in one statement, whichever node does it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app.core import clock
from app.core.db import InsertMaker, atomic, insert_maker
from app.core.errors import Attempt, TooMany
from app.jobs.registry import Kind, hourly
from app.limits.kinds import HOUR, Limited, limit_of, window
from app.limits.models import LimitCount


def count(session: Session, what: Limited, whose: str, at: datetime) -> None:
    """Count it in the caller's transaction, or ``TooMany``.

    The row is locked until the commit, so it is asked for last of all: after the case and after the person. What is
    refused is rolled back with its count, so nobody waits longer for having tried.
    """
    since = beginning(what, at)
    if _counted(session, what, whose, since) > limit_of(what):
        raise TooMany(since + window(what), Attempt(what.value, "limit", None))


def is_first(session: Session, what: Limited, whose: str, at: datetime) -> bool:
    """Count it, and answer whether it was the first in this window; True for exactly one of several concurrent callers."""
    return _counted(session, what, whose, beginning(what, at)) == 1


def beginning(what: Limited, at: datetime) -> datetime:
    """When the window began that ``at`` is in: the same on every node."""
    seconds = int(window(what).total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def _counted(session: Session, what: Limited, whose: str, since: datetime) -> int:
    row = {"what": what.value, "whose": whose, "since": since, "number": 1}
    return session.execute(_counting(insert_maker(session)), row).scalar_one()


@cache
def _counting(insert: InsertMaker) -> ReturningInsert[int]:
    once_more = insert(LimitCount).on_conflict_do_update(
        index_elements=["what", "whose", "since"], set_={"number": LimitCount.number + 1}
    )
    return once_more.returning(LimitCount.number)


def forget_old_counts(before: datetime) -> None:
    """Drop the windows that are over."""
    with atomic() as session:
        session.execute(delete(LimitCount).where(LimitCount.since < before))


def _forget(_payload: Mapping[str, str]) -> None:
    forget_old_counts(clock.now() - HOUR - timedelta(minutes=10))


JOBS = {"forget_limit_counts": Kind(_forget, period=hourly)}
