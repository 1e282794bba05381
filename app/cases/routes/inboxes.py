"""Mottagningens ärenden and Mina ärenden."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, session, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.policy import Action
from app.cases.labels import CLINIC_TABS, OWN_TABS, SORTS, STAFF_LABELS, WRONG
from app.cases.list_forms import FilterForm, SearchForm, unreadable_days
from app.cases.list_texts import hint_after, narrowed_by
from app.cases.queries.lists import Listed
from app.cases.queries.narrowing import Filter, Narrowing
from app.cases.queries.order import Sort, cursor_from
from app.cases.queries.tabs import ClinicTab, OwnTab, is_ended
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.bulk_offer import offer_for
from app.cases.routes.list_state import (
    ListState,
    SearchForgotten,
    chosen,
    from_text,
    keep_term,
    sorted_by,
    state_of,
)
from app.cases.routes.mending import mended_at
from app.cases.services import lists
from app.cases.services.lists import SIZES, InboxPage, Tab, View
from app.cases.services.search import search
from app.cases.services.views import may_share
from app.core import clock
from app.core.errors import Invalid
from app.roles.queries import AHEAD
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry
from app.web.polls import is_poll
from app.web.start import language

CAME_FROM = "list"
CLINIC, OWN = "cases.clinic_inbox", "cases.own_inbox"
ENDPOINTS: dict[str, type[ClinicTab] | type[OwnTab]] = {CLINIC: ClinicTab, OWN: OwnTab}
PRINTS = {CLINIC: "cases.print_clinic", OWN: "cases.print_own"}
NEWS = {CLINIC: "cases.clinic_news", OWN: "cases.own_news"}
COLUMNS = (Sort.CITIZEN, Sort.RECEIVED, Sort.LAST_EVENT, Sort.RESPOND_BY)


@dataclass(frozen=True)
class TabLink:
    """A tab as the page links to it; ``key``: under this name its count is kept up to date."""

    text: LazyString
    href: str
    count: int
    current: bool
    key: str


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


@blueprint.get("/clinic-cases")
@staff_entry(Action.LIST_CLINIC_CASES)
def clinic_inbox() -> Answer:
    """Everything at the clinic."""
    return clinic_page(state_of(CLINIC, ClinicTab), 422 if unreadable_days(request.args) else 200)


@blueprint.get("/my-cases")
@staff_entry(Action.LIST_OWN_CASES)
def own_inbox() -> Answer:
    """One's own and one's groups' cases."""
    return own_page(state_of(OWN, OwnTab), 422 if unreadable_days(request.args) else 200)


@blueprint.post("/clinic-cases/search")
@staff_entry(Action.LIST_CLINIC_CASES)
def search_clinic() -> Answer:
    """Search everything at the clinic, or end the search."""
    form = SearchForm()
    found = _searched(CLINIC, form)
    return found or clinic_page(_looked_at(CLINIC), 422, form)


@blueprint.post("/my-cases/search")
@staff_entry(Action.LIST_OWN_CASES)
def search_own() -> Answer:
    """Search one's own and one's groups' cases, or end the search."""
    form = SearchForm()
    found = _searched(OWN, form)
    return found or own_page(_looked_at(OWN), 422, form)


def _looked_at(endpoint: str) -> ListState:
    """The list that the search field stood on: it stands in the form."""
    return from_text(f"{endpoint}?{urlencode(request.form)}", ENDPOINTS) or ListState(endpoint, "")


def _searched(endpoint: str, form: SearchForm) -> Response | None:
    """Off to the list, at a tab that holds something; None when the term can mean nothing."""
    text = form.term.data or ""
    if not text or "clear" in request.form:
        return redirect(replace(_looked_at(endpoint), asked=None).address(), 303)
    try:
        tab = search(current_staff(), ENDPOINTS[endpoint], text)
    except Invalid as error:
        form.term.errors = [str(WRONG.get(error.code, WRONG["search-number-unknown"]))]
        return None
    first = tab or chosen(ENDPOINTS[endpoint], "")
    return redirect(ListState(endpoint, first.value, asked=keep_term(endpoint, text)).address(), 303)


@blueprint.errorhandler(SearchForgotten)
def search_is_forgotten(error: SearchForgotten) -> Response | str:
    """The list without the search, which says so: never another search, and nothing printed."""
    if is_poll():
        return ""
    say(_("Sökningen finns inte kvar. Sök igen."), "info")
    return redirect(error.whole.address(), 303)


