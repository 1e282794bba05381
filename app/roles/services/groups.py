"""Keeping groups: made, renamed and closed by ADM; members changed by ADM and BEH."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from app.audit.events import On
from app.audit.kinds import EventKind
from app.audit.shapes import check_text, without_numbers
from app.authz.actors import Role, Staff
from app.authz.policy import Action, AtClinic, authorize
from app.core.errors import Attempt, Conflict, Invalid, NotFound
from app.core.hooks import Hook
from app.core.text import is_seen, lines, one_line
from app.operations import Operation, OperationName, answers_repeats
from app.roles.errors import MAX_GROUP_NAME, GroupCode
from app.roles.models import Group, GroupMember
from app.roles.queries.people import members_of, people_with
from app.roles.services.rights import about_to_change, lock_clinic
from app.roles.services.unique_names import check_name
from app.transaction import Unit, transaction

CLOSING_GUARDS: Hook[list[Callable[[UUID], bool]]] = Hook("guards of groups", list)
"""What is asked before a group is closed, whether it has open cases: they live on a floor above."""


class GroupOperation(OperationName):
    """What is done with a group."""

    CREATE = "create_group"
    RENAME = "rename_group"
    CLOSE = "close_group"
    ADD_MEMBER = "add_member"
    REMOVE_MEMBER = "remove_member"


@dataclass(frozen=True)
class GroupName:
    """The name of a group, unique at its clinic, and what it is for."""

    name: str
    description: str
    operation_id: str


@dataclass(frozen=True)
class Membership:
    """Somebody to add to a group or to take out of it."""

    staff_id: UUID
    operation_id: str


@dataclass(frozen=True)
class GroupChange:
    """A group's name and what it is for as they should be, from which version of the page."""

    name: str
    description: str
    seen_version: int
    operation_id: str


@answers_repeats
def create_group(actor: Staff, command: GroupName) -> UUID:
    """Make a group at the actor's clinic; answers with its id."""
    with transaction(actor, Operation(GroupOperation.CREATE, actor.clinic_id, command.operation_id)) as unit:
        basis = authorize(actor, Action.MANAGE_GROUPS, AtClinic(actor.clinic_id))
        _one_name_at_a_time(unit, actor)
        name = _free_name(unit, actor.clinic_id, command.name)
        group = Group(
            clinic_id=actor.clinic_id,
            name=name,
            description=lines(command.description).strip(),
            active=True,
            created_at=unit.at,
        )
        unit.session.add(group)
        unit.session.flush()
        unit.log(EventKind.GROUP_CREATED, basis, _on(group), name=name)
        return unit.done(group.id)


@answers_repeats
def rename_group(actor: Staff, group_id: UUID, command: GroupChange) -> UUID:
    """Give a group another name or description. ``Conflict``: somebody else has, meanwhile."""
    with transaction(actor, Operation(GroupOperation.RENAME, group_id, command.operation_id)) as unit:
        _one_name_at_a_time(unit, actor)
        group = _locked(unit, actor, group_id, Action.MANAGE_GROUPS)
        basis = authorize(actor, Action.MANAGE_GROUPS, group)
        if command.seen_version != group.version:
            raise Conflict(GroupCode.GROUP_CHANGED)
        before = group.name
        group.version += 1
        group.name, group.description = (
            _free_name(unit, group.clinic_id, command.name, group),
            lines(command.description).strip(),
        )
        unit.log(EventKind.GROUP_RENAMED, basis, _on(group), name=group.name, name_before=without_numbers(before))
        return unit.done(group.id)


@answers_repeats
def close_group(actor: Staff, group_id: UUID, operation_id: str) -> UUID:
    """Close a group that holds no open case."""
    with transaction(actor, Operation(GroupOperation.CLOSE, group_id, operation_id)) as unit:
        about_to_change(unit.session, *members_of(unit.session, group_id), by=(actor.staff_id,))
        group = _locked(unit, actor, group_id, Action.MANAGE_GROUPS)
        basis = authorize(actor, Action.MANAGE_GROUPS, group)
        if any(has_open_cases(group_id) for has_open_cases in CLOSING_GUARDS.current):
            raise Invalid(GroupCode.GROUP_HAS_OPEN_CASES)
        group.active = False
        unit.log(EventKind.GROUP_CLOSED, basis, _on(group), name=without_numbers(group.name))
        return unit.done(group.id)


