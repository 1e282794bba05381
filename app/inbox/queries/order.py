"""Sort orders of a list and their cursors. Sorted by name, a cursor holds only a case id, since names never leave the server."""

import enum
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.models import Case
from app.citizens.models import CitizenRow
from app.core.paging import Cursor, from_after

Rowed = Select[*tuple[Any, ...]]
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Sort(enum.StrEnum):
    """What a list can be sorted by. Each has an index that begins with the clinic, but the name, which has its own."""

    RECEIVED = "received"
    RESPOND_BY = "respond_by"
    LAST_EVENT = "last_event"
    CITIZEN = "citizen"
    ENDED = "ended"


class Order(NamedTuple):
    """A column and a direction."""

    sort: Sort
    descending: bool = False


OLDEST_FIRST = Order(Sort.RECEIVED)
LATEST_ENDED_FIRST = Order(Sort.ENDED, descending=True)


def turned(order: Order) -> Order:
    """The same order from its other end."""
    return Order(order.sort, not order.descending)


def ordered(session: Session, actor: Staff, query: Rowed, order: Order, after: Cursor[UUID] | None) -> Rowed:
    """The query in this order, from where the page before ended. It selects from cases joined with their citizens."""
    values = None if after is None else (_value(session, actor, order.sort, after), after.key)
    return from_after(query, (_key(order.sort), Case.id), values, descending=order.descending)


def cursor_at(session: Session, order: Order, case_id: UUID) -> Cursor[UUID] | None:
    """Where a case stands in the order; None when it has no place there, such as an open one among the ended."""
    if order.sort is Sort.CITIZEN:
        return Cursor(None, case_id)
    at: datetime | None = session.execute(select(_key(order.sort)).where(Case.id == case_id)).scalar_one()
    return None if at is None else Cursor(at, case_id)


def cursor_of(order: Order, row: Any) -> Cursor[UUID]:
    """Where a row of the list stands in it."""
    moments = {
        Sort.RECEIVED: row.received_at,
        Sort.RESPOND_BY: row.respond_by or _NEVER,
        Sort.LAST_EVENT: row.last_event_at,
        Sort.ENDED: row.ended_at,
    }
    return Cursor(moments.get(order.sort), row.id)


def _key(sort: Sort) -> ColumnElement[Any]:
    match sort:
        case Sort.RECEIVED:
            return Case.received_at  # type: ignore[return-value]  # columns are elements
        case Sort.RESPOND_BY:
            return func.coalesce(Case.respond_by, _NEVER)
        case Sort.LAST_EVENT:
            return Case.last_event_at  # type: ignore[return-value]  # columns are elements
        case Sort.CITIZEN:
            return CitizenRow.sort_name  # type: ignore[return-value]  # columns are elements
        case Sort.ENDED:
            return Case.ended_at  # type: ignore[return-value]  # columns are elements


def _value(session: Session, actor: Staff, sort: Sort, after: Cursor[UUID]) -> Any:
    if sort is not Sort.CITIZEN:
        return after.at or _NEVER
    named = select(CitizenRow.sort_name).join(Case, Case.citizen_id == CitizenRow.id)
    named = named.where(Case.id == after.key, Case.clinic_id == actor.clinic_id)
    return session.scalar(named) or ""
