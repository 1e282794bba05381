"""The jobs of this feature, and what it answers to the floors below."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.authz.facts import OPEN
from app.cases.models import Case, CaseStep
from app.cases.services.returns import return_cases
from app.core.db import session
from app.jobs.registry import Kind
from app.notices.kinds import NoticeEvent
from app.roles.services.grants import RETURN_CASES

OF_STEPS = frozenset(NoticeEvent) - {
    NoticeEvent.RIGHT_GRANTED,
    NoticeEvent.QUESTION_REMINDER,
    NoticeEvent.CASES_OVERDUE,
    NoticeEvent.CASE_ESCALATED,
}


def give_cases_back(payload: Mapping[str, str]) -> None:
    """``{"staff_id", "clinic_id"}``: the person may have lost the right to handle cases there."""
    return_cases(UUID(payload["staff_id"]), UUID(payload["clinic_id"]))


JOBS = {RETURN_CASES: Kind(give_cases_back, patience=None)}


def step_stands(current: Session, step_id: UUID) -> bool:
    """A notice about a case goes out only if its step was not undone."""
    step = current.get(CaseStep, step_id)
    return step is not None and step.undone_at is None


def group_has_open_cases(group_id: UUID) -> bool:
    """A group is not closed while it holds open cases."""
    open_case = select(Case.id).where(Case.group_id == group_id, Case.state.in_(OPEN)).limit(1)
    return session().scalar(open_case) is not None
