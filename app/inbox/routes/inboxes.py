"""The inboxes of the staff, and the search in them."""

import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases.labels import STAFF_LABELS
from app.core import clock
from app.core.errors import Invalid
from app.core.paging import cursor_from
from app.inbox.forms.lists import FilterForm, SearchForm, unreadable_days
from app.inbox.inboxes import Tab
from app.inbox.labels import SORTS
from app.inbox.layouts import InboxLayout, InboxRoute
from app.inbox.list_texts import hint_after, narrowed_by
from app.inbox.queries.narrowing import Filter, Narrowing
from app.inbox.queries.order import Sort
from app.inbox.routes.blueprint import blueprint
from app.inbox.routes.bulk_offer import offered
from app.inbox.routes.each_inbox import for_each_inbox
from app.inbox.routes.list_state import ListState, SearchForgotten, keep_term, read, sorted_by, state_of
from app.inbox.routes.warning_links import warning_links
from app.inbox.services.lists import SIZES, InboxPage, View, read_inbox
from app.inbox.services.search import search
from app.inbox.services.views import SavedSelection, may_share
from app.roles.queries.people import AHEAD
from app.web.flashes import say
from app.web.guard import current_staff
from app.web.polls import is_poll
from app.web.start import language

CAME_FROM = "list"
SORTABLE = (Sort.CITIZEN, Sort.RECEIVED, Sort.LAST_EVENT, Sort.RESPOND_BY)


@dataclass(frozen=True)
class TabLink:
    """A tab as the page links to it; ``key``: under this name its count is kept up to date."""

    text: LazyString
    href: str
    count: int
    current: bool
    key: str


@dataclass(frozen=True)
class SavedLink:
    """A saved selection, where it leads and where it is taken away."""

    view: SavedSelection
    href: str
    remove_at: str


@dataclass(frozen=True)
class Unsaved:
    """A name that a selection could not be saved under, and why."""

    name: str
    error: str


@dataclass(frozen=True)
class SortLink:
    """A column as the page links to its order."""

    text: LazyString
    href: str
    direction: str


@for_each_inbox(InboxRoute.LIST)
def show_inbox(layout: InboxLayout) -> ResponseReturnValue:
    """The tab that is asked for, as it is narrowed and ordered."""
    return shown_list(state_of(layout)), 422 if unreadable_days(request.args) else 200


@for_each_inbox(InboxRoute.SEARCH)
def search_inbox(layout: InboxLayout) -> ResponseReturnValue:
    """Off to what is found, at a tab that holds something; or end the search."""
    form = SearchForm()
    text = form.term.data or ""
    looked_at = read(layout, request.form)  # the list that the search field stood on
    if not text or "clear" in request.form:
        return redirect(replace(looked_at, search_id=None).address(), 303)
    try:
        tab = search(current_staff(), layout.inbox, text)
    except Invalid as error:
        form.explain(error)
        return shown_list(looked_at, form), 422
    found = ListState(layout, tab or layout.inbox.tab(""), search_id=keep_term(layout, text))
    return redirect(found.address(), 303)


@blueprint.errorhandler(SearchForgotten)
def search_is_forgotten(error: SearchForgotten) -> Response | str:
    """The list without the search, which says so: never another search, and nothing printed."""
    if is_poll():
        return ""
    say(_("Sökningen finns inte kvar. Sök igen."), "info")
    return redirect(error.whole.address(), 303)


def shown_list(state: ListState, form: SearchForm | None = None, unsaved: Unsaved | None = None) -> str:
    """The list in this state; with a search or a name that could not be used, when there was one."""
    page = read_inbox(current_staff(), state.tab, _view(state))
    layout, here = state.layout, state.text
    session[CAME_FROM] = here
    acts = layout.tabs[state.tab].acts
    return render_template(
        "inbox/inbox.html",
        page=page,
        layout=layout,
        tab_layout=layout.tabs[state.tab],
        **_finding(state, page, form),
        **_saving(state, page, unsaved),
        offer=offered(current_staff(), acts, here=here) if acts else None,
        listed=here,
        news=state.of(InboxRoute.NEWS, since=clock.now().isoformat()),
        tabs=[_tab_link(state, tab, count) for tab, count in page.counts.items()],
        labels=STAFF_LABELS,
        columns={sort.value: _column(state, page, sort) for sort in SORTABLE},
        next=state.address(page.next) if page.next else None,
        first=state.address() if page.after else None,
        printed=state.of(InboxRoute.PRINT),
        sizes=[(size, replace(state, size=size).address()) for size in SIZES],
    )


def _view(state: ListState) -> View:
    after = cursor_from(request.args.get("after", ""), UUID, without_moment=True)
    return View(language(), Narrowing(state.filter, state.term), state.order, after, state.size)


def _tab_link(state: ListState, tab: Tab, count: int) -> TabLink:
    return TabLink(state.layout.tabs[tab].label, _at(state, tab), count, tab is state.tab, tab.value)


def _finding(state: ListState, page: InboxPage, form: SearchForm | None) -> dict[str, Any]:
    """Search and filter as the page shows them."""
    term = state.term
    if form is None:
        form = SearchForm(formdata=None)
        form.term.data = term.text if term else ""
    return {
        "search_form": form,
        "search_at": url_for(state.layout.endpoint(InboxRoute.SEARCH)),
        "query": state.query,
        "search_id": state.search_id,
        "term": term,
        "filter_form": FilterForm(page.choices, state.filter, state.order, request.args),
        "hint": hint_after(term) if term and not any(page.counts.values()) else None,
        "narrowed": narrowed_by(state.filter, page.choices),
        "colleague": _everything_of(state),
        "unfiltered": replace(state, filter=Filter(), order=None).address(),
    }


def _everything_of(state: ListState) -> str | None:
    """Where a receiver who looks at what one colleague holds can move all of it."""
    staff_id = state.filter.colleague_id if state.layout.moves_colleague else None
    return url_for("inbox.bulk_colleague", staff_id=staff_id) if staff_id else None


def _saving(state: ListState, page: InboxPage, unsaved: Unsaved | None) -> dict[str, Any]:
    """The saved selections and the warnings, each with where it leads."""
    actor = current_staff()
    return {
        "saved": [_saved_link(state.layout, one) for one in page.saved],
        "save_at": url_for(state.layout.endpoint(InboxRoute.SAVE_VIEW)),
        "chosen": {name: value for name, value in state.query.items() if name not in {"tab", "size"}},
        "unsaved": unsaved,
        "may_share": may_share(actor, state.layout.inbox),
        "operation_id": secrets.token_urlsafe(16),
        "warning_links": warning_links(actor),
        "ahead_days": AHEAD.days,
    }


def _saved_link(layout: InboxLayout, view: SavedSelection) -> SavedLink:
    listed = view.listed
    href = ListState(layout, listed.tab, listed.narrowing.filter, listed.order).address()
    return SavedLink(view, href, url_for(layout.endpoint(InboxRoute.REMOVE_VIEW), view_id=view.view_id))


def _at(state: ListState, tab: Tab) -> str:
    """Another tab, in the same filter; an order that it cannot have is left behind."""
    order = (
        state.order
        if state.order and (state.layout.tabs[tab].has_deadline or state.order.sort is not Sort.RESPOND_BY)
        else None
    )
    return replace(state, tab=tab, order=order).address()


def _column(state: ListState, page: InboxPage, sort: Sort) -> SortLink:
    direction = "none" if page.order.sort is not sort else "descending" if page.order.descending else "ascending"
    return SortLink(SORTS[sort], sorted_by(state, sort, page.order).address(), direction)
