"""The demo's clinics have been at work for thirty days: what the clock does to their cases each morning has been done."""

from sqlalchemy import update

from app.cases.clock_jobs import FIRST_HOUR, MORNING_JOB, each_morning
from app.core import clock
from app.core.db import atomic, database_time
from app.jobs.models import Job
from app.jobs.queue import enqueue


def have_the_last_morning_done() -> None:
    """A first start at night would else find the morning before it undone, and say so."""
    now = clock.local(clock.now())
    if now.hour >= FIRST_HOUR:
        return
    period = each_morning(now)
    name = f"{MORNING_JOB}:{period}"
    with atomic() as current:
        at = database_time(current)
        enqueue(current, MORNING_JOB, {"period": period}, name, at)
        current.execute(update(Job).where(Job.dedupe == name).values(done_at=at))
