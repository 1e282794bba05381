"""State of the job queue, for ``/readyz``, metrics and the command line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select, true, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.db import atomic, database_time, session
from app.jobs.lanes import open_it
from app.jobs.models import Job
from app.jobs.registry import Lane, kinds_in
from app.jobs.states import WAITING, in_lane

MAX_BEHIND = timedelta(minutes=15)

_promised = func.coalesce(Job.promised_at, Job.run_at)
_undone = Job.done_at.is_(None)


class KindFigures(NamedTuple):
    """One kind of job: how many wait (``retried`` of them after a failure), how many were given up.

    ``oldest`` is when the oldest that should be done by now was first promised, also if it was given up.
    """

    kind: str
    waiting: int
    retried: int
    dead: int
    oldest: datetime | None
    last_error: str


class Late(NamedTuple):
    """What should have been done by now: how many, since when, and how many of them were given up."""

    jobs: int
    since: datetime | None
    dead: int


class NotRetried(Exception):
    """There is no such job, or it needs no other try: ``reason`` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def queue_figures(current: Session) -> tuple[KindFigures, ...]:
    """Each kind that has something undone, by name."""
    now = database_time(current)
    columns = (
        Job.kind,
        func.sum(case((WAITING, 1), else_=0)).label("waiting"),
        func.sum(case((WAITING & (Job.last_error != ""), 1), else_=0)).label("retried"),
        func.sum(case((Job.dead_at.is_not(None), 1), else_=0)).label("dead"),
        func.min(case((_promised <= now, _promised), else_=None)).label("oldest"),
    )
    rows = current.execute(select(*columns).where(_undone).group_by(Job.kind).order_by(Job.kind)).all()
    errors = _last_errors(current)
    return tuple(
        KindFigures(row.kind, row.waiting, row.retried, row.dead, row.oldest, errors.get(row.kind, "")) for row in rows
    )


def late(current: Session, which: ColumnElement[bool]) -> Late:
    """What of these jobs should have been done by now."""
    now = database_time(current)
    dead = func.sum(case((Job.dead_at.is_not(None), 1), else_=0))
    query = select(func.count(), func.min(_promised), dead).where(which, _undone, _promised <= now)
    count, since, given_up = current.execute(query).one()
    return Late(count, since, given_up or 0)


def late_kinds(current: Session, kinds: Iterable[str]) -> Late:
    """What of these kinds should have been done by now."""
    return late(current, Job.kind.in_(list(kinds)))


def keeps_up(lane: Lane = Lane.WORK) -> bool:
    """Whether nothing in the lane is a quarter of an hour late, and nothing was given up: a warning in ``/readyz``."""
    try:
        found = late(session(), in_lane(lane))
        return not found.dead and not is_behind(found, database_time(session()))
    except SQLAlchemyError:
        session().rollback()
        return False


def mail_goes() -> bool:
    """The same of the mail lane."""
    return keeps_up(Lane.MAIL)


def is_behind(found: Late, now: datetime) -> bool:
    """Whether the oldest job is late enough for a warning."""
    return found.since is not None and now - found.since >= MAX_BEHIND


def dead_jobs() -> Sequence[tuple[int, str, str]]:
    """Id, kind and class of error of the jobs that were given up, oldest first."""
    rows = session().execute(select(Job.id, Job.kind, Job.last_error).where(Job.dead_at.is_not(None)).order_by(Job.id))
    return [(row.id, row.kind, row.last_error) for row in rows]


def retry(job_id: int) -> None:
    """Try a job that is not done at once, with new patience; ``NotRetried`` says why not.

    The lane before its jobs, in the order of ``hold_up``.
    """
    with atomic() as current:
        _open(current, current.scalar(select(Job.kind).where(Job.id == job_id)))
        found = current.get(Job, job_id, populate_existing=True, with_for_update=True)
        if found is None:
            raise NotRetried("no such job")
        if found.done_at is not None:
            raise NotRetried("is done")
        if found.lease_until is not None and found.lease_until > database_time(current):
            raise NotRetried("a worker has it")
        _anew(current, Job.id == job_id)


def retry_all(kind: str | None = None) -> int:
    """Try what was given up (of one kind, else of all) with new patience, and what failed and waits with what it has left.

    At once; answers with how many.
    """
    with atomic() as current:
        _open(current, kind)
        now = database_time(current)
        these = true() if kind is None else Job.kind == kind
        failed = these & WAITING & (Job.last_error != "") & (Job.run_at > now)
        brought_forward = current.execute(update(Job).where(failed).values(run_at=now).returning(Job.id)).all()
        return len(brought_forward) + _anew(current, these & Job.dead_at.is_not(None) & _undone)


def _anew(current: Session, which: ColumnElement[bool]) -> int:
    anew = {"dead_at": None, "attempts": 0, "unreturned": 0, "tried_since": None, "run_at": database_time(current)}
    return len(current.execute(update(Job).where(which).values(anew).returning(Job.id)).all())


def _open(current: Session, kind: str | None) -> None:
    """Whoever asks for a try now wants it now, also where the mail server was away a minute ago."""
    if kind is None or kind in kinds_in(Lane.MAIL):
        open_it(current, Lane.MAIL)


def _last_errors(current: Session) -> Mapping[str, str]:
    """For each kind, the error of the job that failed last."""
    failed = select(Job.kind, Job.last_error, func.max(Job.run_at).label("at")).where(_undone, Job.last_error != "")
    rows = current.execute(failed.group_by(Job.kind, Job.last_error)).all()
    return {row.kind: row.last_error for row in sorted(rows, key=lambda row: row.at)}
