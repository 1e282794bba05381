"""Opening a case as staff: its page, its print and its copy for the patient's record, each logged before it is shown."""

from uuid import UUID

from app.audit.events import Value
from app.audit.kinds import EventKind, Level
from app.authz.actors import Actor, Staff
from app.authz.policy import Action
from app.cases.services.reading import PRINT, READ, CopyForm, Look, log_look, mark_read
from app.cases.services.steps import opened
from app.casework.queries.case_page import CasePage, case_page
from app.core.errors import Denied
from app.transaction import transaction


def open_case(actor: Actor, case_id: UUID, language: str) -> CasePage:
    """The whole case for a member of staff: opened, marked as read, logged."""
    return _opened(actor, case_id, READ, language)


def print_case(actor: Actor, case_id: UUID, language: str) -> CasePage:
    """The whole case for the print page: a logged act of its own."""
    return _opened(actor, case_id, PRINT, language)


def copy_case(actor: Actor, case_id: UUID, language: str, form: CopyForm, *, with_notes: bool) -> CasePage:
    """The whole case to be entered in the patient's record: logged as something that leaves the product."""
    details: dict[str, Value] = {"form": form.value, "with_notes": with_notes}
    return _opened(actor, case_id, Look(Action.PRINT_CASE, EventKind.CASE_COPIED, Level.EXPORT, details), language)


def _opened(actor: Actor, case_id: UUID, look: Look, language: str) -> CasePage:
    with transaction(actor) as unit:
        locked_case = opened(unit, look.action, case_id)
        reader = unit.actor  # with the rights that were left when the case was locked
        if not isinstance(reader, Staff):
            raise Denied
        case = locked_case.case
        case.first_opened_at = case.first_opened_at or unit.at
        if case.holder_id == reader.staff_id:
            case.holder_opened_at = case.holder_opened_at or unit.at
        mark_read(unit, case, reader.staff_id)
        page = case_page(unit.session, reader, case, language)
        earlier = [] if look.level is Level.EXPORT else [str(one.case_id) for one in page.earlier]
        log_look(unit, locked_case, look, earlier)
    return page
