"""``locked`` and ``opened``: the only ways in to a case that changes. ``take_step``: where its state, holder and version do."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, or_, select

from app.audit.events import On, Subject, Value
from app.audit.kinds import EventKind
from app.authz.actors import Citizen, Staff
from app.authz.facts import State
from app.authz.policy import Action, Basis, basis_for
from app.cases.deadlines import Dates, Sent, dates_after
from app.cases.errors import CaseCode, CaseMoved
from app.cases.holder import Holder
from app.cases.lifecycle import NotPossible, Reason, Step, next_state
from app.cases.models import Case, CaseRead, CaseStep
from app.cases.sealing import seal_in
from app.core.errors import Attempt, Denied, Invalid, NotFound
from app.roles.queries.hours import week_of
from app.transaction import Unit

EVENTS = {
    Step.SEND: EventKind.CASE_SENT,
    Step.DISTRIBUTE: EventKind.DISTRIBUTED,
    Step.REDISTRIBUTE: EventKind.REDISTRIBUTED,
    Step.TAKE: EventKind.TAKEN,
    Step.GIVE_BACK: EventKind.GIVEN_BACK,
    Step.RETURN: EventKind.RETURNED,
    Step.PARTIAL_REPLY: EventKind.PARTIAL_REPLY_SENT,
    Step.COUNTER_QUESTION: EventKind.COUNTER_QUESTION_SENT,
    Step.ANSWER: EventKind.ANSWER_SENT,
    Step.FINAL_REPLY: EventKind.FINAL_REPLY_SENT,
    Step.CLOSE: EventKind.CLOSED,
    Step.REOPEN: EventKind.REOPENED,
    Step.WITHDRAW: EventKind.WITHDRAWN,
    Step.CANCEL: EventKind.CANCELLED,
}


class Locked(NamedTuple):
    """A case that this operation has locked and may change, and why it may."""

    case: Case
    basis: Basis


@dataclass(frozen=True)
class StepChange:
    """What a step brings: a new holder (None: unchanged), a reason, whether a partial reply goes along."""

    holder: Holder | None = None
    reason: Reason | None = None
    reason_line: str = ""
    replied: bool = False
    promised: date | None = None


@dataclass(frozen=True)
class StepCommand:
    """A step that needs nothing but the version of the page it was ordered from."""

    seen_version: int | None
    operation_id: str


def attempt_on(case: Case, action: Action, basis: Basis | None = None, may_see: Basis | None = None) -> Attempt:
    """The attempt to log if the action is refused.

    ``basis``: why the actor may do it as the case is now, if they may; ``may_see``: why they may see it.
    """
    known, role = basis or may_see, basis.role if basis is not None else ""
    relation = known.relation.value if known is not None else ""
    return Attempt(action.value, "case", case.id, case.clinic_id, case.citizen_id, role, relation)


@cache
def _locked_case() -> Select[Case]:
    return (
        select(Case).where(Case.id == bindparam("case_id")).with_for_update().execution_options(populate_existing=True)
    )


def locked_row(unit: Unit, case_id: UUID) -> Case:
    """The case's row, locked; the actor's rights are read again and the time of the act is taken once it is."""
    case = unit.session.scalar(_locked_case(), {"case_id": case_id})
    if case is None:
        raise NotFound
    unit.confirm()
    return case


def opened(unit: Unit, action: Action, case_id: UUID) -> Locked:
    """The case, locked, as it is now: for what moves nothing on, such as reading it.

    ``NotFound`` when there is no such case for this actor; ``Denied`` when they see it and may not do this.
    """
    return _admitted(unit, action, locked_row(unit, case_id))


def locked(
    unit: Unit, action: Action, case_id: UUID, seen_version: int | None, *, loss_is_conflict: bool = False
) -> Locked:
    """The case, locked for this transaction.

    As ``opened``, and ``CaseMoved`` when it moved on after the page that this was ordered from, also when one who knew of
    it may no longer see it, or a right ended while this waited. ``seen_version`` None: the step checks something else;
    with ``loss_is_conflict`` it is a ``CaseMoved`` too that one who knew of the case may no longer see it.
    """
    case = locked_row(unit, case_id)
    may_see, basis = basis_for(unit.actor, Action.READ_CASE, case), basis_for(unit.actor, action, case)
    visible = may_see is not None
    moved_on = (loss_is_conflict and not visible) if seen_version is None else seen_version != case.version
    if (moved_on and (visible or _knew(unit, case))) or (basis is None and _could(unit, action, case)):
        raise CaseMoved(still_visible=visible, attempt=attempt_on(case, action, basis, may_see))
    return _admitted(unit, action, case)


def _admitted(unit: Unit, action: Action, case: Case) -> Locked:
    may_see, basis = basis_for(unit.actor, Action.READ_CASE, case), basis_for(unit.actor, action, case)
    if basis is not None:
        return Locked(case, basis)
    attempt = attempt_on(case, action, may_see=may_see)
    raise NotFound(attempt) if may_see is None else Denied(CaseCode.DENIED, attempt)


def _could(unit: Unit, action: Action, case: Case) -> bool:
    """Whether the actor saw the case, or gave it away and could undo that, until a right of theirs ended a moment ago."""
    return unit.actor != unit.let_in and any(basis_for(unit.let_in, one, case) for one in (Action.READ_CASE, action))


def _knew(unit: Unit, case: Case) -> bool:
    """Whether the actor has opened the case, or they or a group of theirs had it, so that it stood in their list."""
    reader = person_of(unit)
    if reader is not None and unit.session.get(CaseRead, (case.id, reader)) is not None:
        return True
    if not isinstance(unit.actor, Staff):
        return False
    theirs = or_(CaseStep.holder_before_id == reader, CaseStep.group_before_id.in_(unit.actor.group_ids))
    return unit.session.scalar(select(exists().where(CaseStep.case_id == case.id, theirs))) is True


def person_of(unit: Unit) -> UUID | None:
    """The id of the person who acts."""
    match unit.actor:
        case Staff():
            return unit.actor.staff_id
        case Citizen():
            return unit.actor.citizen_id
        case _:
            return None


def take_step(unit: Unit, locked_case: Locked, step: Step, change: StepChange | None = None) -> CaseStep:
    """Take the step: the new state, holder and dates, a higher version, the step's row and its audit event.

    The first step stores the case itself, which has no state before it.
    """
    case, change = locked_case.case, change or StepChange()
    try:
        state = next_state(case.state, step)
    except NotPossible:
        raise Invalid(CaseCode.STEP_NOT_POSSIBLE) from None
    row = _step_row(unit, case, step, change)
    sent = Sent(unit.at, replied=change.replied, promised=change.promised)
    dates = dates_after(case, step, state, sent, week_of(unit.session, case.clinic_id))
    before = Holder(case.holder_id, case.group_id)
    apply(unit, case, state, change.holder or before, dates)
    giver = before.person if before.person == person_of(unit) else None
    case.last_given_by = giver if giver != case.holder_id else None
    for stored in (case, row):  # in this order: the step refers to the case
        unit.session.add(stored)
        unit.session.flush()
    details: dict[str, Value] = {"holder": (change.holder or before).key, "holder_before": before.key}
    if change.reason is not None:
        details["reason"] = change.reason.value
    if change.replied:
        details["with_partial_reply"] = True
    log_act(unit, locked_case, EVENTS[step], **details)
    return row


def apply(unit: Unit, case: Case, state: State, holder: Holder, dates: Dates) -> None:
    """Write the new state, holder and dates and advance the version; for ``take_step`` and ``undo`` alone."""
    if holder != Holder(case.holder_id, case.group_id):
        case.holder_opened_at = None
    case.last_given_by = None
    case.state = state
    case.holder_id, case.group_id = holder
    case.respond_by, case.answer_by, case.first_response_at, case.ended_at, case.answered_in_time = dates
    case.version += 1
    case.last_event_at = unit.at
    case.last_event_by = person_of(unit)


def on_case(case: Case) -> On:
    """What an event about the case names: the case, its clinic and its citizen."""
    return On("case", case.id, case.clinic_id, [Subject(case.citizen_id, case.id)])


def log_act(unit: Unit, locked_case: Locked, kind: EventKind, **details: Value) -> None:
    """The audit event of an act on a case."""
    case = locked_case.case
    state = {"number": case.number, "version": case.version, "state": case.state.value}
    unit.log(kind, locked_case.basis, on_case(case), **state, **details)


def _step_row(unit: Unit, case: Case, step: Step, change: StepChange) -> CaseStep:
    latest = unit.session.scalar(select(func.max(CaseStep.number)).where(CaseStep.case_id == case.id)) or 0
    row_id = uuid.uuid4()
    return CaseStep(
        id=row_id,
        case_id=case.id,
        number=latest + 1,
        step=step,
        at=unit.at,
        staff_id=unit.actor.staff_id if isinstance(unit.actor, Staff) else None,
        citizen_id=unit.actor.citizen_id if isinstance(unit.actor, Citizen) else None,
        to_holder_id=change.holder.person if change.holder else None,
        to_group_id=change.holder.group if change.holder else None,
        reason=change.reason,
        reason_line_sealed=seal_in(case, change.reason_line, "case_steps", row_id, "reason_line")
        if change.reason_line
        else None,
        clinic_before_id=case.clinic_id if case.version else None,
        state_before=case.state,
        holder_before_id=case.holder_id,
        group_before_id=case.group_id,
        respond_by_before=case.respond_by,
        answer_by_before=case.answer_by,
        holder_opened_before=case.holder_opened_at,
        first_response_before=case.first_response_at,
        ended_before=case.ended_at,
    )
