"""Who is away from a clinic, and who stands in."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.authz.actors import Role
from app.core import clock
from app.roles.models import Absence, StaffMember
from app.roles.queries.people import TODAY, names_of, people_with
from app.roles.substitutes import AbsencePeriod, on_day, present_substitute


class AwayNow(NamedTuple):
    """Until when somebody is away, and who is there instead (None: nobody)."""

    last_day: date
    substitute_id: UUID | None
    substitute: str


class AbsenceRow(NamedTuple):
    """An absence in a list. ``instead``: who is there today when the substitute is away too."""

    absence_id: UUID
    staff_id: UUID
    name: str
    title: str
    protected: bool
    first_day: date
    last_day: date
    substitute_id: UUID | None
    substitute: str
    instead: str
    begun: bool


_KNOWN = select(Absence.staff_id, Absence.first_day, Absence.last_day, Absence.substitute_id).where(
    Absence.clinic_id == bindparam("clinic_id"), Absence.last_day >= TODAY, Absence.id != bindparam("without")
)


def known_absences(session: Session, clinic_id: UUID, without: UUID | None = None) -> list[AbsencePeriod]:
    """Those of the clinic that have not passed, but for one."""
    rows = session.execute(_KNOWN, {"clinic_id": clinic_id, "without": without or UUID(int=0)})
    return [AbsencePeriod(*row) for row in rows]


def away_now(session: Session, clinic_id: UUID) -> Mapping[UUID, AwayNow]:
    """Who is away today, and until when. A substitute who is no longer ÄH at the clinic is nobody."""
    away = on_day(known_absences(session, clinic_id), clock.today())
    if not away:
        return {}
    able = {person.staff_id: person.name for person in people_with(session, clinic_id, Role.HANDLER)}
    return {key: _resolved(key, away, able) for key in away}


def _resolved(staff_id: UUID, away: Mapping[UUID, AbsencePeriod], able: Mapping[UUID, str]) -> AwayNow:
    substitute = present_substitute(staff_id, away)
    last_day = away[staff_id].last_day
    if substitute is None or substitute not in able:
        return AwayNow(last_day, None, "")
    return AwayNow(last_day, substitute, able[substitute])


def absence_rows(session: Session, clinic_id: UUID, staff_id: UUID | None = None) -> tuple[AbsenceRow, ...]:
    """The absences that have not passed, by first day; of one person when one is named."""
    query = select(Absence, StaffMember).join(StaffMember, StaffMember.id == Absence.staff_id)
    wanted = [Absence.clinic_id == clinic_id, Absence.last_day >= clock.today()]
    wanted += [Absence.staff_id == staff_id] if staff_id else []
    found = session.execute(query.where(*wanted).order_by(Absence.first_day, StaffMember.sort_name, Absence.id)).all()
    names = names_of(session, [one.substitute_id for one, _member in found if one.substitute_id])
    now = away_now(session, clinic_id)
    return tuple(
        _row(one, member, names[one.substitute_id].name if one.substitute_id else "", now) for one, member in found
    )


def _row(one: Absence, member: StaffMember, substitute: str, now: Mapping[UUID, AwayNow]) -> AbsenceRow:
    begun = one.first_day <= clock.today()
    instead = now[one.staff_id].substitute if begun and one.staff_id in now else ""
    return AbsenceRow(
        one.id,
        one.staff_id,
        member.name,
        member.title,
        member.protected,
        one.first_day,
        one.last_day,
        one.substitute_id,
        substitute,
        instead if instead != substitute else "",
        begun,
    )
