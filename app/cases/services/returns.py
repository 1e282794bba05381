"""When a handler loses the role, each of their cases goes back to the clinic inbox, each with its own event."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Role, System
from app.authz.facts import OPEN
from app.authz.policy import Action
from app.cases.holder import NOBODY
from app.cases.lifecycle import Step
from app.cases.models import Case
from app.cases.services.steps import StepChange, locked, take_step
from app.core.db import session
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.promises import notify
from app.roles.queries.people import people_with
from app.transaction import Unit, transaction

JOB = "return_cases"


def return_cases(staff_id: UUID, clinic_id: UUID) -> int:
    """Return every open case that the person still holds there without the right to; answers with how many."""
    if staff_id in {person.staff_id for person in people_with(session(), clinic_id, Role.HANDLER)}:
        return 0
    case_ids = session().scalars(
        select(Case.id).where(Case.holder_id == staff_id, Case.clinic_id == clinic_id, Case.state.in_(OPEN))
    )

    def is_theirs(_unit: Unit, case: Case) -> bool:
        return case.holder_id == staff_id and case.state.is_open

    return sum(return_case(JOB, case_id, is_theirs) for case_id in case_ids.all())


def return_case(job: str, case_id: UUID, still: Callable[[Unit, Case], bool]) -> int:
    """Return the case if ``still`` says of it, locked, what it was to be returned for; answers with how many were."""
    try:
        with transaction(System(job)) as unit:
            locked_case = locked(unit, Action.RETURN_CASE, case_id, None)
            if not still(unit, locked_case.case):
                raise _MovedMeanwhile
            row = take_step(unit, locked_case, Step.RETURN, StepChange(holder=NOBODY))
            notify(unit, NoticeEvent.CASE_RETURNED, Receiver.receivers(locked_case.case.clinic_id), row.id)
    except _MovedMeanwhile:
        return 0
    return 1


class _MovedMeanwhile(Exception):
    """Somebody has done something in the case since."""
