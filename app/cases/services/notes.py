"""Internal notes: for the staff who may read the case, never for the citizen."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from app.audit.kinds import EventKind
from app.authz.actors import Actor, Staff
from app.authz.policy import Action
from app.cases.models import Note
from app.cases.operations import CaseOperation
from app.cases.sealing import seal_in
from app.cases.services.drafts import forget
from app.cases.services.messages import read_text
from app.cases.services.steps import locked, log_act
from app.core.errors import Denied
from app.operations import Operation, answers_repeats
from app.transaction import transaction


@dataclass(frozen=True)
class NewNote:
    """The text of a note; it moves nothing on, so no version is asked for."""

    body: str
    operation_id: str


@answers_repeats
def write_note(actor: Actor, case_id: UUID, command: NewNote) -> UUID:
    """Add an internal note to a case in any state."""
    if not isinstance(actor, Staff):
        raise Denied
    with transaction(actor, Operation(CaseOperation.WRITE_NOTE, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.WRITE_NOTE, case_id, None, loss_is_conflict=True)
        body, row_id = read_text(command.body, "note"), uuid.uuid4()
        sealed = seal_in(locked_case.case, body, "notes", row_id, "body")
        unit.session.add(Note(id=row_id, case_id=case_id, staff_id=actor.staff_id, body_sealed=sealed, at=unit.at))
        log_act(unit, locked_case, EventKind.NOTE_WRITTEN, note_id=str(row_id))
        forget(unit, case_id, "note", command.body)
        return unit.done(row_id)
