"""What happened to a case after somebody read it: for the one who sent from an old page."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseRead, CaseStep
from app.cases.queries.thread import Names
from app.cases.queries.visibility import visible_to


class Change(NamedTuple):
    """One step that the reader has not seen."""

    step: Step
    at: datetime
    author: str
    target: str


def changes_since_read(session: Session, actor: Staff, case_id: UUID) -> tuple[Change, ...]:
    """The steps taken after the actor last opened the case, oldest first. Ask only for those who may still see it."""
    mark = session.get(CaseRead, (case_id, actor.staff_id))
    if mark is None:
        return ()
    later = select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.at > mark.read_at).order_by(CaseStep.number)
    steps = list(session.scalars(later))
    names = Names(session, steps, [], [])
    return tuple(Change(s.step, s.at, names.author(s.staff_id, s.citizen_id, None), names.target(s)) for s in steps)


def taken_by(session: Session, actor: Staff, case_id: UUID) -> str:
    """Which colleague took the case out of an own group before the actor did; empty when nobody did."""
    latest = session.scalar(
        select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.number.desc()).limit(1)
    )
    if latest is None or latest.step is not Step.TAKE or latest.group_before_id not in actor.group_ids:
        return ""
    return Names(session, [latest], [], []).target(latest)


def is_visible(session: Session, actor: Staff, case_id: UUID) -> bool:
    """Whether the actor may open the case now."""
    return session.scalar(select(Case.id).where(Case.id == case_id, visible_to(actor))) is not None


def has_read(session: Session, actor: Staff, case_id: UUID) -> bool:
    """Whether the actor has ever opened the case."""
    return session.get(CaseRead, (case_id, actor.staff_id)) is not None
