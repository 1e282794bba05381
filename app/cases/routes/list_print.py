"""The inboxes on paper, for the day the power is gone: these GETs are the logged acts."""

from flask import render_template
from flask_babel import LazyString
from flask_babel import gettext as _

from app.authz.policy import Action
from app.cases.labels import CLINIC_TABS, OWN_TABS, STAFF_LABELS
from app.cases.list_texts import narrowed_by
from app.cases.queries.lists import Listed
from app.cases.queries.narrowing import Narrowing, SearchedBy, Term
from app.cases.queries.tabs import ClinicTab, OwnTab, Tab
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.inboxes import CLINIC, OWN
from app.cases.routes.list_state import ListState, chosen, state_of
from app.cases.services.list_print import MOST, print_list
from app.core import clock
from app.core.case_number import shown
from app.web.guard import current_staff, staff_entry
from app.web.start import language


@blueprint.get("/clinic-cases/print")
@staff_entry(Action.LIST_CLINIC_CASES)
def print_clinic() -> Answer:
    """Mottagningens ärenden, narrowed and ordered as they are looked at."""
    state = state_of(CLINIC, ClinicTab)
    tab = chosen(ClinicTab, state.tab)
    return _printed(state, tab, CLINIC_TABS[tab])


@blueprint.get("/my-cases/print")
@staff_entry(Action.LIST_OWN_CASES)
def print_own() -> Answer:
    """Mina ärenden, the same way."""
    state = state_of(OWN, OwnTab)
    tab = chosen(OwnTab, state.tab)
    return _printed(state, tab, OWN_TABS[tab])


def _printed(state: ListState, tab: Tab, name: LazyString) -> str:
    actor, term = current_staff(), state.term
    page = print_list(actor, Listed(tab, Narrowing(state.filter, term), state.order), language())
    return render_template(
        "cases/list_print.html",
        page=page,
        name=name,
        most=MOST,
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
