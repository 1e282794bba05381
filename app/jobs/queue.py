"""Putting work in the queue and leasing it out: two engines, one behaviour."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.db import atomic, database_time, session
from app.jobs.models import Job

LEASE = timedelta(minutes=5)
"""Longer than any handler takes: a lease that runs out means that its worker is dead."""

MOST_ATTEMPTS = 8
MOST_BEHIND = timedelta(minutes=15)
KEPT = timedelta(days=30)
_LONGEST_WAIT = timedelta(hours=1)
_FIRST_WAIT = timedelta(seconds=10)
_IDS_ONLY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_LIKE_A_PERSONNUMMER = re.compile(r"(\d{2})?\d{6}[-+]?\d{4}")


@dataclass(frozen=True)
class Leased:
    """A job that this worker has until its lease runs out."""

    id: int
    kind: str
    payload: Mapping[str, str]
    attempts: int


@dataclass(frozen=True)
class QueueHealth:
    """How the queue is doing: seconds that the oldest due job has waited, and jobs given up."""

    oldest_due: float
    dead: int


def enqueue(current: Session, kind: str, payload: Mapping[str, str], dedupe: str, run_at: datetime) -> None:
    """Store the promise in the caller's transaction; the same ``dedupe`` again changes nothing.

    ``payload`` may hold ids, names from closed lists and moments without blanks. Anything that looks like text or like
    a personnummer is refused with ``ValueError``.
    """
    for name, value in payload.items():
        if not _IDS_ONLY.fullmatch(value) or _LIKE_A_PERSONNUMMER.fullmatch(value):
            msg = f"a job's payload holds ids only, not what {name} holds"
            raise ValueError(msg)
    maker = postgresql.insert if current.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"kind": kind, "payload": dict(payload), "dedupe": dedupe, "run_at": run_at, "attempts": 0, "last_error": ""}
    current.execute(maker(Job).values(row).on_conflict_do_nothing(index_elements=[Job.dedupe]))


def lease() -> Leased | None:
    """The job that has been due longest, leased to the caller, or None.

    Looks before it locks, so that an idle worker never takes SQLite's write lock. Jobs whose worker died
    ``MOST_ATTEMPTS`` times are given up on the way.
    """
    now = database_time(session())
    if session().execute(select(Job.id).where(_due(now)).limit(1)).first() is None:
        session().rollback()
        return None
    with atomic() as current:
        now = database_time(current)
        _give_up(current, and_(_due(now), Job.attempts >= MOST_ATTEMPTS), now, "LeaseExpired")
        found = current.execute(
            select(Job.id, Job.kind, Job.payload, Job.attempts)
            .where(_due(now))
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True),
        ).first()
        if found is None:
            return None
        values = {"lease_until": now + LEASE, "attempts": found.attempts + 1}
        current.execute(update(Job).where(Job.id == found.id).values(values))
        return Leased(found.id, found.kind, found.payload, found.attempts + 1)


def finish(job: Leased) -> None:
    """Mark it done, also when the lease ran out meanwhile: done is done."""
    with atomic() as current:
        done = {"done_at": database_time(current), "lease_until": None, "dead_at": None}
        current.execute(update(Job).where(Job.id == job.id, Job.done_at.is_(None)).values(done))


def postpone(job: Leased, error: str) -> None:
    """Try again later, or give up after ``MOST_ATTEMPTS``; nothing if another worker has the job by now."""
    with atomic() as current:
        now = database_time(current)
        mine = and_(Job.id == job.id, Job.attempts == job.attempts, Job.done_at.is_(None))
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(current, mine, now, error)
            return
        later = {"run_at": now + wait_after(job.attempts), "lease_until": None, "last_error": error[:80]}
        current.execute(update(Job).where(mine).values(later))


def wait_after(attempts: int) -> timedelta:
    """How long to wait: twice as long each time up to an hour, give or take a quarter so that workers spread out."""
    wait: timedelta = min(_FIRST_WAIT * 2 ** (attempts - 1), _LONGEST_WAIT)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing


def forget_done(before: datetime) -> None:
    """Drop what was done before; what was given up stays until somebody looks at it."""
    with atomic() as current:
        current.execute(delete(Job).where(Job.done_at < before))


def dead_jobs() -> Sequence[tuple[int, str, str]]:
    """Id, kind and class of error of the jobs that were given up, oldest first."""
    rows = session().execute(select(Job.id, Job.kind, Job.last_error).where(Job.dead_at.is_not(None)).order_by(Job.id))
    return [(row.id, row.kind, row.last_error) for row in rows]


def retry_dead(job_id: int) -> None:
    """Give a job that was given up a new set of attempts."""
    with atomic() as current:
        anew = {"dead_at": None, "attempts": 0, "lease_until": None, "run_at": database_time(current)}
        current.execute(update(Job).where(Job.id == job_id, Job.dead_at.is_not(None)).values(anew))


def queue_health() -> QueueHealth:
    """How far behind the workers are, and what they have given up."""
    now = database_time(session())
    oldest = session().execute(select(func.min(Job.run_at)).where(_due(now))).scalar()
    dead = session().execute(select(func.count()).where(Job.dead_at.is_not(None))).scalar_one()
    return QueueHealth((now - oldest).total_seconds() if oldest else 0.0, dead)


def keeps_up() -> bool:
    """Whether the workers keep up: for ``/readyz``."""
    try:
        return timedelta(seconds=queue_health().oldest_due) < MOST_BEHIND
    except SQLAlchemyError:
        return False


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    return and_(Job.done_at.is_(None), Job.dead_at.is_(None), Job.run_at <= now, free)


def _give_up(current: Session, which: ColumnElement[bool], now: datetime, error: str) -> None:
    gone = {"dead_at": now, "lease_until": None, "last_error": error[:80]}
    current.execute(update(Job).where(which).values(gone))
