"""When a handler loses the role, each of their cases goes back to the clinic inbox, each with its own event."""

from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Role, System
from app.authz.facts import OPEN
from app.authz.policy import Action
from app.cases.lifecycle import Step
from app.cases.models import Case
from app.cases.services.steps import NOBODY, Turn, locked, take
from app.core.db import session
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.telling import notify
from app.roles.queries import people_with
from app.transaction import transaction

JOB = "return_cases"


def return_cases(staff_id: UUID, clinic_id: UUID) -> int:
    """Return every open case that the person still holds there without the right to; answers with how many."""
    if staff_id in {person.staff_id for person in people_with(session(), clinic_id, Role.HANDLER)}:
        return 0
    held = session().scalars(
        select(Case.id).where(Case.holder_id == staff_id, Case.clinic_id == clinic_id, Case.state.in_(OPEN))
    )
    returned = 0
    for case_id in held.all():
        returned += _return(case_id, staff_id)
    return returned


def _return(case_id: UUID, staff_id: UUID) -> int:
    try:
        with transaction(System(JOB)) as unit:
            held = locked(unit, Action.RETURN_CASE, case_id, None)
            if held.case.holder_id != staff_id or not held.case.state.is_open:
                raise _MovedMeanwhile
            row = take(unit, held, Step.RETURN, Turn(holder=NOBODY))
            notify(unit, NoticeEvent.CASE_RETURNED, Receiver.receivers(held.case.clinic_id), row.id)
    except _MovedMeanwhile:
        return 0
    return 1


class _MovedMeanwhile(Exception):
    """The case is no longer this person's to lose."""
