"""What a job can be, in SQL: waiting, due, given up."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, true, update
from sqlalchemy.orm import Session

from app.jobs.models import Job, JobLane
from app.jobs.registry import Lane, kinds_in

WAITING = and_(Job.done_at.is_(None), Job.dead_at.is_(None))
"""SQL: neither done nor given up; it may be leased to somebody."""


def in_lane(lane: Lane) -> ColumnElement[bool]:
    """SQL: the job is of the lane. What nobody knows yet is ordinary work."""
    if lane is Lane.MAIL:
        return Job.kind.in_(kinds_in(lane))
    return and_(*(Job.kind.not_in(kinds_in(other)) for other in Lane if other is not lane))


def due(now: datetime, lane: Lane | None = None) -> ColumnElement[bool]:
    """SQL: to be carried out now, by whoever takes it; in the lane, else in any that is not held up."""
    free = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    held_up = exists().where(JobLane.lane == Lane.MAIL.value, JobLane.waits_until > now)
    return and_(
        WAITING,
        Job.run_at <= now,
        free,
        or_(~in_lane(Lane.MAIL), ~held_up),
        true() if lane is None else in_lane(lane),
    )


def give_up(current: Session, which: ColumnElement[bool], now: datetime, error: str) -> None:
    """Try these no more, until somebody asks for it."""
    gone = {"dead_at": now, "lease_until": None, "last_error": error[:80]}
    current.execute(update(Job).where(which).values(gone))
