"""Which cases an actor may see: the policy's READ_CASE said as SQL. A property test holds the two equal."""

from sqlalchemy import ColumnElement, and_, false, or_

from app.authz.actors import Actor, Citizen, Role, Staff
from app.cases.models import Case


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
        return and_(
            here,
            or_(Case.holder_id == actor.staff_id, Case.group_id.in_(actor.group_ids)),
        )
    return false()
