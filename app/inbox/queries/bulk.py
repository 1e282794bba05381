"""What acts on many cases need to know, and what their result page shows."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Role, Staff
from app.authz.facts import OPEN
from app.cases.models import Case, CaseStep
from app.cases.queries.visibility import visible_to
from app.catalog.models import CaseType
from app.citizens.models import CitizenRow
from app.roles.models import StaffMember
from app.roles.queries.absences import AwayNow, away_now
from app.roles.queries.people import GroupChoice, Person, groups_of_clinic, people_with


class Targets(NamedTuple):
    """To whom cases of a clinic can be given, the actor's own name first."""

    people: tuple[Person, ...]
    groups: tuple[GroupChoice, ...]
    away: Mapping[UUID, AwayNow]


class NamedCase(NamedTuple):
    """A case in a result: named in full when the reader may see it, else by its number alone."""

    number: int
    case_type: str = ""
    citizen: str = ""
    citizen_id: UUID | None = None
    protected: bool = False


class HeldCases(NamedTuple):
    """The open cases of a colleague, oldest first: as many as one act takes, and how many there are."""

    name: str
    cases: tuple[tuple[UUID, int], ...]
    total: int


def targets_at(session: Session, actor: Staff) -> Targets:
    """The clinic's handlers and groups."""
    people = people_with(session, actor.clinic_id, Role.HANDLER)
    own_first = sorted(people, key=lambda person: person.staff_id != actor.staff_id)
    groups = tuple(groups_of_clinic(session, actor.clinic_id))
    return Targets(tuple(own_first), groups, away_now(session, actor.clinic_id))


def is_held_now(session: Session, case_id: UUID) -> bool:
    """Whether a person or a group holds the case; the version that is checked later tells whether it still is so."""
    found = session.execute(select(Case.holder_id, Case.group_id).where(Case.id == case_id)).first()
    return found is not None and (found.holder_id is not None or found.group_id is not None)


def named_cases(session: Session, actor: Staff, case_ids: Sequence[UUID], language: str) -> dict[UUID, NamedCase]:
    """Those that the actor may see, and by number alone those that the actor or a group of theirs had before."""
    name = CaseType.internal_name_en if language == "en" else CaseType.internal_name
    given_away = session.execute(
        select(Case.id, Case.number)
        .join(CaseStep, CaseStep.case_id == Case.id)
        .where(Case.id.in_(case_ids), Case.clinic_id == actor.clinic_id)
        .where(or_(CaseStep.staff_id == actor.staff_id, CaseStep.group_before_id.in_(actor.group_ids)))
    )
    visible = session.execute(
        select(Case.id, Case.number, Case.citizen_id, CitizenRow, name.label("case_type"))
        .join(CitizenRow, CitizenRow.id == Case.citizen_id)
        .join(CaseType, CaseType.id == Case.case_type_id)
        .where(Case.id.in_(case_ids), visible_to(actor))
    )
    return {row.id: NamedCase(row.number) for row in given_away} | {
        row.id: NamedCase(row.number, row.case_type, row.CitizenRow.name, row.citizen_id, row.CitizenRow.protected)
        for row in visible
    }


def held_by(session: Session, actor: Staff, staff_id: UUID, limit: int) -> HeldCases | None:
    """The colleague's open cases at the actor's clinic; None for one who holds none and has no part in it."""
    member = session.get(StaffMember, staff_id)
    rows = session.execute(
        select(Case.id, Case.version)
        .where(Case.clinic_id == actor.clinic_id, Case.holder_id == staff_id, Case.state.in_(OPEN))
        .order_by(Case.received_at, Case.id)
    ).all()
    here = {person.staff_id for person in people_with(session, actor.clinic_id, *Role)}
    if member is None or (not rows and staff_id not in here):
        return None
    return HeldCases(member.name, tuple((row.id, row.version) for row in rows[:limit]), len(rows))
