"""The mark Journalfört: somebody has entered the case in the patient's record. It moves nothing on in the case."""

from uuid import UUID

from app.audit.kinds import EventKind
from app.authz.actors import Actor, Staff
from app.authz.policy import Action
from app.cases.operations import CaseOperation
from app.cases.queries.record import record_mark
from app.cases.services.steps import StepCommand, locked, log_act
from app.core.errors import Denied
from app.operations import Operation, answers_repeats
from app.transaction import transaction


@answers_repeats
def mark_recorded(actor: Actor, case_id: UUID, command: StepCommand) -> UUID:
    """Mark the case as it was seen. One that is marked already keeps its mark, unless something was written since."""
    if not isinstance(actor, Staff):
        raise Denied
    with transaction(actor, Operation(CaseOperation.MARK_RECORDED, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.RECORD_CASE, case_id, command.seen_version)
        case, mark = locked_case.case, record_mark(unit.session, locked_case.case)
        changed = mark.at is None or mark.stale
        if changed:
            case.recorded_at, case.recorded_by = unit.at, actor.staff_id
        log_act(unit, locked_case, EventKind.CASE_RECORDED, changed=changed)
        return unit.done(case_id)


@answers_repeats
def unmark_recorded(actor: Actor, case_id: UUID, command: StepCommand) -> UUID:
    """Take the mark away, whoever made it; the log keeps that it was there."""
    if not isinstance(actor, Staff):
        raise Denied
    with transaction(actor, Operation(CaseOperation.UNMARK_RECORDED, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.RECORD_CASE, case_id, command.seen_version)
        changed = locked_case.case.recorded_at is not None
        locked_case.case.recorded_at = locked_case.case.recorded_by = None
        log_act(unit, locked_case, EventKind.CASE_UNRECORDED, changed=changed)
        return unit.done(case_id)
