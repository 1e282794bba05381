"""Whether somebody holds a role on every day to come, not only today."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Role
from app.core import clock
from app.roles.models import RoleGrant, StaffMember


class GrantPeriod(NamedTuple):
    """A grant that has not ended: who, from which day to which (both included; None: until further notice)."""

    grant_id: UUID
    staff_id: UUID
    first: date
    last: date | None


def grants_to_come(session: Session, clinic_id: UUID, role: Role) -> list[GrantPeriod]:
    """The role's grants at the clinic that hold today or later, of people whose account is not locked."""
    rows = session.execute(
        select(RoleGrant.id, RoleGrant.staff_id, RoleGrant.valid_from, RoleGrant.valid_to)
        .join(StaffMember, StaffMember.id == RoleGrant.staff_id)
        .where(
            RoleGrant.clinic_id == clinic_id,
            RoleGrant.role == role,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= clock.today()),
            StaffMember.locked_at.is_(None),
        )
    )
    return [GrantPeriod(*row) for row in rows]


def first_day_without(grants: Iterable[GrantPeriod], from_day: date) -> date | None:
    """The first day, from that day on, on which none of the grants holds; None when there is no such day."""
    day = from_day
    for grant in sorted(grants, key=lambda one: one.first):
        if grant.first > day:
            return day
        if grant.last is None or grant.last == date.max:
            return None
        day = max(day, grant.last + timedelta(days=1))
    return day
