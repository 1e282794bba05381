"""The loop that carries jobs out. Runs inside an application context; any number of workers may run at once."""

import logging
import threading
from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import atomic, database_time, session
from app.jobs.queue import KEPT, Leased, enqueue, finish, forget_done, lease, postpone
from app.jobs.registry import all_recurring, daily, handler_of, recurring

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
AFTER_TROUBLE_SECONDS = 5.0


def run_due(limit: int = 100) -> int:
    """Carry out what is due, at most ``limit`` jobs; how many were tried."""
    for tried in range(limit):
        job = lease()
        if job is None:
            return tried
        _carry_out(job)
    return limit


def run_forever(stop: threading.Event) -> None:
    """Carry out jobs until ``stop`` is set; the job in hand is finished first. A lost database is waited for."""
    ticks: dict[str, str] = {}
    while not stop.is_set():
        try:
            tick(ticks)
            wait = 0.0 if run_due(limit=20) else IDLE_SECONDS
        except SQLAlchemyError as error:
            log.warning("worker waits: %s", type(error).__name__)
            session().rollback()
            wait = AFTER_TROUBLE_SECONDS
        stop.wait(wait)


def tick(seen: dict[str, str]) -> None:
    """Promise the recurring jobs of the periods that have begun; ``seen`` spares the database what it has been told."""
    now = clock.local(clock.now())
    for kind, period in all_recurring():
        key = period(now)
        if seen.get(kind) == key:
            continue
        with atomic() as current:
            enqueue(current, kind, {"period": key}, f"{kind}:{key}", database_time(current))
        seen[kind] = key


@recurring("jobs.forget", daily)
def forget_old_jobs(_payload: Mapping[str, str]) -> None:
    """Keep the table small."""
    forget_done(clock.now() - KEPT)


def _carry_out(job: Leased) -> None:
    try:
        handler_of(job.kind)(job.payload)
        session().rollback()
        finish(job)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the worker lives and the job is tried again
        session().rollback()
        log.warning("job %s %d failed: %s", job.kind, job.id, type(error).__name__)
        postpone(job, type(error).__name__)
    else:
        log.info("job %s %d done", job.kind, job.id)
