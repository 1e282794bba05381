"""Reading a list is an act too: one event for each page that names people, with the cases that were shown."""

from dataclasses import dataclass
from uuid import UUID

from app.audit.events import On, Subject
from app.audit.kinds import EventKind, Level
from app.authz.actors import Staff
from app.authz.policy import AtClinic, Basis, allows, authorize
from app.core.db import session
from app.core.paging import Cursor
from app.inbox.inboxes import Inbox, Tab, inbox_of
from app.inbox.queries.choices import Choices, filter_choices
from app.inbox.queries.counts import tab_counts
from app.inbox.queries.lists import Beside, CaseRow, Listed, case_rows, cases_beside
from app.inbox.queries.narrowing import WHOLE, Narrowing
from app.inbox.queries.order import Order
from app.inbox.queries.warnings import Warned, clinic_warnings
from app.inbox.services.views import SavedSelection, saved_selections
from app.transaction import Unit, transaction

SIZES = (25, 50, 100)


@dataclass(frozen=True)
class View:
    """Which page of a list: the language of its case types, what narrows it, its order, where the page before ended."""

    language: str
    narrowing: Narrowing = WHOLE
    order: Order | None = None
    after: Cursor[UUID] | None = None
    size: int = SIZES[0]


@dataclass(frozen=True)
class InboxPage:
    """One page of an inbox, with the counts of all its tabs."""

    tab: Tab
    rows: tuple[CaseRow, ...]
    counts: dict[Tab, int]
    next: Cursor[UUID] | None
    order: Order
    size: int
    after: Cursor[UUID] | None
    choices: Choices
    saved: tuple[SavedSelection, ...]
    warnings: tuple[Warned, ...]


def read_inbox(actor: Staff, tab: Tab, view: View) -> InboxPage:
    """A page of the tab."""
    inbox, listed = inbox_of(tab), Listed(tab, view.narrowing, view.order)
    with transaction(actor) as unit:
        basis = authorize(actor, inbox.action, AtClinic(actor.clinic_id))
        counts = tab_counts(unit.session, actor, inbox, view.narrowing)
        warnings = clinic_warnings(unit.session, actor) if inbox.shared else ()
        found = case_rows(unit.session, actor, listed, view.language, view.after, view.size)
        log_case_list(unit, basis, tab, found.rows)
        return InboxPage(
            tab=tab,
            rows=found.rows,
            counts=counts,
            next=found.next,
            order=listed.in_order,
            size=view.size,
            after=view.after,
            choices=filter_choices(unit.session, actor, view.language),
            saved=saved_selections(unit.session, actor, inbox),
            warnings=warnings,
        )


def beside(actor: Staff, listed: Listed, case_id: UUID) -> Beside:
    """The cases before and after this one in the list, for links that name nobody."""
    if not allows(actor, inbox_of(listed.tab).action, AtClinic(actor.clinic_id)):
        return Beside()
    return cases_beside(session(), actor, listed, case_id)


def waiting_in(inbox: Inbox, actor: Staff) -> int:
    """How many cases wait in the tabs ``to_begin`` of the inbox, for its card. Not logged, since it names nobody."""
    counts = tab_counts(session(), actor, inbox)
    return sum(counts[tab] for tab in inbox.to_begin)


def log_case_list(
    unit: Unit,
    basis: Basis,
    tab: Tab,
    rows: tuple[CaseRow, ...],
    kind: EventKind = EventKind.CASE_LIST_READ,
    level: Level = Level.LIST,
) -> None:
    """One event for a list that names people, with every case on it."""
    unit.log(
        kind,
        basis,
        On("list", subjects=[Subject(row.citizen_id, row.case_id) for row in rows]),
        level,
        tab=f"{inbox_of(tab).key}:{tab.value}",
        cases=[str(row.case_id) for row in rows],
    )
