"""The citizen's list of cases: reading it is an act, with one event for each page."""

from uuid import UUID

from app.audit.events import On, Subject
from app.audit.kinds import EventKind, Level
from app.authz.actors import Citizen
from app.authz.policy import Action, OfCitizen, authorize
from app.core.paging import Cursor
from app.portal.queries.own_inbox import OwnCases, own_cases
from app.transaction import transaction

SIZE = 20


def citizen_inbox(actor: Citizen, language: str, after: Cursor[UUID] | None = None) -> OwnCases:
    """Inkorg: one's own cases, or the child's in proxy mode."""
    with transaction(actor) as unit:
        basis = authorize(actor, Action.READ_CASE, OfCitizen(actor.subject_id))
        found = own_cases(unit.session, actor, language, after, SIZE)
        shown = [str(row.case_id) for row in found.rows]
        unit.log(
            EventKind.CASE_LIST_READ,
            basis,
            On("list", subjects=[Subject(actor.subject_id, row.case_id) for row in found.rows]),
            Level.LIST,
            tab="citizen",
            cases=shown,
        )
    return found
