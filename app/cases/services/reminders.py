"""What the clock lets people know: ÄM of late cases, ADM of very late ones, the citizen of a question that soon ends.

Each reminder is sent once: whether it has been promised is checked in the transaction that promises it, with the clinic's or the
case's row locked, so that two workers, or one that starts again after a crash, remind nobody twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from app.audit.events import On, Value
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.authz.facts import State
from app.cases.queries.clock import (
    cases_asking_until,
    has_overdue,
    open_question_step,
    overdue_between,
    overdue_count,
)
from app.cases.services.steps import locked_row, on_case
from app.core import calendar, clock
from app.core.db import session
from app.notices.kinds import ESCALATED_AFTER, NoticeEvent, Receiver
from app.notices.services.promises import is_promised, notify
from app.roles.queries.hours import week_of
from app.roles.services.rights import lock_clinic
from app.transaction import Unit, transaction

JOB = "reminders"
REMINDED_BEFORE = timedelta(days=2)
STILL_ESCALATED = timedelta(days=14)
"""Shorter than done jobs are kept, so that a sent reminder is known for as long as it could be sent again."""

OLDEST = timedelta(days=366)


class _NothingToRemindOf(Exception):
    """The reminder was sent before, or its reason is gone."""


def remind_receivers(clinic_id: UUID) -> None:
    """Tell the ÄM of the clinic that it has late cases, if it is open today; once a day."""
    today, now = clock.today(), clock.now()
    if not has_overdue(session(), clinic_id, now):
        return
    with _once() as unit:
        _lock_clinic(unit, clinic_id)
        late = overdue_count(unit.session, clinic_id, now)
        if not late or not week_of(unit.session, clinic_id).is_open(today):
            raise _NothingToRemindOf
        about = uuid5(clinic_id, f"{NoticeEvent.CASES_OVERDUE}:{today}")
        _remind(unit, NoticeEvent.CASES_OVERDUE, Receiver.receivers(clinic_id), about)
        _log(unit, NoticeEvent.CASES_OVERDUE, On("clinic", clinic_id, clinic_id), cases=late)


def escalate(clinic_id: UUID) -> None:
    """Tell the ADM of a case that is more than two working days past its limit; once for each limit."""
    now = clock.now()
    if not has_overdue(session(), clinic_id, now) or not week_of(session(), clinic_id).is_open(clock.today()):
        return
    for case_id in overdue_between(session(), clinic_id, now - OLDEST, now - timedelta(days=ESCALATED_AFTER)):
        _escalate(case_id, now)


def _escalate(case_id: UUID, now: datetime) -> None:
    with _once() as unit:
        case = locked_row(unit, case_id)
        if case.respond_by is None:
            raise _NothingToRemindOf
        week = week_of(unit.session, case.clinic_id)
        last = calendar.add_working_days(calendar.last_day(case.respond_by), ESCALATED_AFTER, week)
        if not timedelta() <= now - calendar.end_of_day(last) < STILL_ESCALATED:
            raise _NothingToRemindOf
        about = uuid5(case_id, f"{NoticeEvent.CASE_ESCALATED}:{case.respond_by.isoformat()}")
        _remind(unit, NoticeEvent.CASE_ESCALATED, Receiver.administrators(case.clinic_id), about)
        _log(unit, NoticeEvent.CASE_ESCALATED, on_case(case), number=case.number)


def remind_citizens(clinic_id: UUID) -> None:
    """Tell the citizen, two days before the last day, of a question that is not answered; once for each question."""
    today = clock.today()
    for case_id in cases_asking_until(session(), clinic_id, today, today + REMINDED_BEFORE):
        with _once() as unit:
            case = locked_row(unit, case_id)
            question_step = open_question_step(unit.session, case_id)
            if case.state is not State.WAITING or question_step is None:
                raise _NothingToRemindOf
            _remind(unit, NoticeEvent.QUESTION_REMINDER, Receiver.citizen(case.citizen_id), question_step)
            _log(unit, NoticeEvent.QUESTION_REMINDER, on_case(case), number=case.number)


@contextmanager
def _once() -> Iterator[Unit]:
    with suppress(_NothingToRemindOf), transaction(System(JOB)) as unit:
        yield unit


def _remind(unit: Unit, event: NoticeEvent, to: Receiver, about: UUID) -> None:
    if is_promised(unit, event, to, about):
        raise _NothingToRemindOf
    notify(unit, event, to, about)


def _log(unit: Unit, event: NoticeEvent, on: On, **details: Value) -> None:
    unit.log(EventKind.REMINDER_MADE, None, on, event=event.value, **details)


def _lock_clinic(unit: Unit, clinic_id: UUID) -> None:
    lock_clinic(unit.session, clinic_id)
