"""The inboxes of the staff, each as one value: everything that tells one from another, as the database is asked for it.

How an inbox looks on the screen, and its addresses, are in ``inbox_layout``.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, and_, or_

from app.authz.actors import Role, Staff
from app.authz.facts import OPEN, State
from app.authz.policy import Action
from app.cases.models import Case
from app.core import clock
from app.roles.queries.people import has_handlers, has_role


class Tab(enum.StrEnum):
    """A tab of an inbox. Tabs of two inboxes may be called the same, so no table holds the tabs of both."""


class ClinicTab(Tab):
    """The tabs of the clinic's inbox (Mottagningens ärenden)."""

    NEW = "new"
    ONGOING = "ongoing"
    WAITING = "waiting"
    LATE = "late"
    ENDED = "ended"


class OwnTab(Tab):
    """The tabs of one's own inbox (Mina ärenden)."""

    TODO = "todo"
    GROUPS = "groups"
    WAITING = "waiting"
    ENDED = "ended"


TabConditions = Mapping[Tab, ColumnElement[bool]]


@dataclass(frozen=True)
class Inbox:
    """A list of the staff.

    ``key``: in the log and in saved selections. ``action``: the right that it takes. ``conditions``: SQL for each tab.
    ``opened``: SQL for the open cases that any tab can hold. ``ended``: the tab of what is over. ``to_begin``: the tabs
    that the card on the start page counts. ``twice``: the tabs whose cases are in another tab too. ``shared``: all who
    may see it see the same cases, so it has the clinic's warnings, and a selection can be saved for everybody.
    """

    key: str
    tabs: type[Tab]
    action: Action
    conditions: Callable[[Staff], TabConditions]
    opened: Callable[[Staff], ColumnElement[bool]]
    ended: Tab
    to_begin: frozenset[Tab]
    twice: frozenset[Tab] = frozenset()
    shared: bool = False

    def tab(self, name: str) -> Tab:
        """The tab with this value; the first tab when there is none."""
        tabs = list(self.tabs)
        return next((tab for tab in tabs if tab.value == name), tabs[0])


def holder_is_able() -> ColumnElement[bool]:
    """The person who holds the case still is ÄH at its clinic."""
    return has_role(Case.holder_id, Case.clinic_id, Role.HANDLER)


@cache
def is_held() -> ColumnElement[bool]:
    """A group in which somebody can take it holds it, or a person who still may. Otherwise nobody would see it."""
    with_a_group = and_(Case.group_id.is_not(None), has_handlers(Case.group_id))
    return or_(with_a_group, and_(Case.holder_id.is_not(None), holder_is_able()))


def _open_at_clinic(actor: Staff) -> ColumnElement[bool]:
    return and_(Case.clinic_id == actor.clinic_id, Case.state.in_(OPEN))


def _clinic_conditions(actor: Staff) -> TabConditions:
    here, opened = Case.clinic_id == actor.clinic_id, Case.state.in_(OPEN)
    return {
        ClinicTab.NEW: and_(here, opened, ~is_held()),
        ClinicTab.ONGOING: and_(here, opened, Case.state != State.WAITING, is_held()),
        ClinicTab.WAITING: and_(here, Case.state == State.WAITING, is_held()),
        ClinicTab.LATE: and_(here, opened, Case.respond_by <= clock.now()),
        ClinicTab.ENDED: and_(here, Case.state.not_in(OPEN)),
    }


def _open_to_me(actor: Staff) -> ColumnElement[bool]:
    mine_or_ours = or_(Case.holder_id == actor.staff_id, Case.group_id.in_(actor.group_ids))
    return and_(_open_at_clinic(actor), mine_or_ours)


def _own_conditions(actor: Staff) -> TabConditions:
    here = Case.clinic_id == actor.clinic_id
    mine, ours = and_(here, Case.holder_id == actor.staff_id), and_(here, Case.group_id.in_(actor.group_ids))
    active = Case.state.in_((State.RECEIVED, State.REPLIED))
    waiting, past = Case.state == State.WAITING, Case.answer_by < clock.today()
    return {
        OwnTab.TODO: and_(mine, or_(active, and_(waiting, past))),
        OwnTab.GROUPS: and_(ours, Case.state.in_(OPEN)),
        OwnTab.WAITING: and_(mine, waiting, ~past),
        OwnTab.ENDED: and_(mine, Case.state.not_in(OPEN)),
    }


CLINIC = Inbox(
    "clinic",
    ClinicTab,
    Action.LIST_CLINIC_CASES,
    _clinic_conditions,
    _open_at_clinic,
    ended=ClinicTab.ENDED,
    to_begin=frozenset({ClinicTab.NEW}),
    twice=frozenset({ClinicTab.LATE}),
    shared=True,
)
OWN = Inbox(
    "own",
    OwnTab,
    Action.LIST_OWN_CASES,
    _own_conditions,
    _open_to_me,
    ended=OwnTab.ENDED,
    to_begin=frozenset({OwnTab.TODO, OwnTab.GROUPS}),
)
INBOXES = (CLINIC, OWN)


def inbox_of(tab: Tab) -> Inbox:
    """The inbox that the tab belongs to."""
    return next(inbox for inbox in INBOXES if isinstance(tab, inbox.tabs))


def in_tab(actor: Staff, tab: Tab) -> ColumnElement[bool]:
    """SQL: the cases that the actor finds in this tab."""
    return inbox_of(tab).conditions(actor)[tab]
