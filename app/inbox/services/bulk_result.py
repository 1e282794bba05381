"""What is shown after and before an act on many cases. The result names people, so it is an event of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.audit.events import On, Subject
from app.audit.kinds import EventKind, Level
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, authorize, basis_for
from app.cases.errors import CaseCode
from app.cases.queries.changes import CaseChange
from app.cases.services.act_result import moved_in
from app.core.db import session
from app.core.errors import Attempt, NotFound
from app.inbox.errors import MAX_AT_ONCE
from app.inbox.queries.bulk import HeldCases, NamedCase, Targets, held_by, named_cases, targets_at
from app.roles.models import StaffMember
from app.roles.queries.absences import away_now
from app.transaction import Unit, transaction


@dataclass(frozen=True)
class Done:
    """One row as it was left: the case, the version it was ordered from, and the code of what went wrong (empty: done)."""

    case_id: UUID
    version: int
    code: str


@dataclass(frozen=True)
class ResultRow:
    """A row of the result page. ``named`` is None for a case that the reader has no part in.

    ``changed``: what came first; ``taken_by``: all that is told of it when the case is no longer the reader's to see.
    """

    case_id: UUID
    version: int
    code: str
    named: NamedCase | None
    changed: CaseChange | None
    taken_by: str


def result_rows(actor: Staff, done: Sequence[Done], language: str) -> tuple[ResultRow, ...]:
    """The rows with the names of their citizens, logged as a list that was read."""
    with transaction(actor) as unit:
        named = named_cases(unit.session, actor, [row.case_id for row in done], language)
        shown = {case_id: case for case_id, case in named.items() if case.citizen_id is not None}
        basis = basis_for(actor, Action.LIST_CLINIC_CASES, AtClinic(actor.clinic_id)) or authorize(
            actor, Action.LIST_OWN_CASES, AtClinic(actor.clinic_id)
        )
        subjects = [Subject(case.citizen_id, case_id) for case_id, case in shown.items() if case.citizen_id]
        cases = [str(case_id) for case_id in shown]
        unit.log(EventKind.CASE_LIST_READ, basis, On("list", subjects=subjects), Level.LIST, tab="bulk", cases=cases)
        return tuple(_row(unit, actor, row, named.get(row.case_id)) for row in done)


def _row(unit: Unit, actor: Staff, row: Done, named: NamedCase | None) -> ResultRow:
    if row.code != CaseCode.MOVED_ON:
        return ResultRow(row.case_id, row.version, row.code, named, None, "")
    moved = moved_in(unit, actor, row.case_id, row.version)
    return ResultRow(row.case_id, row.version, row.code, named, next(reversed(moved.changes), None), moved.taken_by)


def bulk_targets(actor: Staff) -> Targets:
    """To whom cases can be given at the actor's clinic."""
    return targets_at(session(), actor)


def away_from(actor: Staff) -> frozenset[UUID]:
    """Ids of the staff absent from the actor's clinic today, without the actor."""
    return frozenset(away_now(session(), actor.clinic_id)) - {actor.staff_id}


def cases_of_colleague(actor: Staff, staff_id: UUID) -> HeldCases:
    """How many open cases a colleague holds, for an ÄM who means to move them. Names no citizen."""
    authorize(actor, Action.LIST_CLINIC_CASES, AtClinic(actor.clinic_id))
    held = held_by(session(), actor, staff_id, MAX_AT_ONCE)
    if held is None:
        known = session().get(StaffMember, staff_id) is not None
        raise NotFound(Attempt(Action.LIST_CLINIC_CASES.value, "staff_member", staff_id) if known else None)
    return held
