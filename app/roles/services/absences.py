"""Keeping absences: one's own, and for ÄM, ADM and BEH everybody's at the clinic. A substitute is a hint, never a right."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from app.audit.events import On, Value
from app.audit.kinds import EventKind
from app.authz.actors import Role, Staff
from app.authz.policy import AbsenceOf, Action, Basis, authorize
from app.core import clock
from app.core.errors import Attempt, Conflict, Denied, Invalid, NotFound
from app.operations import Operation, OperationName, answers_repeats
from app.roles.errors import LONGEST_ABSENCE_YEARS, AbsenceCode
from app.roles.models import Absence
from app.roles.queries.absences import known_absences
from app.roles.queries.people import people_with
from app.roles.services.coverage import first_day_without, grants_to_come
from app.roles.services.rights import lock_clinic
from app.roles.substitutes import AbsencePeriod, makes_a_loop
from app.transaction import Unit, transaction


class AbsenceOperation(OperationName):
    """What is done with an absence."""

    REGISTER = "register_absence"
    CHANGE = "change_absence"
    END = "end_absence"


@dataclass(frozen=True)
class NewAbsence:
    """Who is away, from which day to which (both included), and who stands in."""

    staff_id: UUID
    first_day: date
    last_day: date
    substitute_id: UUID | None
    operation_id: str


@dataclass(frozen=True)
class AbsenceChange:
    """The days and the substitute as they should be, from which version of the page."""

    first_day: date
    last_day: date
    substitute_id: UUID | None
    seen_version: int
    operation_id: str


@answers_repeats
def register_absence(actor: Staff, command: NewAbsence) -> UUID:
    """Tell that somebody is away; answers with the absence's id."""
    with transaction(actor, Operation(AbsenceOperation.REGISTER, command.staff_id, command.operation_id)) as unit:
        _one_at_a_time(unit, actor.clinic_id)
        basis = _allowed(actor, AbsenceOf(actor.clinic_id, command.staff_id), command.staff_id)
        wanted = AbsencePeriod(command.staff_id, command.first_day, command.last_day, command.substitute_id)
        _check(unit, actor.clinic_id, wanted, None)
        absence = Absence(**wanted._asdict(), clinic_id=actor.clinic_id, made_by=actor.staff_id, made_at=unit.at)
        unit.session.add(absence)
        unit.session.flush()
        _log(unit, EventKind.ABSENCE_REGISTERED, absence, basis)
        return unit.done(absence.id)


@answers_repeats
def change_absence(actor: Staff, absence_id: UUID, command: AbsenceChange) -> UUID:
    """Give an absence other days or another substitute. ``Conflict``: somebody else has, meanwhile."""
    with transaction(actor, Operation(AbsenceOperation.CHANGE, absence_id, command.operation_id)) as unit:
        _one_at_a_time(unit, actor.clinic_id)
        absence = _found(unit, actor, absence_id)
        basis = _allowed(actor, absence, absence_id)
        if command.seen_version != absence.version:
            raise Conflict(AbsenceCode.ABSENCE_CHANGED)
        wanted = AbsencePeriod(absence.staff_id, command.first_day, command.last_day, command.substitute_id)
        _check(unit, absence.clinic_id, wanted, absence)
        absence.first_day, absence.last_day, absence.substitute_id = wanted[1:]
        absence.version += 1
        _log(unit, EventKind.ABSENCE_CHANGED, absence, basis)
        return unit.done(absence.id)


class EndedAbsence(NamedTuple):
    """An absence as it was. ``version``: the one that it has now, None when it was removed."""

    was: AbsencePeriod
    version: int | None


@answers_repeats
def end_absence(actor: Staff, absence_id: UUID, operation_id: str) -> EndedAbsence | None:
    """The person is here today: an absence under way ends yesterday, one that has not begun or began today is removed.

    Answers with what it takes to bring it back; with nothing when it had been ended already by the same form.
    """
    with transaction(actor, Operation(AbsenceOperation.END, absence_id, operation_id)) as unit:
        _one_at_a_time(unit, actor.clinic_id)
        absence = _found(unit, actor, absence_id)
        basis = _allowed(actor, absence, absence_id)
        if absence.last_day < clock.today():
            raise NotFound
        was = AbsencePeriod(absence.staff_id, absence.first_day, absence.last_day, absence.substitute_id)
        if absence.first_day < clock.today():
            absence.last_day = clock.today() - timedelta(days=1)
            absence.version += 1
            _log(unit, EventKind.ABSENCE_CHANGED, absence, basis)
            return EndedAbsence(was, absence.version)
        unit.session.delete(absence)
        _log(unit, EventKind.ABSENCE_REMOVED, absence, basis)
        return EndedAbsence(was, None)