def clinic_page(
    state: ListState, status: int, form: SearchForm | None = None, unsaved: Unsaved | None = None
) -> Answer:
    """Mottagningens ärenden in this state; with a search or a name that could not be used, when there was one."""
    page = lists.clinic_inbox(current_staff(), chosen(ClinicTab, state.tab), _view(state))
    return _shown(state, page, CLINIC_TABS, form, unsaved), status


def own_page(state: ListState, status: int, form: SearchForm | None = None, unsaved: Unsaved | None = None) -> Answer:
    """Mina ärenden, the same way."""
    page = lists.own_inbox(current_staff(), chosen(OwnTab, state.tab), _view(state))
    return _shown(state, page, OWN_TABS, form, unsaved), status


def _view(state: ListState) -> View:
    narrowing = Narrowing(state.filter, state.term)
    return View(language(), narrowing, state.order, cursor_from(request.args.get("after", "")), state.size)


def _shown(
    state: ListState,
    page: InboxPage[Tab],
    labels: Mapping[Tab, LazyString],
    form: SearchForm | None,
    unsaved: Unsaved | None,
) -> str:
    here = session[CAME_FROM] = state.text
    offer = offer_for(current_staff(), page.tab, here)
    return render_template(
        "cases/inbox.html",
        page=page,
        **_finding(state, page, form),
        **_saving(state, page, unsaved),
        offer=offer,
        listed=here,
        of_clinic=isinstance(page.tab, ClinicTab),
        news=url_for(NEWS[state.endpoint], since=clock.now().isoformat(), **_said(state)),
        tabs=[
            TabLink(labels[tab], _at(state, tab), page.counts[tab], tab is page.tab, tab.value) for tab in page.counts
        ],
        labels=STAFF_LABELS,
        columns={sort.value: _column(state, page, sort) for sort in COLUMNS},
        next=state.address(page.next) if page.next else None,
        first=state.address() if page.after else None,
        printed=state.of(PRINTS[state.endpoint]),
        sizes=[(size, replace(state, size=size).address()) for size in SIZES],
    )


def _said(state: ListState) -> dict[str, Any]:
    return dict(state.said)


def _finding(state: ListState, page: InboxPage[Any], form: SearchForm | None) -> dict[str, Any]:
    """Search and filter as the page shows them."""
    term = state.term
    if form is None:
        form = SearchForm(formdata=None)
        form.term.data = term.text if term else ""
    return {
        "search_form": form,
        "search_at": url_for("cases.search_clinic" if state.endpoint == CLINIC else "cases.search_own"),
        "said": state.said,
        "asked": state.asked,
        "term": term,
        "filter_form": FilterForm(page.choices, state.filter, state.order, request.args),
        "filter_at": url_for(state.endpoint),
        "hint": hint_after(term) if term and not any(page.counts.values()) else None,
        "narrowed": narrowed_by(state.filter, page.choices),
        "colleague": _everything_of(state),
        "unfiltered": replace(state, filter=Filter(), order=None).address(),
    }


def _everything_of(state: ListState) -> str | None:
    """Where a receiver who looks at what one colleague holds can move all of it."""
    staff_id = state.filter.colleague_id if state.endpoint == CLINIC else None
    return url_for("cases.bulk_colleague", staff_id=staff_id) if staff_id else None


def _saving(state: ListState, page: InboxPage[Any], unsaved: Unsaved | None) -> dict[str, Any]:
    """The saved selections and the warnings, each with where it leads."""
    actor = current_staff()
    return {
        "saved": [(one, _leads_to(state.endpoint, one.listed)) for one in page.saved],
        "chosen": {name: value for name, value in state.said.items() if name not in {"tab", "size"}},
        "unsaved": unsaved,
        "may_share": may_share(actor, ENDPOINTS[state.endpoint]),
        "operation_id": secrets.token_urlsafe(16),
        "mended_at": mended_at(actor),
        "ahead_days": AHEAD.days,
    }


def _leads_to(endpoint: str, listed: Listed) -> str:
    return ListState(endpoint, listed.tab.value, listed.narrowing.filter, listed.order).address()


def _at(state: ListState, tab: Tab) -> str:
    """Another tab, in the same filter; an order that it cannot have is left behind."""
    order = state.order if state.order and not (is_ended(tab) and state.order.sort is Sort.RESPOND_BY) else None
    return replace(state, tab=tab.value, order=order).address()


def _column(state: ListState, page: InboxPage[Any], sort: Sort) -> SortLink:
    direction = "none" if page.order.sort is not sort else "descending" if page.order.descending else "ascending"
    return SortLink(SORTS[sort], sorted_by(state, sort, page.order).address(), direction)
