"""What threatens to be left lying at a clinic, for the warning triangle of its inbox. Counts, and names of no citizen."""

import enum
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from app.authz.actors import Role, Staff
from app.authz.facts import OPEN
from app.cases.models import Case
from app.inbox.queries.narrowing import is_late, is_with_empty_group, is_with_unable
from app.roles.models import Group, RoleGrant, StaffMember
from app.roles.queries.people import SOON, TODAY, has_handlers, is_valid


class WarningKind(enum.StrEnum):
    """What is wrong."""

    NO_RECEIVER = "no_receiver"
    NO_ADMINISTRATOR = "no_administrator"
    ADMINISTRATOR_ENDS = "administrator_ends"
    RECEIVER_ENDS = "receiver_ends"
    GROUPS_END = "groups_end"
    EMPTY_GROUPS = "empty_groups"
    IN_EMPTY_GROUPS = "in_empty_groups"
    UNABLE_HOLDERS = "unable_holders"
    LATE = "late"


class Warned(NamedTuple):
    """What is wrong, and of how many people, groups or cases."""

    kind: WarningKind
    number: int


def clinic_warnings(session: Session, actor: Staff) -> tuple[Warned, ...]:
    """All that is wrong at the clinic now: one question, however many cases there are.

    Served by ix_cases_clinic_id_state_received_at, ix_cases_clinic_id_respond_by and ix_role_grants_clinic_id_role.
    """
    row = session.execute(
        select(
            _people(actor, Role.RECEIVER),
            _people(actor, Role.ADMINISTRATOR),
            _empty_groups(actor),
            _cases(actor, is_with_empty_group()),
            _cases(actor, is_with_unable()),
            _cases(actor, is_late()),
            _people(actor, Role.RECEIVER, SOON),
            _people(actor, Role.ADMINISTRATOR, SOON),
            _groups_that_end(actor),
        )
    ).one()
    receivers, administrators, *counts, receivers_soon, administrators_soon, groups_end = (int(one) for one in row)
    found = [
        Warned(WarningKind.NO_RECEIVER, int(not receivers)),
        Warned(WarningKind.NO_ADMINISTRATOR, int(not administrators)),
        Warned(WarningKind.RECEIVER_ENDS, int(bool(receivers) and not receivers_soon)),
        Warned(WarningKind.ADMINISTRATOR_ENDS, int(bool(administrators) and not administrators_soon)),
        Warned(WarningKind.GROUPS_END, groups_end),
    ]
    kinds = (WarningKind.EMPTY_GROUPS, WarningKind.IN_EMPTY_GROUPS, WarningKind.UNABLE_HOLDERS, WarningKind.LATE)
    found += [Warned(kind, count) for kind, count in zip(kinds, counts, strict=True)]
    return tuple(one for one in found if one.number)


def _people(actor: Staff, role: Role, day: ColumnElement[date] = TODAY) -> ColumnElement[int]:
    grants = select(func.count(RoleGrant.id)).join(StaffMember, StaffMember.id == RoleGrant.staff_id)
    here = (RoleGrant.clinic_id == actor.clinic_id, RoleGrant.role == role)
    return grants.where(*here, is_valid(day), StaffMember.locked_at.is_(None)).scalar_subquery()


def _empty_groups(actor: Staff) -> ColumnElement[int]:
    able = has_handlers(Group.id)
    groups = select(func.count(Group.id)).where(Group.clinic_id == actor.clinic_id, Group.active, ~able)
    return groups.scalar_subquery()


def _groups_that_end(actor: Staff) -> ColumnElement[int]:
    """Groups where somebody can take a case today, and nobody within two weeks."""
    now, soon = has_handlers(Group.id), has_handlers(Group.id, SOON)
    here = (Group.clinic_id == actor.clinic_id, Group.active)
    return select(func.count(Group.id)).where(*here, now, ~soon).scalar_subquery()


def _cases(actor: Staff, condition: ColumnElement[bool]) -> ColumnElement[int]:
    counted = select(func.count(Case.id)).where(Case.clinic_id == actor.clinic_id, Case.state.in_(OPEN), condition)
    return func.coalesce(counted.scalar_subquery(), literal(0))
