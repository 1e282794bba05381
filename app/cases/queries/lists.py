"""Rows of the staff inboxes: columns, never entities, and never what anybody wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.authz.facts import OPEN
from app.cases.models import Case, CaseRead
from app.cases.queries.tabs import ClinicTab, OwnTab, holder_is_able, in_clinic_tab, in_own_tab
from app.cases.status import StaffLabel, staff_label
from app.catalog.models import CaseType
from app.citizens.models import Citizen
from app.roles.models import Group, StaffMember

Rowed = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class CaseRow:
    """A case in a staff list."""

    case_id: UUID
    number: int
    version: int
    label: StaffLabel
    received_at: datetime
    case_type: str
    citizen_id: UUID
    citizen: str
    protected: bool
    by_proxy: bool
    holder: str
    last_event_at: datetime
    respond_by: datetime | None
    answer_by: date | None
    unread: bool


class Cursor(NamedTuple):
    """Where the page before ended."""

    at: datetime
    case_id: UUID


class Rows(NamedTuple):
    """A page of rows, and where the next one begins (None: this is the last)."""

    rows: tuple[CaseRow, ...]
    next: Cursor | None


def case_rows(
    session: Session, actor: Staff, tab: ClinicTab | OwnTab, language: str, after: Cursor | None, size: int
) -> Rows:
    """One page of a tab: open cases oldest first, ended ones newest first."""
    within = in_clinic_tab(actor, tab) if isinstance(tab, ClinicTab) else in_own_tab(actor, tab)
    ended = tab in {ClinicTab.ENDED, OwnTab.ENDED}
    query = _selected(actor, language).where(within)
    query = _newest_first(query, after) if ended else _oldest_first(query, after)
    found = session.execute(query.limit(size + 1)).all()
    rows = tuple(_row(item, actor) for item in found[:size])
    if len(found) <= size:
        return Rows(rows, None)
    last = found[size - 1]
    return Rows(rows, Cursor(last.ended_at if ended else last.received_at, last.id))


def next_case(session: Session, actor: Staff, tab: ClinicTab | OwnTab, case_id: UUID) -> UUID | None:
    """The case after this one in the tab's order, also when this one has just left the tab."""
    within = in_clinic_tab(actor, tab) if isinstance(tab, ClinicTab) else in_own_tab(actor, tab)
    ended = tab in {ClinicTab.ENDED, OwnTab.ENDED}
    this = session.execute(select(Case.received_at, Case.ended_at).where(Case.id == case_id)).one()
    at = this.ended_at if ended else this.received_at
    if at is None:
        return None
    query: Rowed = select(Case.id).where(within, Case.id != case_id)
    query = _newest_first(query, Cursor(at, case_id)) if ended else _oldest_first(query, Cursor(at, case_id))
    return session.scalars(query.limit(1)).first()


def _oldest_first(query: Rowed, after: Cursor | None) -> Rowed:
    if after is not None:
        query = query.where(tuple_(Case.received_at, Case.id) > tuple_(after.at, after.case_id))
    return query.order_by(Case.received_at, Case.id)


def _newest_first(query: Rowed, after: Cursor | None) -> Rowed:
    if after is not None:
        query = query.where(tuple_(Case.ended_at, Case.id) < tuple_(after.at, after.case_id))
    return query.order_by(Case.ended_at.desc(), Case.id.desc())


_OF_CASE = (
    Case.id,
    Case.number,
    Case.version,
    Case.state,
    Case.holder_id,
    Case.group_id,
    Case.received_at,
    Case.last_event_at,
    Case.last_event_by,
    Case.respond_by,
    Case.answer_by,
    Case.ended_at,
    Case.holder_opened_at,
    Case.first_opened_at,
    Case.citizen_id,
    Case.started_by_id,
)
_OF_OTHERS = (
    Citizen.given_name,
    Citizen.family_name,
    Citizen.protected,
    StaffMember.given_name.label("holder_given"),
    StaffMember.family_name.label("holder_family"),
    Group.name.label("group_name"),
    CaseRead.read_at,
)


def _selected(actor: Staff, language: str) -> Rowed:
    name = CaseType.internal_name_en if language == "en" else CaseType.internal_name
    return (
        select(*_OF_CASE, *_OF_OTHERS, name.label("case_type"), holder_is_able().label("holder_able"))
        .join(CaseType, CaseType.id == Case.case_type_id)
        .join(Citizen, Citizen.id == Case.citizen_id)
        .outerjoin(StaffMember, StaffMember.id == Case.holder_id)
        .outerjoin(Group, Group.id == Case.group_id)
        .outerjoin(CaseRead, and_(CaseRead.case_id == Case.id, CaseRead.reader_id == actor.staff_id))
    )


def _row(item: Any, actor: Staff) -> CaseRow:
    able = bool(item.holder_able)
    person = f"{item.holder_given} {item.holder_family}" if item.holder_id and able else ""
    return CaseRow(
        case_id=item.id,
        number=item.number,
        version=item.version,
        label=staff_label(item, holder_valid=able),
        received_at=item.received_at,
        case_type=item.case_type,
        citizen_id=item.citizen_id,
        citizen=f"{item.given_name} {item.family_name}",
        protected=item.protected,
        by_proxy=item.started_by_id != item.citizen_id,
        holder=person or item.group_name or "",
        last_event_at=item.last_event_at,
        respond_by=item.respond_by,
        answer_by=item.answer_by,
        unread=is_unread(item.last_event_at, item.last_event_by, item.read_at, actor.staff_id),
    )


def is_unread(last_at: datetime, last_by: UUID | None, read_at: datetime | None, reader: UUID) -> bool:
    """Whether somebody else has done something since the reader last opened the case."""
    return last_by != reader and (read_at is None or read_at < last_at)


def clinic_counts(session: Session, actor: Staff) -> dict[ClinicTab, int]:
    """How many cases each tab of the clinic inbox holds: two questions, however many cases there are."""
    open_tabs = [tab for tab in ClinicTab if tab is not ClinicTab.ENDED]
    numbers = _counted(session, [in_clinic_tab(actor, tab) for tab in open_tabs], _open_at(actor))
    ended = session.scalar(select(func.count(Case.id)).where(in_clinic_tab(actor, ClinicTab.ENDED))) or 0
    return dict(zip(open_tabs, numbers, strict=True)) | {ClinicTab.ENDED: ended}


def own_counts(session: Session, actor: Staff) -> dict[OwnTab, int]:
    """How many cases each tab of the own inbox holds."""
    open_tabs = [tab for tab in OwnTab if tab is not OwnTab.ENDED]
    mine_or_ours = or_(Case.holder_id == actor.staff_id, Case.group_id.in_(actor.group_ids))
    numbers = _counted(session, [in_own_tab(actor, tab) for tab in open_tabs], and_(_open_at(actor), mine_or_ours))
    ended = session.scalar(select(func.count(Case.id)).where(in_own_tab(actor, OwnTab.ENDED))) or 0
    return dict(zip(open_tabs, numbers, strict=True)) | {OwnTab.ENDED: ended}


def _open_at(actor: Staff) -> ColumnElement[bool]:
    return and_(Case.clinic_id == actor.clinic_id, Case.state.in_(OPEN))


def _counted(session: Session, conditions: Sequence[ColumnElement[bool]], within: ColumnElement[bool]) -> list[int]:
    columns = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    return [int(number) for number in session.execute(select(*columns).where(within)).one()]
