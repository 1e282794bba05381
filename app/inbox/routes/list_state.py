"""How an inbox is looked at, as its address says it and as the login session remembers it.

The address holds tab, filter, order, size and the id of a search, none of which names a citizen. A search term may be a
name or a number: it lies under its id, for its owner alone. An address that names a tab says everything, so that two
pages never take each other's filter or search; only one that says nothing at all gets what was looked at last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import request, session, url_for

from app.asked.services import keep_question, kept_question
from app.core.ids import read_id
from app.core.paging import Cursor
from app.inbox import list_query
from app.inbox.inboxes import Tab
from app.inbox.layouts import LAYOUTS, InboxLayout, InboxRoute
from app.inbox.list_query import filter_from, order_from
from app.inbox.queries.narrowing import Filter, Term
from app.inbox.queries.order import Order, Sort
from app.inbox.services.lists import SIZES
from app.inbox.services.search import understood
from app.web.guard import current_staff

REMEMBERED = "lists"


@dataclass(frozen=True)
class ListState:
    """A list as it is looked at. ``order`` None: as the tab begins. ``search_id``: the id of its search."""

    layout: InboxLayout
    tab: Tab
    filter: Filter = field(default_factory=Filter)
    order: Order | None = None
    size: int = SIZES[0]
    search_id: UUID | None = None

    def address(self, after: Cursor[UUID] | None = None) -> str:
        """The URL of this list, without parameters that have their default values."""
        return self.of(InboxRoute.LIST, after=after.text if after else None)

    def of(self, route: InboxRoute, **more: Any) -> str:
        """The same cases at another page of this inbox, such as its print."""
        values: dict[str, Any] = {**self.query, **more}
        return url_for(self.layout.endpoint(route), **values)

    @property
    def query(self) -> dict[str, str]:
        """Tab, filter, order, size and search, as an address says them."""
        return {"tab": self.tab.value, **as_query(self), **({"q": str(self.search_id)} if self.search_id else {})}

    @cached_property
    def term(self) -> Term | None:
        """What it is searched for; ``SearchForgotten`` when the id leads to nothing of this person's."""
        if self.search_id is None:
            return None
        kept = kept_question(current_staff(), self.layout.searches, self.search_id)
        if kept is None:
            raise SearchForgotten(self)
        return understood(kept["term"])

    @property
    def text(self) -> str:
        """The list as the address of a case says which list it was opened from."""
        return f"{self.layout.inbox.key}?{urlencode(self.query)}"


class SearchForgotten(Exception):
    """The search that an address names is somebody else's, or forgotten: the list without it is another list."""

    def __init__(self, state: ListState) -> None:
        super().__init__()
        self.whole = replace(state, search_id=None)


def state_of(layout: InboxLayout) -> ListState:
    """What the address asks for; an address that asks for nothing gets what this list looked like last time."""
    kept: dict[str, dict[str, str]] = session.get(REMEMBERED, {})
    last = kept.get(layout.endpoint(), {})
    state = read(layout, request.args if request.args.keys() - {"after"} else last)
    remembered = {name: value for name, value in state.query.items() if name != "tab"}
    if last != remembered:
        session[REMEMBERED] = {**kept, layout.endpoint(): remembered}
    return state


def read(layout: InboxLayout, query: Mapping[str, str]) -> ListState:
    """A state out of an address or a form; what makes no sense in it is as if it were not there."""
    size = query.get("size", "")
    return ListState(
        layout,
        layout.inbox.tab(query.get("tab", "")),
        filter=filter_from(query),
        order=order_from(query),
        size=int(size) if size in {str(one) for one in SIZES} else SIZES[0],
        search_id=read_id(query.get("q", "")),
    )


def from_text(text: str) -> ListState | None:
    """The list that ``text`` says; None when it says none."""
    key, _mark, query = text.partition("?")
    layout = next((layout for layout in LAYOUTS if layout.inbox.key == key), None)
    return read(layout, dict(parse_qsl(query))) if layout else None


def keep_term(layout: InboxLayout, text: str) -> UUID:
    """Keep a search of this list; answers with the id that its pages carry."""
    return keep_question(current_staff(), layout.searches, {"term": text})


def sorted_by(state: ListState, sort: Sort, now: Order) -> ListState:
    """The same list by another column; the column that it is sorted by already turns round."""
    return replace(state, order=Order(sort, descending=now.sort is sort and not now.descending))


def as_query(state: ListState) -> dict[str, str]:
    """Filter, order and size as the address says them; empty for a list as it begins."""
    size = {"size": str(state.size)} if state.size != SIZES[0] else {}
    return list_query.as_query(state.filter, state.order) | size
