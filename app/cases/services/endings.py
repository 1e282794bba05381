"""Ending a case without a reply, and opening it again: close, cancel, withdraw, reopen."""

from dataclasses import dataclass
from uuid import UUID

from app.authz.actors import Actor, Role
from app.authz.policy import Action
from app.cases.errors import CaseCode
from app.cases.holder import NOBODY
from app.cases.lifecycle import Reason, Step
from app.cases.operations import CaseOperation
from app.cases.services.drafts import forget
from app.cases.services.messages import open_question_of
from app.cases.services.steps import StepChange, StepCommand, locked, take_step
from app.core.errors import Invalid
from app.core.text import is_seen, one_line
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.promises import notify
from app.operations import Operation, answers_repeats
from app.roles.queries.people import people_with
from app.transaction import Unit, transaction

MAX_LINE = 200


@dataclass(frozen=True)
class Ending:
    """Why, in a chosen word and a free line (the line is asked for when the word is "other")."""

    reason: Reason
    line: str
    seen_version: int | None
    operation_id: str


def close(actor: Actor, case_id: UUID, command: Ending) -> UUID:
    """End the case without a reply; the citizen sees that it is closed and the chosen reason."""
    return _end(actor, case_id, command, Action.CLOSE, Step.CLOSE, CaseOperation.CLOSE)


def cancel(actor: Actor, case_id: UUID, command: Ending) -> UUID:
    """Cancel a case that should not be here."""
    return _end(actor, case_id, command, Action.CANCEL, Step.CANCEL, CaseOperation.CANCEL)


@answers_repeats
def _end(actor: Actor, case_id: UUID, command: Ending, action: Action, step: Step, name: CaseOperation) -> UUID:
    with transaction(actor, Operation(name, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, action, case_id, command.seen_version)
        row = take_step(unit, locked_case, step, _because(command))
        if question := open_question_of(unit, case_id):
            question.open_question = False
        notify(unit, NoticeEvent.CASE_ENDED, Receiver.citizen(locked_case.case.citizen_id), row.id)
        forget(unit, case_id, "reason_line", command.line)
        return unit.done(row.id)


@answers_repeats
def reopen(actor: Actor, case_id: UUID, command: Ending) -> UUID:
    """Open an ended case again with a new clock: same holder if still ÄH here, else the clinic inbox."""
    with transaction(actor, Operation(CaseOperation.REOPEN, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.REOPEN, case_id, command.seen_version)
        case = locked_case.case
        keeps = case.holder_id is not None and _still_handler(unit, case.clinic_id, case.holder_id)
        because = _because(command)
        change = because if keeps else StepChange(holder=NOBODY, reason=because.reason, reason_line=because.reason_line)
        row = take_step(unit, locked_case, Step.REOPEN, change)
        if keeps and case.holder_id is not None:
            notify(unit, NoticeEvent.CASE_REOPENED, Receiver.staff(case.holder_id), row.id)
        else:
            notify(unit, NoticeEvent.CASE_REOPENED, Receiver.receivers(case.clinic_id), row.id)
        forget(unit, case_id, "reason_line", command.line)
        return unit.done(row.id)


@answers_repeats
def withdraw(actor: Actor, case_id: UUID, command: StepCommand) -> UUID:
    """The citizen takes the case back, while nobody at the clinic has opened it."""
    with transaction(actor, Operation(CaseOperation.WITHDRAW, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.WITHDRAW, case_id, None)
        row = take_step(unit, locked_case, Step.WITHDRAW)
        notify(unit, NoticeEvent.CASE_WITHDRAWN, Receiver.receivers(locked_case.case.clinic_id), row.id)
        return unit.done(row.id)


def _still_handler(unit: Unit, clinic_id: UUID, staff_id: UUID) -> bool:
    return staff_id in {person.staff_id for person in people_with(unit.session, clinic_id, Role.HANDLER)}


def reason_called(value: str | None) -> Reason | None:
    """The reason that a form or an address names; None for what is none."""
    return Reason(value) if value in set(Reason) else None


def check_reason(reason: Reason, line: str) -> None:
    """The rules of a reason, also for a page that asks before anything is ended."""
    if reason is Reason.OTHER and not is_seen(line):
        raise Invalid(CaseCode.REASON_LINE_MISSING, "reason_line")
    if len(line) > MAX_LINE:
        raise Invalid(CaseCode.TOO_LONG, "reason_line")


def _because(command: Ending) -> StepChange:
    line = one_line(command.line)
    check_reason(command.reason, line)
    return StepChange(reason=command.reason, reason_line=line)
