"""Reading a case is an act: the event is stored before a word of the case leaves the server."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.audit.events import Value
from app.audit.kinds import EventKind, Level
from app.authz.policy import Action
from app.cases.models import Case, CaseRead
from app.cases.services.steps import Locked, on_case
from app.transaction import Unit


class CopyForm(enum.StrEnum):
    """How a copy for the patient's record is given."""

    PAGE = "page"
    TEXT_FILE = "text_file"
    PDF = "pdf"


@dataclass(frozen=True)
class Look:
    """One way to be shown a case: the right it takes and what the log calls it."""

    action: Action
    kind: EventKind
    level: Level = Level.FULL
    details: dict[str, Value] = field(default_factory=dict)


READ = Look(Action.READ_CASE, EventKind.CASE_READ)
PRINT = Look(Action.PRINT_CASE, EventKind.CASE_PRINTED)


def mark_read(unit: Unit, case: Case, reader_id: UUID) -> None:
    """Note that this person has now seen what the case says."""
    mark = unit.session.get(CaseRead, (case.id, reader_id))
    if mark is None:
        unit.session.add(CaseRead(case_id=case.id, reader_id=reader_id, read_at=unit.at))
    else:
        mark.read_at = unit.at


def log_look(unit: Unit, locked_case: Locked, look: Look, also_listed: Sequence[str] = ()) -> None:
    """The reading itself; ``also_listed``: the other cases that the page names."""
    case = locked_case.case
    seen: dict[str, Value] = {"number": case.number, "version": case.version, "also_listed": also_listed}
    unit.log(look.kind, locked_case.basis, on_case(case), look.level, **seen, **look.details)
