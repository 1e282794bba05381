"""Opening a case is an act: the event is stored before a word of it leaves the server."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.audit.kinds import EventKind, Level
from app.audit.record import Value
from app.authz.actors import Actor, Citizen, Staff
from app.authz.policy import Action
from app.cases.models import Case, CaseRead, Message
from app.cases.queries.case_page import CasePage, case_page
from app.cases.queries.own_case import OwnCasePage, own_case_page
from app.cases.services.steps import Locked, on_case, opened
from app.core.errors import Denied
from app.transaction import Unit, transaction


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


def open_case(actor: Actor, case_id: UUID, language: str) -> CasePage:
    """The whole case for a member of staff: opened, marked as read, logged."""
    return _opened(actor, case_id, READ, language)


def print_case(actor: Actor, case_id: UUID, language: str) -> CasePage:
    """The whole case for the print page: a logged act of its own."""
    return _opened(actor, case_id, PRINT, language)


def copy_case(actor: Actor, case_id: UUID, language: str, form: CopyForm, *, with_notes: bool) -> CasePage:
    """The whole case to be entered in the patient's record: logged as something that leaves the product."""
    told: dict[str, Value] = {"form": form.value, "with_notes": with_notes}
    return _opened(actor, case_id, Look(Action.PRINT_CASE, EventKind.CASE_COPIED, Level.EXPORT, told), language)


def _opened(actor: Actor, case_id: UUID, look: Look, language: str) -> CasePage:
    if not isinstance(actor, Staff):
        raise Denied
    with transaction(actor) as unit:
        held = opened(unit, look.action, case_id)
        case = held.case
        case.first_opened_at = case.first_opened_at or unit.at
        if case.holder_id == actor.staff_id:
            case.holder_opened_at = case.holder_opened_at or unit.at
        _mark(unit, case, actor.staff_id)
        page = case_page(unit.session, actor, case, language)
        earlier = [] if look.level is Level.EXPORT else [str(one.case_id) for one in page.earlier]
        _log(unit, held, look, earlier)
    return page


def open_own_case(actor: Citizen, case_id: UUID, language: str) -> OwnCasePage:
    """The citizen's own (or child's) case: the clinic's messages become read, and the reading is logged."""
    return _opened_own(actor, case_id, READ, language)


def print_own_case(actor: Citizen, case_id: UUID, language: str) -> OwnCasePage:
    """The same for the citizen's print page: a logged act of its own."""
    return _opened_own(actor, case_id, PRINT, language)


def _opened_own(actor: Citizen, case_id: UUID, look: Look, language: str) -> OwnCasePage:
    with transaction(actor) as unit:
        held = opened(unit, look.action, case_id)
        _mark(unit, held.case, actor.citizen_id)
        if actor.for_id is not None:
            _mark(unit, held.case, actor.subject_id)
        unread = select(Message).where(
            Message.case_id == case_id,
            Message.staff_id.is_not(None),
            Message.read_at.is_(None),
            Message.withdrawn_at.is_(None),
        )
        for message in unit.session.scalars(unread):
            message.read_at = unit.at
        unit.session.flush()
        page = own_case_page(unit.session, actor, held.case, language)
        _log(unit, held, look)
    return page


def _mark(unit: Unit, case: Case, reader_id: UUID) -> None:
    mark = unit.session.get(CaseRead, (case.id, reader_id))
    if mark is None:
        unit.session.add(CaseRead(case_id=case.id, reader_id=reader_id, read_at=unit.at))
    else:
        mark.read_at = unit.at


def _log(unit: Unit, held: Locked, look: Look, also_listed: Sequence[str] = ()) -> None:
    case = held.case
    seen: dict[str, Value] = {"number": case.number, "version": case.version, "also_listed": also_listed}
    unit.log(look.kind, held.basis, on_case(case), look.level, **seen, **look.details)
