"""Reading a list is an act too: one event for each page that names people, with the cases that were shown."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from app.audit.kinds import EventKind, Level
from app.audit.record import Event, Subject
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, Basis, allows, authorize
from app.cases.queries.lists import CaseRow, Cursor, Rows, case_rows, clinic_counts, next_case, own_counts
from app.cases.queries.tabs import ClinicTab, OwnTab
from app.core.db import session
from app.transaction import Unit, transaction

SIZES = (25, 50, 100)
Tab = TypeVar("Tab", ClinicTab, OwnTab)


@dataclass(frozen=True)
class View:
    """Which page of a list: the language of its case types, where the page before ended, how many rows."""

    language: str
    after: Cursor | None = None
    size: int = SIZES[0]


@dataclass(frozen=True)
class InboxPage(Generic[Tab]):
    """One page of an inbox, with the counts of all its tabs."""

    tab: Tab
    rows: tuple[CaseRow, ...]
    counts: dict[Tab, int]
    next: Cursor | None
    size: int
    after: Cursor | None


def clinic_inbox(actor: Staff, tab: ClinicTab, view: View) -> InboxPage[ClinicTab]:
    """Mottagningens ärenden."""
    with transaction(actor) as unit:
        basis = authorize(actor, Action.LIST_CLINIC_CASES, AtClinic(actor.clinic_id))
        found = case_rows(unit.session, actor, tab, view.language, view.after, view.size)
        counts = clinic_counts(unit.session, actor)
        _tell(unit, basis, f"clinic:{tab.value}", found)
    return InboxPage(tab, found.rows, counts, found.next, view.size, view.after)


def own_inbox(actor: Staff, tab: OwnTab, view: View) -> InboxPage[OwnTab]:
    """Mina ärenden."""
    with transaction(actor) as unit:
        basis = authorize(actor, Action.LIST_OWN_CASES, AtClinic(actor.clinic_id))
        found = case_rows(unit.session, actor, tab, view.language, view.after, view.size)
        counts = own_counts(unit.session, actor)
        _tell(unit, basis, f"own:{tab.value}", found)
    return InboxPage(tab, found.rows, counts, found.next, view.size, view.after)


def next_in(actor: Staff, tab: ClinicTab | OwnTab, case_id: UUID) -> UUID | None:
    """The case that comes after this one in the list, for a link that names nobody; None at the end of the list."""
    action = Action.LIST_CLINIC_CASES if isinstance(tab, ClinicTab) else Action.LIST_OWN_CASES
    if not allows(actor, action, AtClinic(actor.clinic_id)):
        return None
    return next_case(session(), actor, tab, case_id)


def new_in_clinic(actor: Staff) -> int:
    """How many cases nobody holds: the card's count. Names nobody, logs nothing."""
    return clinic_counts(session(), actor)[ClinicTab.NEW]


def waiting_for_me(actor: Staff) -> int:
    """How many cases wait for the actor or for an own group: the card's count. Names nobody, logs nothing."""
    counts = own_counts(session(), actor)
    return counts[OwnTab.TODO] + counts[OwnTab.GROUPS]


def _tell(unit: Unit, basis: Basis, tab: str, found: Rows) -> None:
    unit.record(
        Event(
            EventKind.CASE_LIST_READ,
            level=Level.LIST,
            role=basis.role,
            relation=basis.relation.value,
            subjects=[Subject(row.citizen_id, row.case_id) for row in found.rows],
            resource="list",
            details={"tab": tab, "cases": [str(row.case_id) for row in found.rows]},
        ),
    )
