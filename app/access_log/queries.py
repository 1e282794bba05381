"""The names behind the ids of the log, fetched for a whole page at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.queries import LoggedEvent
from app.cases.holder import NOBODY, Holder
from app.cases.models import Case
from app.catalog.models import CaseType
from app.citizens.models import CitizenRow
from app.citizens.queries import personnummer_of
from app.roles.models import Group
from app.roles.queries.people import names_of


class CitizenName(NamedTuple):
    """A citizen as the reviewer sees them. Fetched only where the reading is logged."""

    name: str
    number: str
    protected: bool


class CaseName(NamedTuple):
    """A case by its number and type, never by what it says."""

    number: int
    case_type: str


@dataclass(frozen=True)
class ReportNames:
    """Everybody and everything that the events of a page speak of."""

    citizens: dict[UUID, CitizenName]
    cases: dict[UUID, CaseName]
    people: dict[UUID, str]
    groups: dict[UUID, str]


def names_in(session: Session, events: Iterable[LoggedEvent], language: str) -> ReportNames:
    """The names that these events need: four queries, however many events."""
    events = tuple(events)
    people, groups = set[UUID](), set[UUID]()
    for event in events:
        people |= _ids(str(event.details.get("staff_id", "")))
        for key in ("holder", "holder_before"):
            holder = Holder.parse(str(event.details.get(key, ""))) or NOBODY
            people |= {holder.person} if holder.person else set()
            groups |= {holder.group} if holder.group else set()
        if event.resource == "group" and event.resource_id:
            groups.add(event.resource_id)
        if event.resource == "staff_member" and event.resource_id:
            people.add(event.resource_id)
    return ReportNames(
        _citizens(session, {key for event in events for key in _citizens_of(event)}),
        _cases(session, {key for event in events for key in _cases_of(event)}, language),
        {key: person.name for key, person in names_of(session, list(people)).items()},
        _groups(session, groups),
    )


def _ids(text: str) -> set[UUID]:
    try:
        return {UUID(text)}
    except ValueError:
        return set()


def _citizens_of(event: LoggedEvent) -> Iterable[UUID]:
    yield from (touched.citizen_id for touched in event.touched)
    if event.doer.type == "citizen" and event.doer.id is not None:
        yield event.doer.id
    if event.doer.on_behalf_of is not None:
        yield event.doer.on_behalf_of


def _cases_of(event: LoggedEvent) -> Iterable[UUID]:
    yield from (touched.case_id for touched in event.touched if touched.case_id is not None)
    if event.resource == "case" and event.resource_id is not None:
        yield event.resource_id


def _citizens(session: Session, ids: set[UUID]) -> dict[UUID, CitizenName]:
    if not ids:
        return {}
    rows = session.scalars(select(CitizenRow).where(CitizenRow.id.in_(ids)))
    return {row.id: CitizenName(row.name, personnummer_of(row), row.protected) for row in rows}


def _cases(session: Session, ids: set[UUID], language: str) -> dict[UUID, CaseName]:
    if not ids:
        return {}
    name = CaseType.internal_name_en if language == "en" else CaseType.internal_name
    query = select(Case.id, Case.number, name).join(CaseType, CaseType.id == Case.case_type_id)
    return {key: CaseName(number, kind) for key, number, kind in session.execute(query.where(Case.id.in_(ids)))}


def _groups(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = session.execute(select(Group.id, Group.name).where(Group.id.in_(ids)))
    return {row.id: row.name for row in rows}
