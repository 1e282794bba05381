"""What an open inbox asks once a minute."""

from datetime import datetime

from flask import render_template, request

from app.core import clock
from app.inbox.layouts import InboxLayout, InboxRoute
from app.inbox.queries.narrowing import Narrowing
from app.inbox.routes.each_inbox import for_each_inbox
from app.inbox.routes.list_state import read
from app.inbox.services.news import news
from app.web.guard import current_staff
from app.web.polls import polls


@for_each_inbox(InboxRoute.NEWS)
@polls
def show_news(layout: InboxLayout) -> str:
    """Of the list as it was narrowed when it was shown."""
    state = read(layout, request.args)
    found = news(current_staff(), state.tab, Narrowing(state.filter, state.term), _since())
    return render_template("inbox/news.html", news=found, href=state.address())


def _since() -> datetime:
    """When the list was shown; now when the address says nothing that makes sense."""
    try:
        return clock.utc(datetime.fromisoformat(request.args.get("since", "")))
    except (ValueError, OverflowError):
        return clock.now()
