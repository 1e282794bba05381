"""Who stands in for somebody who is away: a chain that is followed to its end. Pure; no right ever moves."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID


class AbsencePeriod(NamedTuple):
    """A person is away from a clinic, both days included, with or without somebody in their place."""

    staff_id: UUID
    first_day: date
    last_day: date
    substitute_id: UUID | None

    def covers(self, day: date) -> bool:
        """Whether the person is away that day."""
        return self.first_day <= day <= self.last_day

    def meets(self, other: "AbsencePeriod") -> bool:
        """Whether the two have a day in common."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


def on_day(absences: Iterable[AbsencePeriod], day: date) -> dict[UUID, AbsencePeriod]:
    """The absences that cover the day, by staff id."""
    return {away.staff_id: away for away in absences if away.covers(day)}


def present_substitute(staff_id: UUID, away: Mapping[UUID, AbsencePeriod]) -> UUID | None:
    """The first in the chain who is not away too; None when it ends with nobody, or never ends."""
    met = {staff_id}
    current = away[staff_id].substitute_id if staff_id in away else None
    while current is not None and current in away:
        if current in met:
            return None
        met.add(current)
        current = away[current].substitute_id
    return None if current in met else current


def makes_a_loop(new: AbsencePeriod, others: Iterable[AbsencePeriod]) -> bool:
    """Whether on some day the chain from this person would lead back to the person.

    A loop is there on the first day when all its absences run, and that day one of them begins.
    """
    known = list(others)
    days = {new.first_day} | {away.first_day for away in known if new.covers(away.first_day)}
    return any(_leads_back(new, on_day(known, day)) for day in days)


def _leads_back(new: AbsencePeriod, away: Mapping[UUID, AbsencePeriod]) -> bool:
    met: set[UUID] = set()
    current = new.substitute_id
    while current is not None and current not in met:
        if current == new.staff_id:
            return True
        met.add(current)
        current = away[current].substitute_id if current in away else None
    return False
