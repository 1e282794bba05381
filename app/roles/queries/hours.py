"""A clinic's own hours and closed days, as the calendar counts with them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.calendar import USUAL, WorkingWeek
from app.roles.models import ClosedDay, OpenHours


class ClosedSpan(NamedTuple):
    """Closed days in a row with the same reason, both ends included."""

    first: date
    last: date
    reason: str


_HOURS = select(OpenHours.weekday, OpenHours.closes).where(OpenHours.clinic_id == bindparam("clinic_id"))
_CLOSED = select(ClosedDay.day).where(ClosedDay.clinic_id == bindparam("clinic_id"))


def week_of(current: Session, clinic_id: UUID) -> WorkingWeek:
    """The clinic's working week, in the caller's transaction. Without hours of its own: the usual ones."""
    hours = current.execute(_HOURS, {"clinic_id": clinic_id}).all()
    closed = frozenset(current.scalars(_CLOSED, {"clinic_id": clinic_id}))
    closing = {row.weekday: row.closes for row in hours} or USUAL.closing
    return WorkingWeek(closing, closed)


def hours_of(current: Session, clinic_id: UUID) -> tuple[OpenHours, ...]:
    """The clinic's hours by weekday; empty when it keeps the usual ones."""
    return tuple(current.scalars(select(OpenHours).where(OpenHours.clinic_id == clinic_id).order_by(OpenHours.weekday)))


def closed_spans(current: Session, clinic_id: UUID, since: date) -> tuple[ClosedSpan, ...]:
    """The clinic's closed days from a day on, days in a row with the same reason as one."""
    found = current.scalars(
        select(ClosedDay).where(ClosedDay.clinic_id == clinic_id, ClosedDay.day >= since).order_by(ClosedDay.day)
    )
    return joined(found.all())


def joined(days: Sequence[ClosedDay]) -> tuple[ClosedSpan, ...]:
    """Days in order as spans."""
    spans: list[ClosedSpan] = []
    for one in days:
        if spans and (one.day - spans[-1].last).days == 1 and spans[-1].reason == one.reason:
            spans[-1] = spans[-1]._replace(last=one.day)
        else:
            spans.append(ClosedSpan(one.day, one.day, one.reason))
    return tuple(spans)
