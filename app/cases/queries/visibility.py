"""Which cases an actor may see: the policy's READ_CASE said as SQL. A property test holds the two equal."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.authz.actors import Actor, Citizen, Role, Staff
from app.cases.models import Case
from app.core.db import session
from app.core.errors import Attempt


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """SQL: the cases that the actor may read."""
    match actor:
        case Citizen():
            return Case.citizen_id == actor.subject_id
        case Staff():
            return _visible_to_staff(actor)
        case _:
            return false()


def _visible_to_staff(actor: Staff) -> ColumnElement[bool]:
    here = Case.clinic_id == actor.clinic_id
    if Role.RECEIVER in actor.roles:
        return here
    if Role.HANDLER in actor.roles:
        return and_(here, or_(Case.holder_id == actor.staff_id, Case.group_id.in_(actor.group_ids)))
    return false()


def attempt_on_case(case_id: UUID) -> Attempt | None:
    """The attempt to log for somebody who may not see the case; None when there is no such case."""
    row = session().execute(select(Case.clinic_id, Case.citizen_id).where(Case.id == case_id)).first()
    return None if row is None else Attempt("", "case", case_id, row.clinic_id, row.citizen_id)
