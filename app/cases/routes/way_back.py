"""From a case back to the list that the person came from, and on to the cases beside it there."""

from typing import NamedTuple
from uuid import UUID

from flask import session, url_for

from app.cases.queries.lists import Listed
from app.cases.queries.narrowing import Narrowing
from app.cases.routes.inboxes import CAME_FROM, ENDPOINTS
from app.cases.routes.list_state import ListState, chosen, remembered, term_of
from app.cases.services import lists
from app.web.guard import current_staff


def back_to_list() -> str:
    """The list that the person came from, as it was, else the start page."""
    state = _came_from()
    return state.address() if state else url_for("home.start")


class Neighbours(NamedTuple):
    """The addresses of the cases before and after one in the list that the person came from."""

    before: str | None = None
    after: str | None = None


def around(case_id: UUID) -> Neighbours:
    """Where the list goes on from this case, both ways."""
    state = _came_from()
    if state is None:
        return Neighbours()
    tab = chosen(ENDPOINTS[state.endpoint], state.tab)
    listed = Listed(tab, Narrowing(state.filter, term_of(state.endpoint)), state.order)
    found = lists.beside(current_staff(), listed, case_id)
    return Neighbours(*(url_for("cases.page", case_id=one) if one else None for one in found))


def _came_from() -> ListState | None:
    endpoint, name = session.get(CAME_FROM) or ("", "")
    return remembered(endpoint, name) if endpoint in ENDPOINTS else None
