"""Giving and ending roles, and keeping groups. Nobody changes their own roles; the last ADM stays; BEH gives ÄM and ÄH."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.audit.events import On, Value
from app.audit.kinds import EventKind
from app.audit.shapes import check_text
from app.authz.actors import Role, Staff
from app.authz.policy import Basis, GrantOf, authorize, granting
from app.core import calendar, clock
from app.core.errors import Attempt, Denied, Invalid, NotFound
from app.core.hooks import Hook
from app.core.text import is_seen, one_line
from app.operations import Operation, OperationName, answers_repeats
from app.roles.errors import MAX_REASON, GrantCode
from app.roles.models import RoleGrant, StaffMember
from app.roles.queries.people import staff_by_hsa_id
from app.roles.services.coverage import first_day_without, grants_to_come
from app.roles.services.rights import about_to_change, lock_clinic
from app.transaction import Unit, transaction

RETURN_CASES = "return_cases"
KEPT_APART = frozenset({Role.ADMINISTRATOR, Role.REVIEWER})

ON_EACH_GRANT: Hook[list[Callable[[Unit, RoleGrant], None]]] = Hook("on each grant", list)
"""What is called in the same transaction when somebody has granted a role: notices live on a floor above."""


class RoleOperation(OperationName):
    """What is done with roles."""

    GRANT = "grant_roles"
    END = "end_role"


@dataclass(frozen=True)
class NewGrant:
    """Roles for a person (by HSA-id) from a day to a day, both included, Swedish time; no last day: until further notice.

    ``override``: GR and ADM may be held by the same person, who then could review what they themselves administer.
    """

    hsa_id: str
    roles: frozenset[Role]
    valid_from: date
    valid_to: date | None
    reason: str
    operation_id: str
    override: bool = False


@dataclass(frozen=True)
class GrantEnd:
    """Why a role is ended now."""

    reason: str
    operation_id: str


@answers_repeats
def grant_roles(actor: Staff, command: NewGrant) -> UUID:
    """Give roles at the actor's clinic; answers with the person's id.

    ``Invalid``: unknown HSA-id, no role chosen, dates the wrong way, no reason, a role the person already has then, or
    GR beside ADM without the override.
    """
    with transaction(actor, Operation(RoleOperation.GRANT, actor.clinic_id, command.operation_id)) as unit:
        member = staff_by_hsa_id(unit.session, command.hsa_id)
        if member is None:
            raise Invalid(GrantCode.UNKNOWN_HSA_ID, "hsa_id")
        about_to_change(unit.session, member.id, by=(actor.staff_id,))  # two grants at once: the second sees the first
        _check(command)
        for role in sorted(command.roles):
            _grant(unit, actor, member, role, command)
        return unit.done(member.id)


def _check(command: NewGrant) -> None:
    if not command.roles:
        raise Invalid(GrantCode.NO_ROLE, "roles")
    if not is_seen(command.reason) or len(command.reason) > MAX_REASON:
        raise Invalid(GrantCode.REASON_MISSING, "reason")
    check_text(one_line(command.reason), "reason")
    if command.valid_from < clock.today():
        raise Invalid(GrantCode.IN_THE_PAST, "valid_from")
    if command.valid_to is not None and command.valid_to < max(command.valid_from, clock.today()):
        raise Invalid(GrantCode.DATES, "valid_to")


def _grant(unit: Unit, actor: Staff, member: StaffMember, role: Role, command: NewGrant) -> None:
    facts = GrantOf(actor.clinic_id, member.id, role)
    basis = _authorized(actor, facts)
    if _overlapping(unit, facts, command):
        raise Invalid(GrantCode.ALREADY_GRANTED, "roles")
    overridden = _overridden(unit, facts, command)
    grant = RoleGrant(
        staff_id=member.id,
        clinic_id=actor.clinic_id,
        role=role,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        reason=one_line(command.reason),
        granted_by=actor.staff_id,
        granted_at=unit.at,
    )
    unit.session.add(grant)
    unit.session.flush()
    log_grant(unit, basis, grant, overridden=overridden)
    promise_return_at_end(unit, grant)
    for react in ON_EACH_GRANT.current:
        react(unit, grant)


def log_grant(unit: Unit, basis: Basis, grant: RoleGrant, *, overridden: bool = False) -> None:
    """Tell the log who has got which role, from when until when."""
    details: dict[str, Value] = {
        "role": grant.role.value,
        "staff_id": str(grant.staff_id),
        "from": grant.valid_from.isoformat(),
        "to": grant.valid_to.isoformat() if grant.valid_to else None,
        "override": overridden,
    }
    unit.log(EventKind.ROLE_GRANTED, basis, _on(grant), **details)


def _overridden(unit: Unit, facts: GrantOf, command: NewGrant) -> bool:
    """Whether the role comes beside the one it should be kept apart from; ``Invalid`` when nobody said that it may."""
    if facts.role not in KEPT_APART:
        return False
    (other,) = KEPT_APART - {facts.role}
    together = other in command.roles or _overlapping(unit, GrantOf(facts.clinic_id, facts.staff_id, other), command)
    if together and not command.override:
        raise Invalid(GrantCode.REVIEWER_AND_ADMINISTRATOR, "override")
    return together


def _authorized(actor: Staff, facts: GrantOf) -> Basis:
    action = granting(facts.role)
    try:
        return authorize(actor, action, facts)
    except Denied:
        code = GrantCode.OWN_ROLE if facts.staff_id == actor.staff_id else GrantCode.DENIED
        raise Denied(code, _attempt(action.value, facts)) from None


def _attempt(action: str, facts: GrantOf) -> Attempt:
    return Attempt(action, "staff_member", facts.staff_id, facts.clinic_id)


def _overlapping(unit: Unit, facts: GrantOf, command: NewGrant) -> bool:
    existing = unit.session.scalars(
        select(RoleGrant).where(
            RoleGrant.staff_id == facts.staff_id,
            RoleGrant.clinic_id == facts.clinic_id,
            RoleGrant.role == facts.role,
            RoleGrant.ended_at.is_(None),
        )
    )
    first, last = command.valid_from, command.valid_to or date.max
    return any(grant.valid_from <= last and (grant.valid_to or date.max) >= first for grant in existing)


@answers_repeats
def end_role(actor: Staff, grant_id: UUID, command: GrantEnd) -> UUID:
    """End a role now. It stops working at the person's next request, and a job returns their cases."""
    with transaction(actor, Operation(RoleOperation.END, grant_id, command.operation_id)) as unit:
        grant = unit.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())
        if grant is None:
            raise NotFound
        if grant.clinic_id != actor.clinic_id:
            raise NotFound(Attempt("end_role", "role_grant", grant_id, grant.clinic_id))
        basis = _authorized(actor, GrantOf(grant.clinic_id, grant.staff_id, grant.role))
        if grant.ended_at is not None or (grant.valid_to is not None and grant.valid_to < clock.today()):
            raise Invalid(GrantCode.ALREADY_ENDED)
        if not is_seen(command.reason) or len(command.reason) > MAX_REASON:
            raise Invalid(GrantCode.REASON_MISSING, "reason")
        check_text(one_line(command.reason), "reason")
        _keep_last_administrator(unit, grant)
        about_to_change(unit.session, grant.staff_id, by=(actor.staff_id,))
        grant.ended_at, grant.ended_by, grant.end_reason = unit.at, actor.staff_id, one_line(command.reason)
        unit.session.flush()
        unit.log(EventKind.ROLE_ENDED, basis, _on(grant), role=grant.role.value, staff_id=str(grant.staff_id))
        if grant.role is Role.HANDLER:
            promise_return(unit, grant, f"{RETURN_CASES}:{grant.id}:ended", 0)
        return unit.done(grant.id)


