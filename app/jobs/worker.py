"""The loop that carries jobs out. Runs inside an application context; any number of workers may run at once."""

import contextvars
import logging
import threading
import time
from collections.abc import Mapping
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.crypto import Unreadable
from app.core.db import atomic, database_time, session
from app.core.journal import about, named, say, without_text
from app.jobs.lanes import hold_up
from app.jobs.queue import RETENTION, Leased, enqueue, finish, forget_done, lease, postpone, wait_after
from app.jobs.registry import (
    AT_REST,
    EACH_MINUTE,
    Kind,
    Lane,
    NeighbourAway,
    NotNow,
    all_recurring,
    daily,
    handler_of,
    lane_of,
    report_unreadable,
)

log = logging.getLogger(__name__)

BATCH = 50
IDLE_SECONDS = 1.0
AFTER_TROUBLE_SECONDS = 5.0
STOP_SECONDS = 30.0
"""How long a stopping worker waits for the letter in hand. One that is not through by then is tried again by another."""


def run_due(limit: int = 100, lane: Lane | None = None, stop: threading.Event | None = None) -> int:
    """Carry out what is due (in the lane, else in all of them), at most ``limit`` jobs; how many were tried."""
    try:
        for tried in range(limit):
            job = None if stop is not None and stop.is_set() else lease(lane)
            if job is None:
                return tried
            _carry_out(job)
        return limit
    finally:
        for act in AT_REST.current:
            act()


def run_forever(stop: threading.Event) -> None:
    """Carry out jobs until ``stop`` is set, each lane in a thread of its own; the jobs in hand are finished first.

    A lost database is waited for. A lane that breaks down ends the whole worker, so that it is seen and started again.
    """
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to hand it to a thread
    broken: list[BaseException] = []

    def carry_mail() -> None:
        try:
            with application.app_context():
                _run_lane(Lane.MAIL, stop)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits for this one
            broken.append(error)
            stop.set()

    mail = threading.Thread(target=contextvars.copy_context().run, args=(carry_mail,), name="mail", daemon=True)
    mail.start()
    try:
        _run_lane(Lane.WORK, stop)
    finally:
        stop.set()
        mail.join(STOP_SECONDS)
    if broken:
        raise broken[0]


def _run_lane(lane: Lane, stop: threading.Event) -> None:
    ticks: dict[str, str] = {}
    while not stop.is_set():
        try:
            if lane is Lane.WORK:
                tick(ticks)
            wait = 0.0 if run_due(limit=BATCH, lane=lane, stop=stop) else IDLE_SECONDS
        except SQLAlchemyError as error:
            log.warning("worker waits: %s", named(error))
            session().rollback()
            wait = AFTER_TROUBLE_SECONDS
        stop.wait(wait)


def tick(seen: dict[str, str]) -> None:
    """Promise the recurring jobs of the periods that have begun; ``seen`` spares the database what it has been told.

    What is done each minute is done here.
    """
    now = clock.local(clock.now())
    for act in EACH_MINUTE.current:
        name = f"{act.__module__}.{act.__name__}"
        if seen.get(name) != f"{now:%H:%M}":
            act()
            seen[name] = f"{now:%H:%M}"
    for kind, period in all_recurring():
        key = period(now)
        if seen.get(kind) == key:
            continue
        with atomic() as current:
            enqueue(current, kind, {"period": key}, f"{kind}:{key}", database_time(current))
        seen[kind] = key


def forget_old_jobs(_payload: Mapping[str, str]) -> None:
    """Keep the table small."""
    forget_done(clock.now() - RETENTION)


JOBS = {"jobs.forget": Kind(forget_old_jobs, period=daily)}


def _carry_out(job: Leased) -> None:
    with about(job=job.id):
        _try(job)


def _try(job: Leased) -> None:
    began = time.monotonic()
    try:
        handler_of(job.kind)(job.payload)
        session().rollback()
        finish(job)
    except NeighbourAway as error:
        session().rollback()
        pause = hold_up(lane_of(job.kind), error.reason)
        _put_off(job, error.reason, error.wait or max(pause, wait_after(job.attempts)), began)
    except NotNow as error:
        session().rollback()
        _put_off(job, error.reason, error.wait, began)
    except Unreadable as error:
        session().rollback()
        reason = type(error).__name__
        is_news = (
            job.attempts == 1 or job.last_error != reason
        )  # else told of once more at the end, not each time between
        if is_news:
            report_unreadable(job.kind, error)
        if _put_off(job, reason, None, began) and not is_news:
            report_unreadable(job.kind, error)
    except Exception as error:
        session().rollback()
        log.warning("job broke: %s", named(error), exc_info=without_text(error))
        _put_off(job, type(error).__name__, None, began)
    else:
        say(log, logging.INFO, f"job done: {job.kind}", ms=_ms(began), attempt=job.attempts)


def _put_off(job: Leased, reason: str, wait: timedelta | None, began: float) -> bool:
    say(log, logging.WARNING, f"job failed: {job.kind}", reason=reason, ms=_ms(began), attempt=job.attempts)
    return postpone(job, reason, wait)


def _ms(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
