"""Looking at absences: the list of everybody's is an event, as other lists of staff are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from app.admin.absences.queries import AbsencePage, absence_page, absence_with, handlers_at
from app.admin.services import log_list_read
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, allows, authorize, basis_for
from app.core import clock
from app.core.db import session
from app.core.errors import Attempt, Denied, NotFound
from app.roles.queries.hours import week_of
from app.roles.queries.people import Person, names_of
from app.transaction import transaction


@dataclass(frozen=True)
class OpenAbsence:
    """An absence about to be changed."""

    absence_id: UUID
    name: str
    first_day: date
    last_day: date
    substitute_id: UUID | None
    substitute: str
    version: int


def open_absences(actor: Staff) -> AbsencePage:
    """The page; what it names of others is logged."""
    with transaction(actor) as unit:
        page = absence_page(unit.session, actor)
        here = AtClinic(actor.clinic_id)
        basis = basis_for(actor, Action.LIST_ABSENCES, here) or authorize(actor, Action.LIST_OWN_CASES, here)
        log_list_read(unit, basis, "absence_list", {"rows": len(page.rows)})
        return page


def open_absence(actor: Staff, absence_id: UUID) -> OpenAbsence:
    """One absence, for one who may change it. ``NotFound`` at another clinic and once it has passed."""
    absence = absence_with(session(), absence_id)
    if absence is None:
        raise NotFound
    attempt = Attempt(Action.KEEP_ABSENCE.value, "absence", absence_id, absence.clinic_id)
    if absence.clinic_id != actor.clinic_id:
        raise NotFound(attempt)
    if not allows(actor, Action.KEEP_ABSENCE, absence):
        raise Denied(attempt=attempt)
    if absence.last_day < clock.today():
        raise NotFound
    substitute_id = absence.substitute_id
    named = names_of(session(), [absence.staff_id, *([substitute_id] if substitute_id else [])])
    substitute = named[substitute_id].name if substitute_id else ""
    name, days = named[absence.staff_id].name, (absence.first_day, absence.last_day)
    return OpenAbsence(absence.id, name, *days, substitute_id, substitute, absence.version)


class ClosedThen(NamedTuple):
    """The clinic is closed on the last day of an absence. ``all_days``: on every day of it; ``opens``: the next open day."""

    all_days: bool
    opens: date


def closed_then(actor: Staff, first_day: date, last_day: date) -> ClosedThen | None:
    """Whether the absence ends on a closed day, for who tells of it to know; None when the clinic is open then."""
    week = week_of(session(), actor.clinic_id)
    if week.is_open(last_day):
        return None
    return ClosedThen(week.next_day(first_day - timedelta(days=1)) > last_day, week.next_day(last_day))


def possible_substitutes(actor: Staff) -> list[Person]:
    """The clinic's handlers."""
    return handlers_at(session(), actor.clinic_id)