def _keep_last_administrator(unit: Unit, grant: RoleGrant) -> None:
    if grant.role is not Role.ADMINISTRATOR:
        return
    # The clinic's row is the queue: two administrators who end each other at the same time cannot both succeed.
    lock_clinic(unit.session, grant.clinic_id)
    administrators = grants_to_come(unit.session, grant.clinic_id, Role.ADMINISTRATOR)
    others = [one for one in administrators if one.grant_id != grant.id]
    without, with_it = first_day_without(others, clock.today()), first_day_without(administrators, clock.today())
    if without is None or without == with_it:  # it ends no day that has an administrator now
        return
    raise Invalid(GrantCode.LAST_ADMINISTRATOR if without == clock.today() else GrantCode.ADMINISTRATOR_UNTIL)


def promise_return_at_end(unit: Unit, grant: RoleGrant) -> None:
    """A role that ends by date: promise that the person's cases are returned in the first minute after it."""
    if grant.role is not Role.HANDLER or grant.valid_to is None:
        return
    wait = calendar.end_of_day(grant.valid_to) - unit.at
    promise_return(unit, grant, f"{RETURN_CASES}:{grant.id}:expired", max(0, int(wait.total_seconds()) + 1))


def promise_return(unit: Unit, grant: RoleGrant, dedupe: str, after: int) -> None:
    """Promise the job that gives the person's open cases at the clinic back to its inbox."""
    payload = {"staff_id": str(grant.staff_id), "clinic_id": str(grant.clinic_id)}
    unit.promise(RETURN_CASES, payload, dedupe, after=after)


def _on(grant: RoleGrant) -> On:
    return On("role_grant", grant.id, grant.clinic_id)
