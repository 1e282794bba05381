"""Reading a list is an act too: one event for each page that names people, with the cases that were shown."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from app.audit.kinds import EventKind, Level
from app.audit.record import On, Subject
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, Basis, allows, authorize
from app.cases.queries.choices import Choices, filter_choices
from app.cases.queries.counts import clinic_counts, own_counts
from app.cases.queries.lists import Beside, CaseRow, Listed, case_rows, cases_beside
from app.cases.queries.narrowing import WHOLE, Narrowing
from app.cases.queries.order import CaseCursor, Order
from app.cases.queries.tabs import LISTING, ClinicTab, OwnTab
from app.cases.queries.tabs import Tab as AnyTab
from app.cases.queries.warnings import Warned, clinic_warnings
from app.cases.services.views import SavedSelection, saved_selections
from app.core.db import session
from app.transaction import Unit, transaction

SIZES = (25, 50, 100)
_INBOX: dict[type, str] = {ClinicTab: "clinic", OwnTab: "own"}
Tab = TypeVar("Tab", ClinicTab, OwnTab)


@dataclass(frozen=True)
class View:
    """Which page of a list: the language of its case types, what narrows it, its order, where the page before ended."""

    language: str
    narrowing: Narrowing = WHOLE
    order: Order | None = None
    after: CaseCursor | None = None
    size: int = SIZES[0]


@dataclass(frozen=True)
class InboxPage(Generic[Tab]):
    """One page of an inbox, with the counts of all its tabs."""

    tab: Tab
    rows: tuple[CaseRow, ...]
    counts: dict[Tab, int]
    next: CaseCursor | None
    order: Order
    size: int
    after: CaseCursor | None
    choices: Choices
    saved: tuple[SavedSelection, ...]
    warnings: tuple[Warned, ...]


def clinic_inbox(actor: Staff, tab: ClinicTab, view: View) -> InboxPage[ClinicTab]:
    """One page of the clinic's inbox (Mottagningens ärenden)."""
    with transaction(actor) as unit:
        basis = authorize(actor, Action.LIST_CLINIC_CASES, AtClinic(actor.clinic_id))
        counts = clinic_counts(unit.session, actor, view.narrowing)
        return _page(unit, actor, basis, tab, view, counts, clinic_warnings(unit.session, actor))


def own_inbox(actor: Staff, tab: OwnTab, view: View) -> InboxPage[OwnTab]:
    """One page of one's own inbox (Mina ärenden)."""
    with transaction(actor) as unit:
        basis = authorize(actor, Action.LIST_OWN_CASES, AtClinic(actor.clinic_id))
        counts = own_counts(unit.session, actor, view.narrowing)
        return _page(unit, actor, basis, tab, view, counts)


def _page(
    unit: Unit,
    actor: Staff,
    basis: Basis,
    tab: Tab,
    view: View,
    counts: dict[Tab, int],
    warnings: tuple[Warned, ...] = (),
) -> InboxPage[Tab]:
    listed = Listed(tab, view.narrowing, view.order)
    found = case_rows(unit.session, actor, listed, view.language, view.after, view.size)
    tell_of_list(unit, basis, tab, found.rows)
    offered = filter_choices(unit.session, actor, view.language)
    saved = saved_selections(unit.session, actor, type(tab))
    shown = (found.rows, counts, found.next, listed.in_order, view.size, view.after)
    return InboxPage(tab, *shown, offered, saved, warnings)


def beside(actor: Staff, listed: Listed, case_id: UUID) -> Beside:
    """The cases before and after this one in the list, for links that name nobody."""
    if not allows(actor, LISTING[type(listed.tab)], AtClinic(actor.clinic_id)):
        return Beside()
    return cases_beside(session(), actor, listed, case_id)


def new_in_clinic(actor: Staff) -> int:
    """How many cases nobody holds: the card's count. Names nobody, logs nothing."""
    return clinic_counts(session(), actor)[ClinicTab.NEW]


def waiting_for_me(actor: Staff) -> int:
    """How many cases wait for the actor or for an own group: the card's count. Names nobody, logs nothing."""
    counts = own_counts(session(), actor)
    return counts[OwnTab.TODO] + counts[OwnTab.GROUPS]


def tell_of_list(
    unit: Unit,
    basis: Basis,
    tab: AnyTab,
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
        tab=f"{_INBOX[type(tab)]}:{tab.value}",
        cases=[str(row.case_id) for row in rows],
    )