@answers_repeats
def add_member(actor: Staff, group_id: UUID, command: Membership) -> UUID:
    """Put an ÄH of the clinic in the group."""
    with transaction(actor, Operation(GroupOperation.ADD_MEMBER, group_id, command.operation_id)) as unit:
        about_to_change(unit.session, command.staff_id, by=(actor.staff_id,))
        group = _locked(unit, actor, group_id, Action.CHANGE_GROUP_MEMBERS)
        basis = authorize(actor, Action.CHANGE_GROUP_MEMBERS, group)
        if command.staff_id not in {p.staff_id for p in people_with(unit.session, group.clinic_id, Role.HANDLER)}:
            raise Invalid(GroupCode.NOT_A_HANDLER, "staff_id")
        if unit.session.get(GroupMember, (group_id, command.staff_id)) is not None:
            raise Invalid(GroupCode.ALREADY_A_MEMBER, "staff_id")
        unit.session.add(GroupMember(group_id=group_id, staff_id=command.staff_id, joined_at=unit.at))
        unit.log(EventKind.GROUP_MEMBER_ADDED, basis, _on(group), staff_id=str(command.staff_id))
        return unit.done(group.id)


@answers_repeats
def remove_member(actor: Staff, group_id: UUID, command: Membership) -> UUID:
    """Take somebody out of the group; cases they have taken stay theirs."""
    with transaction(actor, Operation(GroupOperation.REMOVE_MEMBER, group_id, command.operation_id)) as unit:
        about_to_change(unit.session, command.staff_id, by=(actor.staff_id,))
        group = _locked(unit, actor, group_id, Action.CHANGE_GROUP_MEMBERS)
        basis = authorize(actor, Action.CHANGE_GROUP_MEMBERS, group)
        if unit.session.get(GroupMember, (group_id, command.staff_id)) is None:
            raise Invalid(GroupCode.NOT_A_MEMBER, "staff_id")
        unit.session.execute(
            delete(GroupMember).where(GroupMember.group_id == group_id, GroupMember.staff_id == command.staff_id)
        )
        unit.log(EventKind.GROUP_MEMBER_REMOVED, basis, _on(group), staff_id=str(command.staff_id))
        return unit.done(group.id)


def _locked(unit: Unit, actor: Staff, group_id: UUID, action: Action) -> Group:
    unit.admit()  # people before groups
    group = unit.session.scalar(select(Group).where(Group.id == group_id).with_for_update(key_share=True))
    unit.admit()  # the act is dated after the lock
    if group is None:
        raise NotFound
    if group.clinic_id != actor.clinic_id:
        raise NotFound(Attempt(action.value, "group", group_id, group.clinic_id))
    if not group.active:
        raise Invalid(GroupCode.GROUP_CLOSED)
    return group


def _one_name_at_a_time(unit: Unit, actor: Staff) -> None:
    """Lock the clinic, so that two who give the same name come one after the other."""
    lock_clinic(unit.session, actor.clinic_id)


def _free_name(unit: Unit, clinic_id: UUID, wanted: str, named: Group | None = None) -> str:
    """``named``: the group that gets the name; it may always keep its own."""
    name = one_line(wanted)
    if not is_seen(name) or len(name) > MAX_GROUP_NAME:
        raise Invalid(GroupCode.NAME_MISSING, "name")
    check_text(name, "name")
    if named is None or name != named.name:
        taken = unit.session.scalars(select(Group).where(Group.clinic_id == clinic_id))
        check_name(unit.session, clinic_id, name, (one.name for one in taken if one is not named), GroupCode.NAME_TAKEN)
    return name


def _on(group: Group) -> On:
    return On("group", group.id, group.clinic_id)
