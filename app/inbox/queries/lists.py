"""Rows of the staff inboxes: columns, never entities, and never what anybody wrote."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.models import Case, CaseRead, Draft
from app.cases.queries.beginning import is_by_proxy
from app.cases.queries.drafts import CASE
from app.cases.queries.record import record_is_missing
from app.cases.status import StaffLabel, staff_label
from app.catalog.models import CaseType
from app.citizens.models import CitizenRow
from app.core.paging import Cursor, page_of
from app.core.text import full_name
from app.inbox.inboxes import Tab, holder_is_able, in_tab, inbox_of
from app.inbox.queries.narrowing import WHOLE, Narrowing, narrowed
from app.inbox.queries.order import (
    LATEST_ENDED_FIRST,
    OLDEST_FIRST,
    Order,
    Rowed,
    cursor_at,
    cursor_of,
    ordered,
    turned,
)
from app.roles.models import Group, StaffMember


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
    unrecorded: bool
    draft: bool


class Listed(NamedTuple):
    """Which list: a tab, what it is narrowed by, and its order (None: as the tab begins)."""

    tab: Tab
    narrowing: Narrowing = WHOLE
    order: Order | None = None

    @property
    def in_order(self) -> Order:
        """Open cases begin with the oldest, ended ones with the latest."""
        return self.order or (LATEST_ENDED_FIRST if self.tab is inbox_of(self.tab).ended else OLDEST_FIRST)


class Rows(NamedTuple):
    """A page of rows, and where the next one begins (None: this is the last)."""

    rows: tuple[CaseRow, ...]
    next: Cursor[UUID] | None


def case_rows(
    session: Session, actor: Staff, listed: Listed, language: str, after: Cursor[UUID] | None, size: int
) -> Rows:
    """One page of a list."""
    query = _selected(actor, language).where(_within(session, actor, listed))
    found = session.execute(ordered(session, actor, query, listed.in_order, after).limit(size + 1)).all()
    shown, more = page_of(found, size, partial(cursor_of, listed.in_order))
    return Rows(tuple(_row(item, actor) for item in shown), more)


class Beside(NamedTuple):
    """The cases before and after one in a list; None at its ends."""

    before: UUID | None = None
    after: UUID | None = None


def cases_beside(session: Session, actor: Staff, listed: Listed, case_id: UUID) -> Beside:
    """The previous and next case in the list, also when this one is no longer in it."""
    here = cursor_at(session, listed.in_order, case_id)
    if here is None:
        return Beside()
    query: Rowed = select(Case.id).join(CitizenRow, CitizenRow.id == Case.citizen_id)
    query = query.where(_within(session, actor, listed), Case.id != case_id)
    ways = (turned(listed.in_order), listed.in_order)
    return Beside(*(session.scalars(ordered(session, actor, query, way, here).limit(1)).first() for way in ways))


def _within(session: Session, actor: Staff, listed: Listed) -> Any:
    return and_(in_tab(actor, listed.tab), narrowed(session, actor, listed.narrowing))


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
    CitizenRow.given_name,
    CitizenRow.family_name,
    CitizenRow.protected,
    StaffMember.given_name.label("holder_given"),
    StaffMember.family_name.label("holder_family"),
    Group.name.label("group_name"),
    CaseRead.read_at,
    Draft.id.label("draft_id"),
)


def _selected(actor: Staff, language: str) -> Rowed:
    name = CaseType.internal_name_en if language == "en" else CaseType.internal_name
    return (
        select(
            *_OF_CASE,
            *_OF_OTHERS,
            name.label("case_type"),
            holder_is_able().label("holder_able"),
            record_is_missing().label("unrecorded"),
        )
        .join(CaseType, CaseType.id == Case.case_type_id)
        .join(CitizenRow, CitizenRow.id == Case.citizen_id)
        .outerjoin(StaffMember, StaffMember.id == Case.holder_id)
        .outerjoin(Group, Group.id == Case.group_id)
        .outerjoin(CaseRead, and_(CaseRead.case_id == Case.id, CaseRead.reader_id == actor.staff_id))
        .outerjoin(Draft, and_(Draft.owner_id == actor.staff_id, Draft.kind == CASE, Draft.subject_id == Case.id))
    )


def _row(item: Any, actor: Staff) -> CaseRow:
    able = bool(item.holder_able)
    label = staff_label(item, holder_valid=able)
    person = full_name(item.holder_given, item.holder_family) if item.holder_id and able else ""
    return CaseRow(
        case_id=item.id,
        number=item.number,
        version=item.version,
        label=label,
        received_at=item.received_at,
        case_type=item.case_type,
        citizen_id=item.citizen_id,
        citizen=full_name(item.given_name, item.family_name),
        protected=item.protected,
        by_proxy=is_by_proxy(item),
        holder=person or item.group_name or "",
        last_event_at=item.last_event_at,
        respond_by=item.respond_by,
        answer_by=item.answer_by,
        unrecorded=bool(item.unrecorded),
        draft=item.draft_id is not None,
        unread=_is_unread(item, actor.staff_id, label),
    )


def _is_unread(item: Any, reader: UUID, label: StaffLabel) -> bool:
    """Whether somebody else has done something since the reader last opened the case.

    A new case is unread for whoever never opened it, also when they gave it away and then undid that.
    """
    if item.read_at is None and label is StaffLabel.NEW:
        return True
    return item.last_event_by != reader and (item.read_at is None or item.read_at < item.last_event_at)
