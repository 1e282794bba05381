"""Putting work in the queue and leasing it out: two engines, one behaviour."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Row, and_, delete, select, update
from sqlalchemy.orm import Session

from app.core.db import EngineInsert, InsertMaker, atomic, database_time, insert_maker, session
from app.jobs.models import Job
from app.jobs.registry import LEASES, Lane, lane_of, patience_of
from app.jobs.states import due, give_up

MAX_UNRETURNED = 8
"""Leases in a row from which no worker came back: a job that kills whoever takes it is given up, whatever its patience."""

RETENTION = timedelta(days=30)
_LONGEST_WAIT = timedelta(hours=1)
_FIRST_WAIT = timedelta(seconds=10)
_MAX_DOUBLINGS = 10
_IDS_ONLY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_LIKE_A_PERSONNUMMER = re.compile(r"(\d{2})?\d{6}[-+]?\d{4}")


@dataclass(frozen=True)
class Leased:
    """A job that this worker has until its lease runs out."""

    id: int
    kind: str
    payload: Mapping[str, str]
    attempts: int
    tried_since: datetime
    last_error: str = ""


def enqueue(current: Session, kind: str, payload: Mapping[str, str], dedupe: str, run_at: datetime) -> None:
    """Store the promise in the caller's transaction; the same ``dedupe`` again changes nothing.

    ``payload`` may hold ids, names from closed lists and moments without blanks. Anything that looks like text or like
    a personnummer is refused with ``ValueError``.
    """
    for name, value in payload.items():
        if not _IDS_ONLY.fullmatch(value) or _LIKE_A_PERSONNUMMER.fullmatch(value):
            msg = f"a job's payload holds ids only, not what {name} holds"
            raise ValueError(msg)
    row = {
        "kind": kind,
        "payload": dict(payload),
        "dedupe": dedupe,
        "run_at": run_at,
        "promised_at": run_at,
        "attempts": 0,
        "unreturned": 0,
        "last_error": "",
    }
    current.execute(_promising(insert_maker(current)), row)


@cache
def _promising(insert: InsertMaker) -> EngineInsert:
    return insert(Job).on_conflict_do_nothing(index_elements=[Job.dedupe])


def lease(lane: Lane | None = None) -> Leased | None:
    """The job that has been due longest (in the lane, else in any), leased to the caller, or None.

    Looks before it locks, so that an idle worker never takes SQLite's write lock. Jobs whose worker died
    ``MAX_UNRETURNED`` times in a row are given up on the way.
    """
    now = database_time(session())
    if session().execute(select(Job.id).where(due(now, lane)).limit(1)).first() is None:
        session().rollback()
        return None
    with atomic() as current:
        now = database_time(current)
        give_up(current, and_(due(now, lane), Job.unreturned >= MAX_UNRETURNED), now, "LeaseExpired")
        found = current.execute(
            select(Job.id, Job.kind, Job.payload, Job.attempts, Job.tried_since, Job.last_error)
            .where(due(now, lane))
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True),
        ).first()
        return None if found is None else _leased(current, found, now)


def _leased(
    current: Session, found: Row[int, str, Mapping[str, str], int, datetime | None, str], now: datetime
) -> Leased:
    job_id, kind, payload, attempts, tried_since, last_error = found
    mine = Leased(job_id, kind, payload, attempts + 1, tried_since or now, last_error)
    values = {
        "lease_until": now + LEASES[lane_of(kind)],
        "attempts": mine.attempts,
        "unreturned": Job.unreturned + 1,
        "tried_since": mine.tried_since,
    }
    current.execute(update(Job).where(Job.id == job_id).values(values))
    return mine


def finish(job: Leased) -> None:
    """Mark it done, also when the lease ran out meanwhile: done is done."""
    with atomic() as current:
        done = {"done_at": database_time(current), "lease_until": None, "dead_at": None}
        current.execute(update(Job).where(Job.id == job.id, Job.done_at.is_(None)).values(done))


def postpone(job: Leased, error: str, wait: timedelta | None = None) -> bool:
    """Try again later, or give up when its patience is at an end; nothing if another worker has the job by now.

    Whether its patience was at an end.
    """
    with atomic() as current:
        now = database_time(current)
        mine = and_(Job.id == job.id, Job.attempts == job.attempts, Job.done_at.is_(None))
        patience = patience_of(job.kind)
        if patience is not None and now - job.tried_since >= patience:
            give_up(current, mine, now, error)
            return True
        run_at = now + (wait or wait_after(job.attempts))
        later = {"run_at": run_at, "lease_until": None, "unreturned": 0, "last_error": error[:80]}
        current.execute(update(Job).where(mine).values(later))
    return False


def wait_after(attempts: int) -> timedelta:
    """How long to wait: twice as long each time up to an hour, give or take a quarter so that workers spread out."""
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(attempts - 1, _MAX_DOUBLINGS), _LONGEST_WAIT)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing


def forget_done(before: datetime) -> None:
    """Drop what was done before; what was given up stays until somebody looks at it."""
    with atomic() as current:
        current.execute(delete(Job).where(Job.done_at < before))
