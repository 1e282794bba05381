"""Saved selections (Sparade urval): a filter, an order and a tab under a name, one's own or the whole clinic's."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit.events import On
from app.audit.kinds import EventKind
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, Basis, allows, authorize
from app.cases.errors import CaseCode
from app.cases.models import SavedView
from app.cases.operations import CaseOperation
from app.core.errors import Attempt, Invalid, NotFound
from app.core.free_text import may_hold_personnummer
from app.core.text import is_seen, one_line
from app.inbox.errors import LONGEST_VIEW_NAME, MAX_VIEWS, InboxCode
from app.inbox.inboxes import Inbox, Tab, inbox_of
from app.inbox.list_query import as_query, filter_from, order_from
from app.inbox.queries.counts import counts_of
from app.inbox.queries.lists import Listed
from app.inbox.queries.narrowing import Filter, Narrowing
from app.inbox.queries.order import Order
from app.inbox.queries.views import view_by_id, views_of
from app.operations import Operation, answers_repeats
from app.roles.services.rights import lock_clinic
from app.roles.services.unique_names import check_name
from app.transaction import Unit, transaction

_LIKE_A_NUMBER = re.compile(r"[0-9]{6}[-+ ]?[0-9]{2}")


@dataclass(frozen=True)
class SavedSelection:
    """A saved selection as its inbox shows it: with how many cases it holds now."""

    view_id: UUID
    name: str
    shared: bool
    removable: bool
    listed: Listed
    count: int


@dataclass(frozen=True)
class NewView:
    """A selection about to be saved under a name."""

    name: str
    tab: Tab
    filter: Filter
    order: Order | None
    shared: bool
    operation_id: str


class RemovedView(NamedTuple):
    """A selection that was saved; ``query`` says tab, filter and order as an address does."""

    name: str
    shared: bool
    query: str


def saved_selections(session: Session, actor: Staff, inbox: Inbox) -> tuple[SavedSelection, ...]:
    """The actor's own and the clinic's: two questions."""
    views = views_of(session, actor, inbox.key)
    lists = [_read(inbox, view.query) for view in views]
    counts = counts_of(session, actor, lists)
    return tuple(
        SavedSelection(view.id, view.name, view.staff_id is None, _may_remove(actor, view), listed, count)
        for view, listed, count in zip(views, lists, counts, strict=True)
    )


def may_share(actor: Staff, inbox: Inbox) -> bool:
    """Whether the actor may save a selection for everybody: of an inbox where all see the same cases."""
    return inbox.shared and allows(actor, Action.SHARE_VIEW, AtClinic(actor.clinic_id))


@answers_repeats
def save_view(actor: Staff, new: NewView) -> None:
    """Keep it; a name is used once in an inbox."""
    inbox = inbox_of(new.tab)
    with transaction(actor, Operation(CaseOperation.SAVE_VIEW, actor.clinic_id, new.operation_id)) as unit:
        basis = _basis(actor, inbox, shared=new.shared)
        name = _checked_name(unit, actor, new, inbox)
        query = urlencode({"tab": new.tab.value, **as_query(new.filter, new.order)})
        owner = None if new.shared else actor.staff_id
        view = SavedView(
            clinic_id=actor.clinic_id, staff_id=owner, inbox=inbox.key, name=name, query=query, made_at=unit.at
        )
        unit.session.add(view)
        unit.session.flush()
        _log(unit, EventKind.VIEW_SAVED, basis, view)


def remove_view(actor: Staff, inbox: Inbox, view_id: UUID) -> RemovedView:
    """Take it away; what is not there (any more) is not found. Answers with what it was, to be saved again."""
    with transaction(actor) as unit:
        view = view_by_id(unit.session, actor, inbox.key, view_id)
        if view is None:
            other = unit.session.get(SavedView, view_id)
            raise NotFound(Attempt("remove_view", "saved_view", view_id, other.clinic_id) if other else None)
        basis = _basis(actor, inbox, shared=view.staff_id is None)
        unit.session.delete(view)
        _log(unit, EventKind.VIEW_REMOVED, basis, view)
        return RemovedView(view.name, view.staff_id is None, view.query)


def _basis(actor: Staff, inbox: Inbox, *, shared: bool) -> Basis:
    return authorize(actor, Action.SHARE_VIEW if shared else inbox.action, AtClinic(actor.clinic_id))


def _may_remove(actor: Staff, view: SavedView) -> bool:
    return view.staff_id is not None or allows(actor, Action.SHARE_VIEW, AtClinic(actor.clinic_id))


def _checked_name(unit: Unit, actor: Staff, new: NewView, inbox: Inbox) -> str:
    name = one_line(new.name)
    if not is_seen(name):
        raise Invalid(InboxCode.VIEW_WITHOUT_NAME, "name")
    if len(name) > LONGEST_VIEW_NAME:
        raise Invalid(InboxCode.VIEW_NAME_TOO_LONG, "name")
    if _LIKE_A_NUMBER.search(name) or may_hold_personnummer(name):
        raise Invalid(InboxCode.VIEW_NAME_NUMBER, "name")
    lock_clinic(unit.session, actor.clinic_id)
    views = views_of(unit.session, actor, inbox.key)  # one is saved at a time, so that names and their number hold
    check_name(unit.session, actor.clinic_id, name, (view.name for view in views), InboxCode.VIEW_NAME_TAKEN)
    if len(views) >= MAX_VIEWS:
        raise Invalid(InboxCode.TOO_MANY_VIEWS, "name")
    if new.shared and not inbox.shared:
        raise Invalid(CaseCode.STEP_NOT_POSSIBLE, "name")
    return name


def _read(inbox: Inbox, query: str) -> Listed:
    values = dict(parse_qsl(query))
    return Listed(inbox.tab(values.get("tab", "")), Narrowing(filter_from(values)), order_from(values))


def _log(unit: Unit, kind: EventKind, basis: Basis, view: SavedView) -> None:
    unit.log(kind, basis, On("saved_view", view.id), inbox=view.inbox, shared=view.staff_id is None)
