"""Mottagningens ärenden and Mina ärenden."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import render_template, request, session, url_for

from app.authz.policy import Action
from app.cases.labels import CLINIC_TABS, OWN_TABS, STAFF_LABELS
from app.cases.queries.lists import Cursor
from app.cases.queries.tabs import ClinicTab, OwnTab
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.services import lists
from app.cases.services.lists import SIZES, InboxPage, View
from app.web.guard import current_staff, staff_entry
from app.web.start import language

Tab = TypeVar("Tab", bound=StrEnum)


@blueprint.get("/clinic-cases")
@staff_entry(Action.LIST_CLINIC_CASES)
def clinic_inbox() -> Answer:
    """Everything at the clinic."""
    page = lists.clinic_inbox(current_staff(), _tab(ClinicTab), _view())
    return _shown("cases.clinic_inbox", page, CLINIC_TABS)


@blueprint.get("/my-cases")
@staff_entry(Action.LIST_OWN_CASES)
def own_inbox() -> Answer:
    """One's own and one's groups' cases."""
    page = lists.own_inbox(current_staff(), _tab(OwnTab), _view())
    return _shown("cases.own_inbox", page, OWN_TABS)


def _tab(tabs: type[Tab]) -> Tab:
    """The tab asked for, or the first."""
    asked = request.args.get("tab", "")
    return next((tab for tab in tabs if tab.value == asked), next(iter(tabs)))


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


def _shown(endpoint: str, page: InboxPage, labels: dict[ClinicTab, object] | dict[OwnTab, object]) -> str:
    size = {} if page.size == SIZES[0] else {"size": page.size}
    session["list"] = [endpoint, page.tab.value]
    tabs = [
        {
            "text": labels[tab],
            "href": url_for(endpoint, tab=tab.value, **size),
            "count": page.counts[tab],
            "current": tab is page.tab,
        }  # type: ignore[index]  # labels and counts are of the page's own tabs
        for tab in page.counts
    ]
    after = f"{page.next.at.isoformat()}_{page.next.case_id}" if page.next else ""
    return render_template(
        "cases/inbox.html",
        page=page,
        of_clinic=isinstance(page.tab, ClinicTab),
        tabs=tabs,
        labels=STAFF_LABELS,
        next=url_for(endpoint, tab=page.tab.value, after=after, **size) if after else None,
        first=url_for(endpoint, tab=page.tab.value, **size) if page.after else None,
        sizes=_sizes(endpoint, page),
    )


def _sizes(endpoint: str, page: InboxPage) -> Sequence[tuple[int, str, bool]]:
    return [(size, url_for(endpoint, tab=page.tab.value, size=size), size == page.size) for size in SIZES]


def back_to_list() -> str:
    """The list that the person came from; the first of those they may see otherwise."""
    endpoint, tab = session.get("list") or ["home.start", ""]
    return url_for(endpoint, tab=tab) if tab else url_for(endpoint)
