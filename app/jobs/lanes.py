"""A lane whose neighbour does not answer is left alone for a while, by every worker.

Only the mail lane has a neighbour. While it is held up its jobs fail together: each counts as tried, whether it was the
one that found nobody there or waited behind it, so that all are given up when their own patience is at an end.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.db import atomic, database_time, insert_for, session
from app.jobs.models import Job, JobLane
from app.jobs.registry import Lane, kinds_in, patience_of
from app.jobs.states import WAITING, give_up

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
_MAX_DOUBLINGS = 10


def hold_up(lane: Lane, reason: str) -> timedelta:
    """Leave the lane alone: a minute, twice as long after each failure, at most a quarter of an hour; for how long.

    Workers that fail at the same time count as one failure.
    """
    with atomic() as current:
        now = database_time(current)
        row = _row(current, lane)
        if row.waits_until is None or row.waits_until <= now:
            row.failures += 1
            row.waits_until = now + _pause(row.failures)
        _all_were_tried(current, lane, now, reason)
        return row.waits_until - now


def let_go(lane: Lane) -> None:
    """The neighbour has answered: go on as usual. Writes only when it was held up."""
    if not session().scalar(select(JobLane.failures).where(JobLane.lane == lane.value)):
        session().rollback()
        return
    with atomic() as current:
        open_it(current, lane)


def open_it(current: Session, lane: Lane) -> None:
    """Open the lane, in the caller's transaction."""
    current.execute(update(JobLane).where(JobLane.lane == lane.value).values(failures=0, waits_until=None))


def held_up_until(current: Session, lane: Lane) -> datetime | None:
    """When the lane will be tried again, or None when it is open."""
    return current.scalar(select(JobLane.waits_until).where(JobLane.lane == lane.value))


def _pause(failures: int) -> timedelta:
    pause: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, _MAX_DOUBLINGS)
    return min(pause, LONGEST_PAUSE)


def _row(current: Session, lane: Lane) -> JobLane:
    values = {"lane": lane.value, "failures": 0}
    current.execute(insert_for(current, JobLane).values(values).on_conflict_do_nothing())
    return current.get_one(JobLane, lane.value, populate_existing=True, with_for_update=True)


def _all_were_tried(current: Session, lane: Lane, now: datetime, reason: str) -> None:
    for kind in kinds_in(lane):
        these = (Job.kind == kind, WAITING, Job.run_at <= now, Job.lease_until.is_(None))
        tried = {"tried_since": func.coalesce(Job.tried_since, now), "last_error": reason[:80]}
        current.execute(update(Job).where(*these).values(tried))
        patience = patience_of(kind)
        if patience is not None:
            out_of_patience = Job.tried_since <= now - patience
            give_up(current, out_of_patience & Job.lease_until.is_(None) & WAITING & (Job.kind == kind), now, reason)
