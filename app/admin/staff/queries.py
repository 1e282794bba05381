"""The clinic's people with their roles, and its groups with their members."""

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.authz.actors import Role, Staff
from app.authz.facts import OPEN
from app.authz.policy import GrantOf, allows, granting
from app.cases.models import Case
from app.core import clock
from app.roles.models import RoleGrant, StaffMember
from app.roles.queries.people import AHEAD, names_of


class Phase(enum.StrEnum):
    """Where a grant is in its life: it holds now, has not begun, or is over."""

    CURRENT = "current"
    COMING = "coming"
    ENDED = "ended"


class Shown(enum.StrEnum):
    """Whom the list shows: those with a role now or to come, those with none any more, or everybody."""

    ACTIVE = "active"
    ENDED = "ended"
    ALL = "all"


class GrantRow(NamedTuple):
    """A role of a person, with its dates, who gave it and why. ``may_end``: by the one who looks."""

    grant_id: UUID
    role: Role
    phase: Phase
    valid_from: date
    valid_to: date | None
    reason: str
    granted_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    may_end: bool


@dataclass(frozen=True)
class StaffRow:
    """A person in the list."""

    staff_id: UUID
    name: str
    title: str
    hsa_id: str
    protected: bool
    locked: bool
    grants: tuple[GrantRow, ...]

    def in_phase(self, phase: str) -> tuple[GrantRow, ...]:
        """The person's grants that are current, coming or ended."""
        return tuple(grant for grant in self.grants if grant.phase == phase)


@dataclass(frozen=True)
class StaffPage:
    """The list, how many can administer the clinic now, and how many of them still can in two weeks."""

    rows: tuple[StaffRow, ...]
    administrators: int
    administrators_soon: int


@dataclass(frozen=True)
class EndPage:
    """What ending a role would do: ``open_cases`` go back to the inbox."""

    grant: GrantRow
    staff_id: UUID
    person: str
    open_cases: int
    last_administrator: bool


def staff_page(session: Session, actor: Staff, role: Role | None, shown: Shown) -> StaffPage:
    """The clinic's people by family name: two queries."""
    query = select(StaffMember, RoleGrant).join(RoleGrant, RoleGrant.staff_id == StaffMember.id)
    found = session.execute(
        query.where(RoleGrant.clinic_id == actor.clinic_id).order_by(
            StaffMember.sort_name, StaffMember.id, RoleGrant.valid_from, RoleGrant.role
        ),
    ).all()
    names = _granters(session, [grant for _, grant in found])
    people: dict[UUID, StaffMember] = {}
    grants: dict[UUID, list[GrantRow]] = defaultdict(list)
    for member, grant in found:
        people[member.id] = member
        grants[member.id].append(_grant_row(grant, actor, names))
    rows = [_staff_row(member, grants[member.id]) for member in people.values()]
    able = [row for row in rows if not row.locked and _holds(row, Role.ADMINISTRATOR, Phase.CURRENT)]
    still = [row for row in able if _holds_soon(row, Role.ADMINISTRATOR)]
    return StaffPage(tuple(row for row in rows if _wanted(row, role, shown)), len(able), len(still))


def end_page(session: Session, actor: Staff, grant_id: UUID) -> EndPage | None:
    """What ending this grant would do; None when the clinic has no such grant."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.clinic_id != actor.clinic_id:
        return None
    row = _grant_row(grant, actor, _granters(session, [grant]))
    case_count = 0
    if grant.role is Role.HANDLER:
        cases = select(func.count()).select_from(Case)
        cases = cases.where(Case.holder_id == grant.staff_id, Case.clinic_id == grant.clinic_id, Case.state.in_(OPEN))
        case_count = session.execute(cases).scalar_one()
    able = staff_page(session, actor, None, Shown.ALL).administrators if grant.role is Role.ADMINISTRATOR else 0
    person = names_of(session, [grant.staff_id])[grant.staff_id].name
    last = grant.role is Role.ADMINISTRATOR and row.phase is Phase.CURRENT and able <= 1
    return EndPage(row, grant.staff_id, person, case_count, last)


def grant_clinic(session: Session, grant_id: UUID) -> UUID | None:
    """The clinic that a grant belongs to."""
    return session.scalar(select(RoleGrant.clinic_id).where(RoleGrant.id == grant_id))


def _granters(session: Session, grants: Iterable[RoleGrant]) -> dict[UUID, str]:
    ids = {key for grant in grants for key in (grant.granted_by, grant.ended_by) if key is not None}
    return {key: person.name for key, person in names_of(session, list(ids)).items()}


def _grant_row(grant: RoleGrant, actor: Staff, names: dict[UUID, str]) -> GrantRow:
    phase = _phase(grant)
    facts = GrantOf(grant.clinic_id, grant.staff_id, grant.role)
    return GrantRow(
        grant.id,
        grant.role,
        phase,
        grant.valid_from,
        grant.valid_to,
        grant.reason,
        names.get(grant.granted_by, "") if grant.granted_by else "",
        grant.ended_at,
        names.get(grant.ended_by, "") if grant.ended_by else "",
        grant.end_reason,
        phase is not Phase.ENDED and allows(actor, granting(grant.role), facts),
    )


def _phase(grant: RoleGrant) -> Phase:
    today = clock.today()
    if grant.ended_at is not None or (grant.valid_to is not None and grant.valid_to < today):
        return Phase.ENDED
    return Phase.COMING if grant.valid_from > today else Phase.CURRENT


def _staff_row(member: StaffMember, grants: list[GrantRow]) -> StaffRow:
    locked = member.locked_at is not None
    return StaffRow(member.id, member.name, member.title, member.hsa_id, member.protected, locked, tuple(grants))


def _wanted(row: StaffRow, role: Role | None, shown: Shown) -> bool:
    alive = {Phase.CURRENT, Phase.COMING}
    phases = {Shown.ACTIVE: alive, Shown.ENDED: {Phase.ENDED}, Shown.ALL: set(Phase)}[shown]
    if shown is Shown.ENDED and any(grant.phase in alive for grant in row.grants):
        return False
    return any(grant.phase in phases and role in {None, grant.role} for grant in row.grants)


def _holds(row: StaffRow, role: Role, phase: Phase) -> bool:
    return any(grant.role is role and grant.phase is phase for grant in row.grants)


def _holds_soon(row: StaffRow, role: Role) -> bool:
    soon = clock.today() + AHEAD
    alive = (grant for grant in row.grants if grant.role is role and grant.phase is not Phase.ENDED)
    return any(grant.valid_from <= soon and (grant.valid_to is None or grant.valid_to >= soon) for grant in alive)
