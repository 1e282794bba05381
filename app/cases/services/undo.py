"""Undo: an operation of its own that reverses the actor's latest step while nobody has built on it."""

from uuid import UUID

from sqlalchemy import select

from app.audit.kinds import EventKind
from app.authz.actors import Actor, Staff
from app.authz.facts import State
from app.authz.policy import Action
from app.cases.deadlines import Dates
from app.cases.errors import CaseCode
from app.cases.holder import Holder
from app.cases.lifecycle import UNDOABLE_WITHOUT_A_TEXT, Step
from app.cases.models import Case, CaseRead, CaseStep, Message, MessageKind
from app.cases.operations import CaseOperation
from app.cases.sealing import unseal_in
from app.cases.services.drafts import bring_back
from app.cases.services.steps import StepCommand, apply, locked, log_act
from app.cases.windows import ACCEPTED_AFTER_GIVING, AFTER_A_MESSAGE
from app.core.errors import Invalid
from app.operations import Operation, answers_repeats
from app.roles.queries.people import handlers_in
from app.transaction import Unit, transaction


@answers_repeats
def undo(actor: Actor, case_id: UUID, command: StepCommand) -> UUID:
    """Reverse one's own latest step; what it sent is a draft again. ``Invalid`` says why it is too late."""
    with transaction(actor, Operation(CaseOperation.UNDO, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.UNDO, case_id, command.seen_version)
        row = latest_step(unit, case_id)
        if row is None or row.state_before is None or not isinstance(actor, Staff) or row.staff_id != actor.staff_id:
            raise Invalid(CaseCode.NOTHING_TO_UNDO)
        messages = list(unit.session.scalars(select(Message).where(Message.step_id == row.id)))
        _check(unit, locked_case.case, row, messages)
        for message in messages:
            message.withdrawn_at, message.open_question = unit.at, False
            bring_back(unit, case_id, message.kind.value, _text(locked_case.case, message), message.promised_by)
        _restore(unit, locked_case.case, row, row.state_before)
        row.undone_at = unit.at
        log_act(unit, locked_case, EventKind.UNDONE, step=row.step.value, step_id=str(row.id))
        return unit.done(row.id)


def _text(case: Case, message: Message) -> str:
    return unseal_in(case, message.body_sealed, "messages", message.id, "body")


def latest_step(unit: Unit, case_id: UUID) -> CaseStep | None:
    """The case's latest step, unless it was undone: a version that undoing gave is nobody's to undo."""
    row = unit.session.scalar(
        select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.number.desc()).limit(1)
    )
    return row if row is not None and row.undone_at is None else None


def _check(unit: Unit, case: Case, row: CaseStep, messages: list[Message]) -> None:
    if not messages and row.step not in UNDOABLE_WITHOUT_A_TEXT:
        raise Invalid(CaseCode.NOTHING_TO_UNDO)
    if unit.at - row.at > (AFTER_A_MESSAGE if messages else ACCEPTED_AFTER_GIVING):
        raise Invalid(CaseCode.TOO_LATE_TO_UNDO)
    read = unit.session.get(CaseRead, (case.id, case.citizen_id))
    seen = row.step is Step.CLOSE and read is not None and read.read_at > row.at
    if seen or any(message.read_at is not None for message in messages):
        raise Invalid(CaseCode.ALREADY_READ)


def _restore(unit: Unit, case: Case, row: CaseStep, state: State) -> None:
    opened = row.holder_opened_before
    in_time = case.answered_in_time if row.first_response_before is not None else None
    dates = Dates(row.respond_by_before, row.answer_by_before, row.first_response_before, row.ended_before, in_time)
    group = row.group_before_id
    still_works = group is not None and bool(handlers_in(unit.session, group))
    apply(unit, case, state, Holder(row.holder_before_id, group if still_works else None), dates)
    case.holder_opened_at = opened
    if case.state is State.WAITING:
        question = unit.session.scalar(
            select(Message)
            .where(
                Message.case_id == case.id, Message.kind == MessageKind.COUNTER_QUESTION, Message.withdrawn_at.is_(None)
            )
            .order_by(Message.sent_at.desc())
            .limit(1)
        )
        if question is not None:
            question.open_question = True
