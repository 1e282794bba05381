"""The page of absences: who is away, who stands in, and how many open cases they hold."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.authz.actors import Role, Staff
from app.authz.facts import OPEN
from app.authz.policy import Action, AtClinic, allows
from app.cases.models import Case
from app.roles.models import Absence
from app.roles.queries.absences import AbsenceRow, absence_rows
from app.roles.queries.people import Person, people_with


@dataclass(frozen=True)
class AbsencePage:
    """What the reader may see: everybody's absences, or one's own. ``can_move_cases``: also cases of the absent."""

    rows: tuple[AbsenceRow, ...]
    open_cases: dict[UUID, int]
    everybody: bool
    can_move_cases: bool


def absence_page(session: Session, actor: Staff) -> AbsencePage:
    """The absences that have not passed."""
    everybody = allows(actor, Action.LIST_ABSENCES, AtClinic(actor.clinic_id))
    rows = absence_rows(session, actor.clinic_id, None if everybody else actor.staff_id)
    can_move_cases = allows(actor, Action.LIST_CLINIC_CASES, AtClinic(actor.clinic_id))
    cases_held = select(Case.holder_id, func.count()).where(
        Case.clinic_id == actor.clinic_id, Case.state.in_(OPEN), Case.holder_id.in_([row.staff_id for row in rows])
    )
    counts = {key: count for key, count in session.execute(cases_held.group_by(Case.holder_id)) if key is not None}
    return AbsencePage(rows, counts if can_move_cases else {}, everybody, can_move_cases)


def absence_with(session: Session, absence_id: UUID) -> Absence | None:
    """The absence with this id, of any clinic; None where there is none."""
    return session.get(Absence, absence_id)


def handlers_at(session: Session, clinic_id: UUID) -> list[Person]:
    """Those who can be away and those who can stand in."""
    return people_with(session, clinic_id, Role.HANDLER)
