"""The inboxes on paper, for the day the power is gone: these GETs are the logged acts."""

from flask import render_template
from flask_babel import gettext as _

from app.cases.labels import STAFF_LABELS
from app.core import clock
from app.core.case_number import shown
from app.inbox.layouts import InboxLayout, InboxRoute
from app.inbox.list_texts import narrowed_by
from app.inbox.queries.lists import Listed
from app.inbox.queries.narrowing import Narrowing, SearchedBy, Term
from app.inbox.routes.each_inbox import for_each_inbox
from app.inbox.routes.list_state import state_of
from app.inbox.services.list_print import MAX_ROWS, print_list
from app.web.guard import current_staff
from app.web.start import language


@for_each_inbox(InboxRoute.PRINT)
def print_inbox(layout: InboxLayout) -> str:
    """The list, narrowed and ordered as it is looked at."""
    state = state_of(layout)
    actor, term = current_staff(), state.term
    page = print_list(actor, Listed(state.tab, Narrowing(state.filter, term), state.order), language())
    return render_template(
        "inbox/list_print.html",
        page=page,
        name=layout.tabs[state.tab].label,
        most=MAX_ROWS,
        narrowed=[*narrowed_by(state.filter, page.choices), *_searched(term)],
        back=state.address(),
        clinic=actor.badge.clinic_name if actor.badge else "",
        printed_by=actor.badge.name if actor.badge else "",
        printed_at=clock.now(),
        labels=STAFF_LABELS,
        shown=shown,
    )


def _searched(term: Term | None) -> list[str]:
    """The search in words; a personnummer stands on no list."""
    if term is None:
        return []
    return [_("Sökning: %(text)s", text=_("ett personnummer") if term.by is SearchedBy.PERSONNUMMER else term.text)]
