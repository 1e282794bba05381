"""Mottagningens ärenden and Mina ärenden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import render_template, request, session, url_for
from flask_babel import LazyString

from app.authz.policy import Action
from app.cases.labels import CLINIC_TABS, OWN_TABS, STAFF_LABELS
from app.cases.queries.lists import Cursor
from app.cases.queries.tabs import ClinicTab, OwnTab
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.bulk_offer import offer_for
from app.cases.services import lists
from app.cases.services.lists import SIZES, InboxPage, Tab, View
from app.web.guard import current_staff, staff_entry
from app.web.start import language

Choice = TypeVar("Choice", bound=StrEnum)
CAME_FROM = "list"
ENDPOINTS: dict[str, type[ClinicTab] | type[OwnTab]] = {"cases.clinic_inbox": ClinicTab, "cases.own_inbox": OwnTab}


@dataclass(frozen=True)
class TabLink:
    """A tab as the page links to it."""

    text: LazyString
    href: str
    count: int
    current: bool


@blueprint.get("/clinic-cases")
@staff_entry(Action.LIST_CLINIC_CASES)
def clinic_inbox() -> Answer:
    """Everything at the clinic."""
    page = lists.clinic_inbox(current_staff(), _chosen(ClinicTab), _view())
    return _shown("cases.clinic_inbox", page, CLINIC_TABS)


@blueprint.get("/my-cases")
@staff_entry(Action.LIST_OWN_CASES)
def own_inbox() -> Answer:
    """One's own and one's groups' cases."""
    page = lists.own_inbox(current_staff(), _chosen(OwnTab), _view())
    return _shown("cases.own_inbox", page, OWN_TABS)


def _chosen(tabs: type[Choice], asked: str | None = None) -> Choice:
    """The tab asked for, or the first."""
    name = request.args.get("tab", "") if asked is None else asked
    return next((tab for tab in tabs if tab.value == name), next(iter(tabs)))


def _view() -> View:
    asked = request.args.get("size", "")
    size = int(asked) if asked in {str(one) for one in SIZES} else SIZES[0]
    return View(language(), _cursor(request.args.get("after", "")), size)


def _cursor(text: str) -> Cursor | None:
    """Where the page before ended; the beginning when the address says nothing that makes sense."""
    moment, _underscore, number = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return Cursor(at, UUID(number)) if at.tzinfo is not None else None
    except ValueError:
        return None


def _shown(endpoint: str, page: InboxPage[Tab], labels: Mapping[Tab, LazyString]) -> str:
    session[CAME_FROM] = [endpoint, page.tab.value]

    def address(tab: Tab, after: str | None = None, size: int = page.size) -> str:
        chosen = None if size == SIZES[0] else size
        return url_for(endpoint, tab=tab.value, after=after, size=chosen)

    after = f"{page.next.at.isoformat()}_{page.next.case_id}" if page.next else ""
    return render_template(
        "cases/inbox.html",
        page=page,
        offer=offer_for(current_staff(), page.tab),
        of_clinic=isinstance(page.tab, ClinicTab),
        tabs=[TabLink(labels[tab], address(tab), page.counts[tab], tab is page.tab) for tab in page.counts],
        labels=STAFF_LABELS,
        next=address(page.tab, after) if after else None,
        first=address(page.tab) if page.after else None,
        sizes=[(size, address(page.tab, size=size)) for size in SIZES],
    )


def back_to_list() -> str:
    """The list that the person came from, else the start page."""
    endpoint, tab = _came_from()
    return url_for(endpoint, tab=tab.value) if tab else url_for("home.start")


def after_this(case_id: UUID) -> str | None:
    """The address of the next case in the list that the person came from."""
    _endpoint, tab = _came_from()
    following = lists.next_in(current_staff(), tab, case_id) if tab else None
    return url_for("cases.page", case_id=following) if following else None


def _came_from() -> tuple[str, ClinicTab | OwnTab | None]:
    endpoint, name = session.get(CAME_FROM) or ("", "")
    tabs = ENDPOINTS.get(endpoint)
    return endpoint, _chosen(tabs, name) if tabs else None
