"""A filter and an order as an address or a saved selection says them, both ways. What makes no sense asks for nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from app.cases.holder import Holder
from app.core.dates import Leaning, parse_day
from app.inbox.queries.narrowing import ANYBODY, EMPTY, UNABLE, Filter, StartedBy
from app.inbox.queries.order import Order, Sort

DAYS = ("first", "last")
Value = TypeVar("Value")


def as_query(wanted: Filter, order: Order | None) -> dict[str, str]:
    """Filter and order as the address says them; empty for a list as it begins."""
    query = {
        "type": str(wanted.case_type_id or ""),
        "held": wanted.held,
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
        "late": "1" if wanted.late else "",
        "journal": "missing" if wanted.unrecorded else "",
        "started": wanted.started_by.value if wanted.started_by else "",
        "sort": order_text(order) if order else "",
    }
    return {name: value for name, value in query.items() if value}


def order_text(order: Order) -> str:
    """``received`` or, the other way round, ``-received``."""
    return ("-" if order.descending else "") + order.sort.value


def filter_from(query: Mapping[str, str]) -> Filter:
    """The filter in a URL's query. Two days in the wrong order are swapped."""
    first, last = read_day(query.get("first", "")), read_day(query.get("last", ""))
    if first and last and first > last:
        first, last = last, first
    return Filter(
        case_type_id=_read(UUID, query.get("type", "")),
        held=_holder_key(query.get("held", "")),
        first=first,
        last=last,
        late=query.get("late", "") in {"1", "y"},
        unrecorded=query.get("journal", "") in {"missing", "y"},
        started_by=_read(StartedBy, query.get("started", "")),
    )


def order_from(query: Mapping[str, str]) -> Order | None:
    """The order of an address. That of what has ended is its tab's own and cannot be asked for."""
    sort_text = query.get("sort", "")
    sort = _read(Sort, sort_text.removeprefix("-"))
    return Order(sort, sort_text.startswith("-")) if sort and sort is not Sort.ENDED else None


def _holder_key(text: str) -> str:
    if text in {UNABLE, EMPTY}:
        return text
    holder = Holder.parse(text)
    return holder.key if holder is not None else ANYBODY


def read_day(text: str) -> date | None:
    """A day that a case can have come on, as somebody wrote it."""
    return _read(partial(parse_day, leaning=Leaning.BACK), text)


def _read(maker: Callable[[str], Value], text: str) -> Value | None:
    try:
        return maker(text)
    except ValueError:
        return None
