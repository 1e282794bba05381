"""The jobs of this feature. Imported once while the application is made."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.authz.facts import OPEN
from app.cases.models import Case, CaseStep
from app.cases.services.presence import forget_absent
from app.cases.services.returns import return_cases
from app.core.db import session
from app.jobs.registry import daily, handler, recurring
from app.notices.kinds import NoticeEvent
from app.notices.services.telling import still_true
from app.roles.services.grants import RETURN_CASES
from app.roles.services.groups import closing_guard

_OF_STEPS = frozenset(NoticeEvent) - {
    NoticeEvent.RIGHT_GRANTED,
    NoticeEvent.QUESTION_REMINDER,
    NoticeEvent.CASES_OVERDUE,
    NoticeEvent.CASE_ESCALATED,
}


@handler(RETURN_CASES, patience=None)
def give_cases_back(payload: Mapping[str, str]) -> None:
    """``{"staff_id", "clinic_id"}``: the person may have lost the right to handle cases there."""
    return_cases(UUID(payload["staff_id"]), UUID(payload["clinic_id"]))


@recurring("presence.forget", daily)
def forget_presence(_payload: Mapping[str, str]) -> None:
    """Once a day: who had which case open yesterday is nobody's business."""
    forget_absent()


@still_true(*_OF_STEPS)
def step_stands(current: Session, step_id: UUID) -> bool:
    """A notice about a case goes out only if its step was not undone."""
    step = current.get(CaseStep, step_id)
    return step is not None and step.undone_at is None


@closing_guard
def group_has_open_cases(group_id: UUID) -> bool:
    """A group is not closed while it holds open cases."""
    held = select(Case.id).where(Case.group_id == group_id, Case.state.in_(OPEN)).limit(1)
    return session().scalar(held) is not None
