"""A clinic may choose that a case goes back to its inbox when the one who holds it has done nothing for some working days."""

from datetime import datetime, timedelta
from uuid import UUID

from app.cases.models import Case
from app.cases.queries.clock import WaitingCase, case_with_holder, cases_with_holder, returned_after
from app.cases.services.returns import return_case
from app.core import calendar, clock
from app.core.calendar import WorkingWeek
from app.core.db import session
from app.roles.queries.hours import week_of
from app.transaction import Unit

JOB = "return_silent"


def return_inactive(clinic_id: UUID) -> int:
    """Return the cases whose holders are silent, if the clinic has chosen it; answers with how many."""
    now, returned = clock.now(), 0
    days = returned_after(session(), clinic_id)
    if days is None:
        return 0
    week = week_of(session(), clinic_id)
    for waiting in cases_with_holder(session(), clinic_id, now - timedelta(days=days)):
        if is_inactive(waiting, days, week, now):
            returned += _return(waiting, days, week, now)
    return returned


def is_inactive(waiting: WaitingCase, days: int, week: WorkingWeek, now: datetime) -> bool:
    """Whether so many of the clinic's working days have ended since the holder got the case or did something in it."""
    return now >= calendar.respond_by(waiting.since, days, week)


def _return(seen: WaitingCase, days: int, week: WorkingWeek, now: datetime) -> int:
    def is_still_inactive(unit: Unit, case: Case) -> bool:
        current = case_with_holder(unit.session, case.id)
        return current is not None and current.holder_id == seen.holder_id and is_inactive(current, days, week, now)

    return return_case(JOB, seen.case_id, is_still_inactive)
