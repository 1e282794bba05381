"""A clinic's own settings, kept by its ADM: how citizens reach it, its hours and closed days, what happens to silent cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import delete, insert

from app.audit.events import On, Value
from app.audit.kinds import EventKind
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, authorize
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.text import one_line
from app.operations import Operation, OperationName, answers_repeats
from app.roles.errors import FARTHEST_YEARS, LONGEST_SPAN, MAX_RETURN_DAYS, SettingsCode
from app.roles.models import Clinic, ClosedDay, OpenHours
from app.roles.queries.hours import hours_of
from app.transaction import Unit, transaction

MAX_TEXT = 1000
Hours = Mapping[int, tuple[time, time]]


class ClinicSettingsOperation(OperationName):
    """What is done with a clinic's settings."""

    CHANGE = "change_clinic_settings"
    CLOSE_DAYS = "close_days"
    OPEN_DAYS = "open_days"


@dataclass(frozen=True)
class ClinicSettings:
    """What the page holds. ``hours``: opening and closing time by open weekday (0 is Monday)."""

    telephone: str
    address: str
    opening_hours: str
    hours: Hours = field(default_factory=dict)
    return_after_days: int | None = None
    requires_record: bool = False


@dataclass(frozen=True)
class SettingsChange:
    """The settings as somebody wants them, from which version of the page."""

    settings: ClinicSettings
    seen_version: int
    operation_id: str


@dataclass(frozen=True)
class Span:
    """Closed days in a row, both ends included, and why."""

    first: date
    last: date
    reason: str
    operation_id: str


@answers_repeats
def change_settings(actor: Staff, command: SettingsChange) -> UUID:
    """Store what differs. ``Conflict``: somebody else saved after the page was made."""
    with transaction(actor, Operation(ClinicSettingsOperation.CHANGE, actor.clinic_id, command.operation_id)) as unit:
        basis = authorize(actor, Action.CHANGE_CLINIC_SETTINGS, AtClinic(actor.clinic_id))
        clinic = _locked(unit, actor)
        if command.seen_version != clinic.settings_version:
            raise Conflict(SettingsCode.SETTINGS_CHANGED)
        wanted = command.settings
        _check(wanted)
        changed = _apply(unit, clinic, wanted)
        clinic.settings_version += 1
        details: dict[str, Value] = {"fields": changed, "version": clinic.settings_version, **_details(changed, wanted)}
        unit.log(EventKind.CLINIC_SETTINGS_CHANGED, basis, _on(clinic), **details)
        return unit.done(clinic.id)


@answers_repeats
def close_days(actor: Staff, command: Span) -> UUID:
    """Add closed days; days that were closed already get the new reason."""
    with transaction(
        actor, Operation(ClinicSettingsOperation.CLOSE_DAYS, actor.clinic_id, command.operation_id)
    ) as unit:
        basis = authorize(actor, Action.CHANGE_CLINIC_SETTINGS, AtClinic(actor.clinic_id))
        clinic = _locked(unit, actor)
        days = _days(command)
        _drop(unit, clinic.id, command)
        reason = one_line(command.reason)
        unit.session.execute(
            insert(ClosedDay), [{"clinic_id": clinic.id, "day": day, "reason": reason} for day in days]
        )
        unit.log(EventKind.CLOSED_DAYS_CHANGED, basis, _on(clinic), **_of_span(command, added=True))
        return unit.done(clinic.id)


@answers_repeats
def open_days(actor: Staff, command: Span) -> UUID:
    """Take closed days away; days that are not closed stay as they are."""
    with transaction(
        actor, Operation(ClinicSettingsOperation.OPEN_DAYS, actor.clinic_id, command.operation_id)
    ) as unit:
        basis = authorize(actor, Action.CHANGE_CLINIC_SETTINGS, AtClinic(actor.clinic_id))
        clinic = _locked(unit, actor)
        if command.last < command.first:
            raise Invalid(SettingsCode.CLOSED_DATES, "last")
        _drop(unit, clinic.id, command)
        unit.log(EventKind.CLOSED_DAYS_CHANGED, basis, _on(clinic), **_of_span(command, added=False))
        return unit.done(clinic.id)


def _locked(unit: Unit, actor: Staff) -> Clinic:
    return unit.session.get_one(Clinic, actor.clinic_id, populate_existing=True, with_for_update={"key_share": True})


def _check(wanted: ClinicSettings) -> None:
    if not wanted.hours:
        raise Invalid(SettingsCode.NEVER_OPEN)
    if any(opens >= closes for opens, closes in wanted.hours.values()):
        raise Invalid(SettingsCode.HOURS)
    days = wanted.return_after_days
    if days is not None and not 1 <= days <= MAX_RETURN_DAYS:
        raise Invalid(SettingsCode.RETURN_DAYS, "return_after_days")


def _apply(unit: Unit, clinic: Clinic, wanted: ClinicSettings) -> list[str]:
    """Write what differs; answers with the names of what did."""
    changed = []
    for name in ("telephone", "address", "opening_hours", "return_after_days", "requires_record"):
        if getattr(clinic, name) != getattr(wanted, name):
            setattr(clinic, name, getattr(wanted, name))
            changed.append(name)
    rows = hours_of(unit.session, clinic.id)
    if {row.weekday: (row.opens, row.closes) for row in rows} != dict(wanted.hours):
        unit.session.execute(delete(OpenHours).where(OpenHours.clinic_id == clinic.id))
        new = [
            {"clinic_id": clinic.id, "weekday": weekday, "opens": opens, "closes": closes}
            for weekday, (opens, closes) in sorted(wanted.hours.items())
        ]
        unit.session.execute(insert(OpenHours), new)
        changed.append("hours")
    return changed


def _details(changed: list[str], wanted: ClinicSettings) -> dict[str, Value]:
    """What the rules became; the texts are read on the clinic's page."""
    details: dict[str, Value] = {}
    if "hours" in changed:
        details["hours"] = [f"{day} {o:%H:%M}-{c:%H:%M}" for day, (o, c) in sorted(wanted.hours.items())]
    for name in ("return_after_days", "requires_record"):
        if name in changed:
            details[name] = getattr(wanted, name)
    return details


def _days(command: Span) -> list[date]:
    today = clock.today()
    if (
        command.last < command.first
        or command.first < today
        or command.last > today + timedelta(days=365 * FARTHEST_YEARS)
    ):
        raise Invalid(SettingsCode.CLOSED_DATES, "last" if command.last < command.first else "first")
    count = (command.last - command.first).days + 1
    if count > LONGEST_SPAN:
        raise Invalid(SettingsCode.CLOSED_TOO_LONG, "last")
    return [command.first + timedelta(days=n) for n in range(count)]


def _drop(unit: Unit, clinic_id: UUID, command: Span) -> None:
    within = ClosedDay.day.between(command.first, command.last)
    unit.session.execute(delete(ClosedDay).where(ClosedDay.clinic_id == clinic_id, within))


def _of_span(command: Span, *, added: bool) -> dict[str, Value]:
    days = (command.last - command.first).days + 1
    return {"added": added, "first": command.first.isoformat(), "last": command.last.isoformat(), "days": days}


def _on(clinic: Clinic) -> On:
    return On("clinic", clinic.id, clinic.id)
