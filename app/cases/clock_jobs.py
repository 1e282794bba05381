"""The job of each clinic's morning: returned cases and reminders."""

import logging
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.queries.clock import question_is_unanswered
from app.cases.services.inactive_holders import return_inactive
from app.cases.services.reminders import escalate, remind_citizens, remind_receivers
from app.core import clock
from app.core.db import atomic, database_time
from app.jobs.queue import enqueue
from app.jobs.registry import Kind, NotNow
from app.roles.models import Clinic

FIRST_HOUR = 8
MORNING = timedelta(hours=FIRST_HOUR)
MORNING_JOB = "cases.morning"
CLINIC_MORNING = "cases.clinic_morning"

log = logging.getLogger(__name__)


def each_morning(now: datetime) -> str:
    """The period of the job: the date, which begins at eight o'clock. ``now`` is local time."""
    return (now.replace(tzinfo=None) - MORNING).strftime("%Y-%m-%d")


def morning(payload: Mapping[str, str]) -> None:
    """Promise each clinic its own morning: one that is large, or fails, holds up nobody else's."""
    with atomic() as current:
        now = database_time(current)
        for clinic_id in current.scalars(select(Clinic.id).order_by(Clinic.sort_name, Clinic.id)):
            ids = {"period": payload["period"], "clinic_id": str(clinic_id)}
            enqueue(current, CLINIC_MORNING, ids, f"{CLINIC_MORNING}:{payload['period']}:{clinic_id}", now)


def clinic_morning(payload: Mapping[str, str]) -> None:
    """Return the cases of inactive holders, then send reminders. A second run the same day changes nothing.

    A run that missed its day waits for daytime on the next, so that no notice goes out at night, and acts on the state then.
    """
    if payload["period"] != clock.today().isoformat():
        now = clock.local(clock.now())
        if now.hour < FIRST_HOUR:
            begins = datetime.combine(now.date(), time(FIRST_HOUR), clock.STOCKHOLM)
            raise NotNow("MorningMissed", begins - now)
        log.warning("the morning of %s is done late, for one clinic", payload["period"])
    clinic_id = UUID(payload["clinic_id"])
    return_inactive(clinic_id)
    remind_receivers(clinic_id)
    escalate(clinic_id)
    remind_citizens(clinic_id)


JOBS = {
    MORNING_JOB: Kind(morning, period=each_morning),
    CLINIC_MORNING: Kind(clinic_morning, patience=None),
}


def question_stands(current: Session, step_id: UUID) -> bool:
    """A citizen who has answered meanwhile is not reminded."""
    return question_is_unanswered(current, step_id)
