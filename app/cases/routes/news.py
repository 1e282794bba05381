"""What an open inbox asks once a minute."""

from datetime import datetime

from flask import render_template, request

from app.authz.policy import Action
from app.cases.queries.narrowing import Narrowing
from app.cases.routes.blueprint import blueprint
from app.cases.routes.inboxes import CLINIC, ENDPOINTS, OWN
from app.cases.routes.list_state import chosen, read
from app.cases.services.news import news
from app.core import clock
from app.web.guard import current_staff, staff_entry
from app.web.polls import polls


@blueprint.get("/clinic-cases/news")
@polls
@staff_entry(Action.LIST_CLINIC_CASES)
def clinic_news() -> str:
    """What is new in the clinic's inbox since the page was made."""
    return _told(CLINIC)


@blueprint.get("/my-cases/news")
@polls
@staff_entry(Action.LIST_OWN_CASES)
def own_news() -> str:
    """What is new in one's own inbox since the page was made."""
    return _told(OWN)


def _told(endpoint: str) -> str:
    """Of the list as it was narrowed when it was shown."""
    tab = chosen(ENDPOINTS[endpoint], request.args.get("tab", ""))
    state = read(endpoint, tab.value, request.args)
    found = news(current_staff(), tab, Narrowing(state.filter, state.term), _since())
    return render_template("cases/news.html", news=found, href=state.address())


def _since() -> datetime:
    """When the list was shown; now when the address says nothing that makes sense."""
    try:
        return clock.utc(datetime.fromisoformat(request.args.get("since", "")))
    except (ValueError, OverflowError):
        return clock.now()
