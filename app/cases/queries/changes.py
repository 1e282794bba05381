"""What happened to a case after somebody's page of it was made: for the one who sent from an old page."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseRead, CaseStep
from app.cases.queries.thread import CaseNames
from app.cases.queries.visibility import visible_to


class CaseChange(NamedTuple):
    """One step, or (``undone``) the undoing of one, by whom. ``target``: to whom the case was given."""

    step: Step
    at: datetime
    author: str
    target: str
    staff_id: UUID | None
    undone: bool = False


def changes_since(session: Session, case_id: UUID, version: int | None) -> tuple[CaseChange, ...]:
    """What gave the case each of its versions after this one, oldest first. Ask only for those who may see the case."""
    steps = _steps(session, case_id)
    names = CaseNames(session, steps, [], [])
    everything = sorted((change for step in steps for change in _changes(step, names)), key=lambda change: change.at)
    return tuple(everything[version or 0 :])


def _changes(step: CaseStep, names: CaseNames) -> Iterator[CaseChange]:
    """Every version of a case comes from a step or from undoing one."""
    author, target = names.author(step.staff_id, step.citizen_id, None), names.target(step)
    yield CaseChange(step.step, step.at, author, target, step.staff_id)
    if step.undone_at is not None:
        yield CaseChange(step.step, step.undone_at, author, target, step.staff_id, undone=True)


def taken_by(session: Session, actor: Staff, case_id: UUID) -> str:
    """Which colleague took the case out of an own group before the actor did; empty when nobody did."""
    steps = _steps(session, case_id)
    if not steps or steps[-1].step is not Step.TAKE or steps[-1].group_before_id not in actor.group_ids:
        return ""
    return CaseNames(session, steps[-1:], [], []).target(steps[-1])


def target_of(session: Session, step_id: UUID) -> str:
    """To whom the step gave the case; empty for the clinic's inbox, and for what is no step."""
    step = session.get(CaseStep, step_id)
    return "" if step is None else CaseNames(session, [step], [], []).target(step)


def version_of(session: Session, case_id: UUID) -> int | None:
    """The version that the case has now."""
    return session.scalar(select(Case.version).where(Case.id == case_id))


def is_visible(session: Session, actor: Staff, case_id: UUID) -> bool:
    """Whether the actor may open the case now."""
    return session.scalar(select(Case.id).where(Case.id == case_id, visible_to(actor))) is not None


def has_read(session: Session, actor: Staff, case_id: UUID) -> bool:
    """Whether the actor has ever opened the case."""
    return session.get(CaseRead, (case_id, actor.staff_id)) is not None


def _steps(session: Session, case_id: UUID) -> list[CaseStep]:
    return list(session.scalars(select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.number)))
