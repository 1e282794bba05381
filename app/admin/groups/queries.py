"""The clinic's groups: who is in them, who of those can take a case now, and what they hold."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.authz.actors import Role
from app.authz.facts import OPEN
from app.cases.models import Case
from app.core.text import in_order
from app.roles.models import Group, GroupMember, StaffMember
from app.roles.queries.people import Person, people_with


class Member(NamedTuple):
    """Somebody in a group. ``able``: is ÄH here now and can take a case from it."""

    staff_id: UUID
    name: str
    title: str
    protected: bool
    able: bool


@dataclass(frozen=True)
class GroupRow:
    """A group in the list."""

    group_id: UUID
    name: str
    description: str
    active: bool
    version: int
    members: tuple[Member, ...]
    open_cases: int

    @property
    def able(self) -> int:
        """How many can take a case from the group now."""
        return sum(member.able for member in self.members)


@dataclass(frozen=True)
class GroupPage:
    """One group, and the handlers who are not in it."""

    group: GroupRow
    others: tuple[Person, ...]


def group_rows(session: Session, clinic_id: UUID, group_id: UUID | None = None) -> tuple[GroupRow, ...]:
    """The clinic's groups by name, or one of them: four queries, however many groups."""
    wanted = [Group.clinic_id == clinic_id] + ([Group.id == group_id] if group_id else [])
    groups = in_order(session.scalars(select(Group).where(*wanted)), lambda group: group.name)
    ids = [group.id for group in groups]
    handlers = {person.staff_id for person in people_with(session, clinic_id, Role.HANDLER)}
    members = _members(session, ids, handlers)
    open_cases = _open_case_counts(session, ids)
    return tuple(
        GroupRow(
            group.id,
            group.name,
            group.description,
            group.active,
            group.version,
            tuple(members[group.id]),
            open_cases.get(group.id, 0),
        )
        for group in groups
    )


def group_page(session: Session, clinic_id: UUID, group_id: UUID) -> GroupPage | None:
    """One group of the clinic, or None."""
    found = group_rows(session, clinic_id, group_id)
    if not found:
        return None
    inside = {member.staff_id for member in found[0].members}
    handlers = people_with(session, clinic_id, Role.HANDLER)
    return GroupPage(found[0], tuple(person for person in handlers if person.staff_id not in inside))


def group_clinic(session: Session, group_id: UUID) -> UUID | None:
    """The clinic that a group belongs to."""
    return session.scalar(select(Group.clinic_id).where(Group.id == group_id))


def _members(session: Session, ids: list[UUID], handlers: set[UUID]) -> dict[UUID, list[Member]]:
    query = select(GroupMember.group_id, StaffMember).join(StaffMember, StaffMember.id == GroupMember.staff_id)
    members: dict[UUID, list[Member]] = defaultdict(list)
    inside = query.where(GroupMember.group_id.in_(ids)).order_by(StaffMember.sort_name, StaffMember.id)
    for group_id, one in session.execute(inside):
        members[group_id].append(Member(one.id, one.name, one.title, one.protected, one.id in handlers))
    return members


def _open_case_counts(session: Session, ids: list[UUID]) -> dict[UUID, int]:
    query = select(Case.group_id, func.count()).where(Case.group_id.in_(ids), Case.state.in_(OPEN))
    return {key: count for key, count in session.execute(query.group_by(Case.group_id)) if key is not None}