def _one_at_a_time(unit: Unit, clinic_id: UUID) -> None:
    """Lock first: two absences registered at the same time could form a loop of substitutes that neither check sees."""
    lock_clinic(unit.session, clinic_id)


def _found(unit: Unit, actor: Staff, absence_id: UUID) -> Absence:
    absence = unit.session.get(Absence, absence_id, populate_existing=True)
    if absence is None:
        raise NotFound
    if absence.clinic_id != actor.clinic_id:
        raise NotFound(_attempt(absence_id, absence.clinic_id))
    return absence


def _allowed(actor: Staff, facts: AbsenceOf | Absence, key: UUID) -> Basis:
    try:
        return authorize(actor, Action.KEEP_ABSENCE, facts)
    except Denied:
        raise Denied(attempt=_attempt(key, facts.clinic_id)) from None


def _attempt(key: UUID, clinic_id: UUID) -> Attempt:
    return Attempt(Action.KEEP_ABSENCE.value, "absence", key, clinic_id)


def _check(unit: Unit, clinic_id: UUID, wanted: AbsencePeriod, changed: Absence | None) -> None:
    began_before = changed is not None and changed.first_day == wanted.first_day
    if wanted.first_day < clock.today() and not began_before:
        raise Invalid(AbsenceCode.ABSENCE_IN_THE_PAST, "first_day")
    if wanted.last_day < max(wanted.first_day, clock.today()):
        raise Invalid(AbsenceCode.ABSENCE_DATES, "last_day")
    if wanted.last_day - wanted.first_day > timedelta(days=366 * LONGEST_ABSENCE_YEARS):
        raise Invalid(AbsenceCode.ABSENCE_TOO_LONG, "last_day")
    handlers = {person.staff_id for person in people_with(unit.session, clinic_id, Role.HANDLER)}
    if wanted.staff_id not in handlers:
        raise Invalid(AbsenceCode.NOT_A_HANDLER, "staff_id")
    if wanted.substitute_id == wanted.staff_id:
        raise Invalid(AbsenceCode.OWN_SUBSTITUTE, "substitute_id")
    if wanted.substitute_id is not None and wanted.substitute_id not in handlers:
        raise Invalid(AbsenceCode.SUBSTITUTE_NOT_A_HANDLER, "substitute_id")
    if wanted.substitute_id is not None and not _can_take_cases(unit, clinic_id, wanted):
        raise Invalid(AbsenceCode.SUBSTITUTE_ENDS, "substitute_id")
    others = known_absences(unit.session, clinic_id, changed.id if changed else None)
    if any(other.staff_id == wanted.staff_id and other.meets(wanted) for other in others):
        raise Invalid(AbsenceCode.ABSENCE_OVERLAPS, "first_day")
    if makes_a_loop(wanted, others):
        raise Invalid(AbsenceCode.SUBSTITUTE_LOOP, "substitute_id")


def _can_take_cases(unit: Unit, clinic_id: UUID, wanted: AbsencePeriod) -> bool:
    """Whether the substitute is ÄH on every day of the absence that is still to come."""
    grants = [
        one for one in grants_to_come(unit.session, clinic_id, Role.HANDLER) if one.staff_id == wanted.substitute_id
    ]
    ends = first_day_without(grants, max(wanted.first_day, clock.today()))
    return ends is None or ends > wanted.last_day


def _log(unit: Unit, kind: EventKind, absence: Absence, basis: Basis) -> None:
    details: dict[str, Value] = {
        "staff_id": str(absence.staff_id),
        "from": absence.first_day.isoformat(),
        "to": absence.last_day.isoformat(),
        "substitute_id": str(absence.substitute_id) if absence.substitute_id else None,
    }
    unit.log(kind, basis, On("absence", absence.id, absence.clinic_id), **details)
