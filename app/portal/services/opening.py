"""Opening a case as its citizen or as their proxy: the clinic's messages become read, and the reading is logged."""

from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Citizen
from app.cases.models import Message
from app.cases.services.reading import PRINT, READ, Look, log_look, mark_read
from app.cases.services.steps import opened
from app.portal.queries.own_case import OwnCasePage, own_case_page
from app.transaction import transaction


def open_own_case(actor: Citizen, case_id: UUID, language: str) -> OwnCasePage:
    """The citizen's own (or child's) case: the clinic's messages become read, and the reading is logged."""
    return _opened_own(actor, case_id, READ, language)


def print_own_case(actor: Citizen, case_id: UUID, language: str) -> OwnCasePage:
    """The same for the citizen's print page: a logged act of its own."""
    return _opened_own(actor, case_id, PRINT, language)


def _opened_own(actor: Citizen, case_id: UUID, look: Look, language: str) -> OwnCasePage:
    with transaction(actor) as unit:
        locked_case = opened(unit, look.action, case_id)
        mark_read(unit, locked_case.case, actor.citizen_id)
        if actor.for_id is not None:
            mark_read(unit, locked_case.case, actor.subject_id)
        unread = select(Message).where(
            Message.case_id == case_id,
            Message.staff_id.is_not(None),
            Message.read_at.is_(None),
            Message.withdrawn_at.is_(None),
        )
        for message in unit.session.scalars(unread):
            message.read_at = unit.at
        unit.session.flush()
        page = own_case_page(unit.session, actor, locked_case.case, language)
        log_look(unit, locked_case, look)
    return page
