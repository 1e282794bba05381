"""From a case back to the list that the person came from, and on to the cases beside it there.

Which list it was stands in the address of the case, and goes along with every link and form of its pages: two windows
never take each other's list. An address that says nothing of it gets the list that was looked at last.
"""

from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app, has_request_context, request, session, url_for

from app.authz.policy import may_ever
from app.inbox.queries.lists import Listed
from app.inbox.queries.narrowing import Narrowing
from app.inbox.routes.blueprint import blueprint
from app.inbox.routes.inboxes import CAME_FROM
from app.inbox.routes.list_state import ListState, SearchForgotten, from_text
from app.inbox.services import lists
from app.web.form_size import form_of
from app.web.guard import current_staff


@blueprint.url_defaults
def carry_the_list(endpoint: str, values: dict[str, Any]) -> None:
    """The address of every page of a case, and of what an act on many came to, says which list this page was opened from."""
    wanted = "case_id" in values or endpoint == "inbox.bulk_result"
    if wanted and "inbox" not in values and _is_page(endpoint) and (text := list_in_request()):
        values["inbox"] = text


def carried() -> dict[str, str]:
    """The same for every form of the page."""
    text = list_in_request()
    return {"inbox": text} if text else {}


def _is_page(endpoint: str) -> bool:
    return any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))


def list_in_request() -> str:
    """The list that this request says it came from, as we write it ourselves; empty when it says none."""
    text = (request.args.get("inbox") or form_of(request).get("inbox", "")) if has_request_context() else ""
    state = from_text(text)
    return state.text if state else ""


def back_to_list() -> str:
    """The list that the person came from, as it was, else the start page."""
    state = _came_from()
    return state.address() if state else url_for("home.start")


class Neighbours(NamedTuple):
    """The addresses of the cases before and after one in the list that the person came from."""

    before: str | None = None
    after: str | None = None


def neighbours_of(case_id: UUID) -> Neighbours:
    """Where the list goes on from this case, both ways."""
    state = _came_from()
    if state is None:
        return Neighbours()
    try:
        listed = Listed(state.tab, Narrowing(state.filter, state.term), state.order)
    except SearchForgotten:
        return Neighbours()
    found = lists.beside(current_staff(), listed, case_id)
    return Neighbours(*(url_for("casework.page", case_id=one) if one else None for one in found))


def _came_from() -> ListState | None:
    """None too for a list that is not this person's to see: the address may be a colleague's, or from before a role ended."""
    state = from_text(list_in_request() or str(session.get(CAME_FROM, "")))
    return state if state and may_ever(current_staff(), state.layout.inbox.action) else None
