"""Cases of a clinic by time: past their limit, with a question that is about to expire, or with an inactive holder."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from app.authz.facts import State
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseStep, Message, Note
from app.roles.models import Clinic


class WaitingCase(NamedTuple):
    """A case that waits for its holder, and when that began."""

    case_id: UUID
    holder_id: UUID | None
    since: datetime


_CLINIC_ACTS_NEXT = (State.RECEIVED, State.REPLIED)
_BEGINS_AGAIN = (Step.ANSWER, Step.REOPEN)


def has_overdue(current: Session, clinic_id: UUID, now: datetime) -> bool:
    """Whether the clinic is active and has a case past its limit."""
    late = select(Case.id).where(Case.clinic_id == clinic_id, Case.respond_by <= now)
    return current.scalar(select(Clinic.id).where(Clinic.id == clinic_id, Clinic.active, late.exists())) is not None


def overdue_count(current: Session, clinic_id: UUID, now: datetime) -> int:
    """How many cases of the clinic are past their limit."""
    late = select(func.count()).where(Case.clinic_id == clinic_id, Case.respond_by <= now)
    return current.execute(late).scalar_one()


def overdue_between(current: Session, clinic_id: UUID, first: datetime, last: datetime) -> Sequence[UUID]:
    """The clinic's cases whose limit passed in that time, longest ago first."""
    limits = (Case.respond_by > first, Case.respond_by <= last)
    return current.scalars(select(Case.id).where(Case.clinic_id == clinic_id, *limits).order_by(Case.respond_by)).all()


def cases_asking_until(current: Session, clinic_id: UUID, first: date, last: date) -> Sequence[UUID]:
    """Ids of waiting cases whose last day to answer a counter-question is from ``first`` to ``last``, earliest first."""
    asking = (Case.clinic_id == clinic_id, Case.state == State.WAITING, Case.answer_by >= first, Case.answer_by <= last)
    return current.scalars(select(Case.id).where(*asking).order_by(Case.answer_by)).all()


def open_question_step(current: Session, case_id: UUID) -> UUID | None:
    """The step that asked the question that the citizen has not answered."""
    return current.scalar(select(Message.step_id).where(Message.case_id == case_id, Message.open_question))


def question_is_unanswered(current: Session, step_id: UUID) -> bool:
    """Whether the question of the step still waits for an answer."""
    open_question = select(Message.id).where(Message.step_id == step_id, Message.open_question)
    return current.scalar(open_question) is not None


def returned_after(current: Session, clinic_id: UUID) -> int | None:
    """After how many working days a case returns from an inactive holder; None if not set, or the clinic is closed."""
    return current.scalar(select(Clinic.return_after_days).where(Clinic.id == clinic_id, Clinic.active))


def cases_with_holder(current: Session, clinic_id: UUID, before: datetime) -> Sequence[WaitingCase]:
    """The clinic's cases that wait for a person, received before the moment."""
    query = _with_holder().where(Case.clinic_id == clinic_id, Case.received_at < before).order_by(Case.received_at)
    return [_waiting_case(row) for row in current.execute(query)]


def case_with_holder(current: Session, case_id: UUID) -> WaitingCase | None:
    """The case, if it waits for a person."""
    row = current.execute(_with_holder().where(Case.id == case_id)).first()
    return None if row is None else _waiting_case(row)


def _waiting_case(row: Row[UUID, UUID | None, datetime, datetime]) -> WaitingCase:
    case_id, holder_id, step, note = row
    return WaitingCase(case_id, holder_id, max(step, note))


def _with_holder() -> Select[UUID, UUID | None, datetime, datetime]:
    waits = (Case.holder_id.is_not(None), Case.state.in_(_CLINIC_ACTS_NEXT))
    return select(Case.id, Case.holder_id, _last_step(), _last_note()).where(*waits)


def _last_step() -> ColumnElement[datetime]:
    """SQL: the latest time at which the holder was given the case or acted in it, or the citizen answered."""
    theirs: ColumnElement[bool] = or_(
        CaseStep.staff_id == Case.holder_id, CaseStep.to_holder_id == Case.holder_id, CaseStep.step.in_(_BEGINS_AGAIN)
    )
    steps = select(func.max(CaseStep.at)).where(CaseStep.case_id == Case.id, CaseStep.undone_at.is_(None), theirs)
    return func.coalesce(steps.correlate(Case).scalar_subquery(), Case.received_at)


def _last_note() -> ColumnElement[datetime]:
    notes = select(func.max(Note.at)).where(Note.case_id == Case.id, Note.staff_id == Case.holder_id)
    return func.coalesce(notes.correlate(Case).scalar_subquery(), Case.received_at)
