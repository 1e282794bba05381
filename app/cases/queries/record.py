"""Whether a case stands in the patient's record: what the case page and the lists say of it."""

from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.authz.facts import State
from app.cases.models import Case, Message
from app.roles.models import Clinic, StaffMember

ANSWERED = (State.ANSWERED, State.CLOSED)


class RecordMark(NamedTuple):
    """The mark ``Journalfört``. ``stale``: something was written or taken back since. ``missing``: the clinic asks for it."""

    at: datetime | None
    by: str
    stale: bool
    missing: bool


@cache
def new_since_record() -> ColumnElement[bool]:
    """SQL: what the citizen and the clinic have written to each other is no longer what it was when the case was marked."""
    sent = and_(Message.sent_at > Case.recorded_at, Message.withdrawn_at.is_(None))
    taken_back = and_(Message.sent_at <= Case.recorded_at, Message.withdrawn_at > Case.recorded_at)
    return select(Message.id).where(Message.case_id == Case.id, or_(sent, taken_back)).correlate(Case).exists()


@cache
def record_is_missing() -> ColumnElement[bool]:
    """SQL: answered or closed at a clinic that wants a mark, and without one that still holds."""
    is_required = select(Clinic.id).where(Clinic.id == Case.clinic_id, Clinic.requires_record).correlate(Case).exists()
    return and_(Case.state.in_(ANSWERED), is_required, or_(Case.recorded_at.is_(None), new_since_record()))


def record_mark(session: Session, case: Case) -> RecordMark:
    """The mark of one case."""
    own = select(record_is_missing(), new_since_record()).where(Case.id == case.id)
    missing, stale = session.execute(own).one()
    return RecordMark(case.recorded_at, _name(session, case.recorded_by), stale=bool(stale), missing=bool(missing))


def _name(session: Session, staff_id: UUID | None) -> str:
    return session.get_one(StaffMember, staff_id).name if staff_id else ""


__all__ = ["RecordMark", "new_since_record", "record_is_missing", "record_mark"]
