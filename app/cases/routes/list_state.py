"""How an inbox is looked at, as its address says it and as the login session remembers it.

The address holds tab, filter, order and size, none of which names a citizen. A search term may be a name or a number: it
is kept in the login session alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, session, url_for

from app.cases import list_query
from app.cases.list_query import filter_from, order_from
from app.cases.queries.narrowing import Filter, Term
from app.cases.queries.order import Cursor, Order, Sort
from app.cases.services.lists import SIZES
from app.cases.services.search import understood
from app.core.errors import Invalid

REMEMBERED, SEARCHED = "lists", "searches"
ASKED = "filter"
"""Tells a list that is to be whole again from an address that says nothing of filters."""

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class ListState:
    """A list as it is looked at. ``order`` None: as the tab begins."""

    endpoint: str
    tab: str
    filter: Filter = field(default_factory=Filter)
    order: Order | None = None
    size: int = SIZES[0]

    def address(self, after: Cursor | None = None) -> str:
        """Where this is; what goes without saying is left out."""
        return self.of(self.endpoint, after)

    def of(self, endpoint: str, after: Cursor | None = None) -> str:
        """The same cases at another page of this inbox, such as its print."""
        forgets = {ASKED: "none"} if session.get(REMEMBERED, {}).get(self.endpoint) else {}
        values: dict[str, Any] = {
            "tab": self.tab,
            **(as_query(self) or forgets),
            "after": after.text if after else None,
        }
        return url_for(endpoint, **values)


def state_of(endpoint: str, tabs: type[StrEnum]) -> ListState:
    """What the address asks for; an address that asks for nothing gets what this list looked like last time."""
    tab = chosen(tabs, request.args.get("tab", ""))
    asked = {name: value for name, value in request.args.items() if name not in {"tab", "after"}}
    kept: dict[str, dict[str, str]] = session.get(REMEMBERED, {})
    query = asked or kept.get(endpoint, {})
    state = read(endpoint, tab.value, query)
    remembered = as_query(state)
    if kept.get(endpoint, {}) != remembered:
        session[REMEMBERED] = {**kept, endpoint: remembered}
    return state


def remembered(endpoint: str, tab: str) -> ListState:
    """What this list looked like last time."""
    return read(endpoint, tab, session.get(REMEMBERED, {}).get(endpoint, {}))


def read(endpoint: str, tab: str, query: Mapping[str, str]) -> ListState:
    """A state out of an address; what makes no sense in it is as if it were not there."""
    size = query.get("size", "")
    return ListState(
        endpoint,
        tab,
        filter=filter_from(query),
        order=order_from(query),
        size=int(size) if size in {str(one) for one in SIZES} else SIZES[0],
    )


def chosen(kinds: type[Choice], name: str) -> Choice:
    """The one of this name, or the first."""
    return next((kind for kind in kinds if kind.value == name), next(iter(kinds)))


def term_of(endpoint: str) -> Term | None:
    """What this list is searched for."""
    text = session.get(SEARCHED, {}).get(endpoint)
    try:
        return understood(text) if text else None
    except Invalid:
        return None


def remember_term(endpoint: str, text: str) -> None:
    """Search this list for the text from now on; an empty text ends the search."""
    session[SEARCHED] = {**session.get(SEARCHED, {}), endpoint: text}


def sorted_by(state: ListState, sort: Sort, now: Order) -> ListState:
    """The same list by another column; the column that it is sorted by already turns round."""
    return replace(state, order=Order(sort, descending=now.sort is sort and not now.descending))


def as_query(state: ListState) -> dict[str, str]:
    """Filter, order and size as the address says them; empty for a list as it begins."""
    size = {"size": str(state.size)} if state.size != SIZES[0] else {}
    return list_query.as_query(state.filter, state.order) | size
