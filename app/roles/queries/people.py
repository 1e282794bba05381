"""Who is who at a clinic, as of now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.authz.actors import Badge, RightsRead, Role, Staff
from app.core import clock
from app.core.hsa_id import parse
from app.core.text import full_name, in_order
from app.roles.models import Clinic, Group, GroupMember, RoleGrant, StaffMember


class ClinicChoice(NamedTuple):
    """A clinic where a member of staff has a valid role."""

    clinic_id: UUID
    name: str
    hsa_id: str
    roles: frozenset[Role]


class Person(NamedTuple):
    """A colleague in a list or a select."""

    staff_id: UUID
    name: str
    title: str
    protected: bool

    @property
    def label(self) -> str:
        """The name, with the title where there is one."""
        return f"{self.name}, {self.title}".rstrip(", ")


class GroupChoice(NamedTuple):
    """A group that a case can be given to, and how many can take it from there."""

    group_id: UUID
    name: str
    members: int


AHEAD = timedelta(days=14)
TODAY: ColumnElement[date] = bindparam("today", callable_=clock.today, type_=Date())
"""SQL: the day that it is when the question is asked, so that what is built with it can be kept."""


SOON: ColumnElement[date] = bindparam("soon", callable_=lambda: clock.today() + AHEAD, type_=Date())
"""SQL: the day up to which warnings look ahead for cases that nobody could take."""


@cache
def is_valid(day: ColumnElement[date] = TODAY) -> ColumnElement[bool]:
    """A grant that holds on that day: begun, not past its last day, not ended."""
    return and_(
        RoleGrant.ended_at.is_(None),
        RoleGrant.valid_from <= day,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
    )


@cache
def has_role(
    staff_id: ColumnElement[UUID], clinic_id: ColumnElement[UUID], role: Role, day: ColumnElement[date] = TODAY
) -> ColumnElement[bool]:
    """SQL: that person has the role at that clinic on that day, with an account that is not locked."""
    grant, member = aliased(RoleGrant), aliased(StaffMember)
    return exists(
        select(grant.id)
        .join(member, member.id == grant.staff_id)
        .where(
            grant.staff_id == staff_id,
            grant.clinic_id == clinic_id,
            grant.role == role,
            grant.ended_at.is_(None),
            grant.valid_from <= day,
            or_(grant.valid_to.is_(None), grant.valid_to >= day),
            member.locked_at.is_(None),
        )
    )


@cache
def has_handlers(group_id: ColumnElement[UUID], day: ColumnElement[date] = TODAY) -> ColumnElement[bool]:
    """SQL: somebody in that group can take a case on that day."""
    group, member = aliased(Group), aliased(GroupMember)
    able = has_role(member.staff_id, group.clinic_id, Role.HANDLER, day)
    return exists(
        select(member.staff_id).join(group, group.id == member.group_id).where(group.id == group_id, group.active, able)
    )


# What every request asks is built once: to build a statement takes longer than to carry it out.
_CLINICS_OF = (
    select(Clinic.id, Clinic.name, Clinic.hsa_id, RoleGrant.role)
    .join(RoleGrant, RoleGrant.clinic_id == Clinic.id)
    .join(StaffMember, StaffMember.id == RoleGrant.staff_id)
    .where(RoleGrant.staff_id == bindparam("staff_id"), is_valid(), Clinic.active, StaffMember.locked_at.is_(None))
    .order_by(Clinic.sort_name, Clinic.id)
)
_STAFF_AT = (
    select(StaffMember, StaffMember.rights_version, Clinic.hsa_id, Clinic.name, RoleGrant.role)
    .join(RoleGrant, RoleGrant.staff_id == StaffMember.id)
    .join(Clinic, Clinic.id == RoleGrant.clinic_id)
    .where(
        StaffMember.id == bindparam("staff_id"),
        Clinic.id == bindparam("clinic_id"),
        is_valid(),
        Clinic.active,
        StaffMember.locked_at.is_(None),
    )
)
_GROUPS_OF_STAFF = (
    select(GroupMember.group_id)
    .join(Group, Group.id == GroupMember.group_id)
    .where(GroupMember.staff_id == bindparam("staff_id"), Group.clinic_id == bindparam("clinic_id"), Group.active)
)
_PEOPLE_WITH = (
    select(StaffMember.id, StaffMember.given_name, StaffMember.family_name, StaffMember.title, StaffMember.protected)
    .where(
        StaffMember.locked_at.is_(None),
        exists().where(
            RoleGrant.staff_id == StaffMember.id,
            RoleGrant.clinic_id == bindparam("clinic_id"),
            RoleGrant.role.in_(bindparam("roles", expanding=True)),
            is_valid(),
        ),
    )
    .order_by(StaffMember.sort_name, StaffMember.id)
)
_GROUPS_OF_CLINIC = select(Group.id, Group.name).where(Group.clinic_id == bindparam("clinic_id"), Group.active)
_HANDLERS_IN_GROUPS = (
    select(GroupMember.group_id, GroupMember.staff_id)
    .join(Group, Group.id == GroupMember.group_id)
    .where(Group.clinic_id == bindparam("clinic_id"), has_role(GroupMember.staff_id, Group.clinic_id, Role.HANDLER))
)


def clinics_of(session: Session, staff_id: UUID) -> list[ClinicChoice]:
    """The active clinics where the person has a valid role, by name."""
    rows = session.execute(_CLINICS_OF, {"staff_id": staff_id}).all()
    roles: dict[UUID, set[Role]] = {}
    for row in rows:
        roles.setdefault(row.id, set()).add(row.role)
    named = {row.id: row for row in rows}
    return [ClinicChoice(key, named[key].name, named[key].hsa_id, frozenset(granted)) for key, granted in roles.items()]


def staff_actor(session: Session, staff_id: UUID, clinic_id: UUID) -> Staff | None:
    """The actor with the rights that hold now, or None when there are none at this clinic."""
    at_clinic = {"staff_id": staff_id, "clinic_id": clinic_id}
    rows = session.execute(_STAFF_AT, at_clinic).all()
    if not rows:
        return None
    member: StaffMember = rows[0][0]
    badge = Badge(member.hsa_id, member.name, member.title, rows[0].hsa_id, rows[0].name)
    groups = session.scalars(_GROUPS_OF_STAFF, at_clinic)
    read = RightsRead(rows[0].rights_version, clock.today())
    return Staff(staff_id, clinic_id, frozenset(row.role for row in rows), frozenset(groups), badge, read)


def roles_held_at(session: Session, staff_id: UUID, clinic_id: UUID, moment: datetime) -> frozenset[Role]:
    """The roles that the person had at the clinic at that moment, whatever has become of them since."""
    day = clock.local(moment).date()
    roles = select(RoleGrant.role).where(
        RoleGrant.staff_id == staff_id,
        RoleGrant.clinic_id == clinic_id,
        RoleGrant.granted_at <= moment,
        RoleGrant.valid_from <= day,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
        or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at > moment),
    )
    return frozenset(session.scalars(roles))


def as_seen_at_clinics(session: Session, staff_id: UUID) -> list[Staff]:
    """The person at each clinic where they have or have had a role, with no right at all: to name them in its log."""
    rows = session.execute(
        select(StaffMember, Clinic.id, Clinic.hsa_id, Clinic.name)
        .join(Clinic, exists().where(RoleGrant.staff_id == StaffMember.id, RoleGrant.clinic_id == Clinic.id))
        .where(StaffMember.id == staff_id)
        .order_by(Clinic.id)
    )
    return [
        Staff(
            staff_id, row.id, frozenset(), badge=Badge(row[0].hsa_id, row[0].name, row[0].title, row.hsa_id, row.name)
        )
        for row in rows
    ]


def staff_by_hsa_id(session: Session, hsa_id: str) -> StaffMember | None:
    """The person with this HSA-id, as somebody wrote it."""
    read = parse(hsa_id)
    return session.scalar(select(StaffMember).where(StaffMember.hsa_id == read)) if read else None


def people_with(session: Session, clinic_id: UUID, *roles: Role) -> list[Person]:
    """Those who hold any of the roles at the clinic now, by family name."""
    rows = session.execute(_PEOPLE_WITH, {"clinic_id": clinic_id, "roles": roles})
    return [Person(row.id, full_name(row.given_name, row.family_name), row.title, row.protected) for row in rows]


def handlers_in(session: Session, group_id: UUID) -> Sequence[UUID]:
    """The members of a group who can take a case now: those with a valid ÄH at its clinic."""
    return session.scalars(
        select(GroupMember.staff_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(
            GroupMember.group_id == group_id,
            Group.active,
            has_role(GroupMember.staff_id, Group.clinic_id, Role.HANDLER),
        )
    ).all()


def members_of(session: Session, group_id: UUID) -> Sequence[UUID]:
    """Everybody in the group, whether they can take a case now or not."""
    return session.scalars(select(GroupMember.staff_id).where(GroupMember.group_id == group_id)).all()


def groups_of_clinic(session: Session, clinic_id: UUID) -> list[GroupChoice]:
    """The clinic's active groups by name, each with its number of members who are ÄH now."""
    groups = in_order(session.execute(_GROUPS_OF_CLINIC, {"clinic_id": clinic_id}), lambda group: group.name)
    able = session.execute(_HANDLERS_IN_GROUPS, {"clinic_id": clinic_id}).all()
    counts: dict[UUID, int] = {}
    for row in able:
        counts[row.group_id] = counts.get(row.group_id, 0) + 1
    return [GroupChoice(group.id, group.name, counts.get(group.id, 0)) for group in groups]


def names_of(session: Session, staff_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """The people with these ids."""
    if not staff_ids:
        return {}
    rows = session.execute(
        select(
            StaffMember.id, StaffMember.given_name, StaffMember.family_name, StaffMember.title, StaffMember.protected
        ).where(StaffMember.id.in_(set(staff_ids)))
    )
    return {r.id: Person(r.id, full_name(r.given_name, r.family_name), r.title, r.protected) for r in rows}
