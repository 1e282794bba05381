"""The tabs of the two staff inboxes, as SQL."""

import enum
from functools import cache

from sqlalchemy import ColumnElement, and_, or_

from app.authz.actors import Role, Staff
from app.authz.facts import OPEN, State
from app.authz.policy import Action
from app.cases.models import Case
from app.core import clock
from app.roles.queries import has_handlers, has_role


class ClinicTab(enum.StrEnum):
    """The tabs of the clinic's inbox (Mottagningens ärenden)."""

    NEW = "new"
    ONGOING = "ongoing"
    WAITING = "waiting"
    LATE = "late"
    ENDED = "ended"


class OwnTab(enum.StrEnum):
    """The tabs of one's own inbox (Mina ärenden)."""

    TODO = "todo"
    GROUPS = "groups"
    WAITING = "waiting"
    ENDED = "ended"


Tab = ClinicTab | OwnTab
LISTING: dict[type[Tab], Action] = {ClinicTab: Action.LIST_CLINIC_CASES, OwnTab: Action.LIST_OWN_CASES}
"""The right that each inbox takes."""


def is_ended(tab: Tab) -> bool:
    """Whether the tab holds what is over."""
    return tab in {ClinicTab.ENDED, OwnTab.ENDED}


def in_tab(actor: Staff, tab: Tab) -> ColumnElement[bool]:
    """The cases that the actor finds in this tab."""
    return in_clinic_tab(actor, tab) if isinstance(tab, ClinicTab) else in_own_tab(actor, tab)


def holder_is_able() -> ColumnElement[bool]:
    """The person who holds the case still is ÄH at its clinic."""
    return has_role(Case.holder_id, Case.clinic_id, Role.HANDLER)


@cache
def is_held() -> ColumnElement[bool]:
    """A group in which somebody can take it holds it, or a person who still may. Otherwise nobody would see it."""
    with_a_group = and_(Case.group_id.is_not(None), has_handlers(Case.group_id))
    return or_(with_a_group, and_(Case.holder_id.is_not(None), holder_is_able()))


def in_clinic_tab(actor: Staff, tab: ClinicTab) -> ColumnElement[bool]:
    """The clinic's cases in this tab."""
    here = Case.clinic_id == actor.clinic_id
    opened = Case.state.in_(OPEN)
    match tab:
        case ClinicTab.NEW:
            return and_(here, opened, ~is_held())
        case ClinicTab.ONGOING:
            return and_(here, opened, Case.state != State.WAITING, is_held())
        case ClinicTab.WAITING:
            return and_(here, Case.state == State.WAITING, is_held())
        case ClinicTab.LATE:
            return and_(here, opened, Case.respond_by <= clock.now())
        case ClinicTab.ENDED:
            return and_(here, Case.state.not_in(OPEN))


def in_own_tab(actor: Staff, tab: OwnTab) -> ColumnElement[bool]:
    """The actor's own or groups' cases in this tab."""
    mine = and_(Case.clinic_id == actor.clinic_id, Case.holder_id == actor.staff_id)
    past = Case.answer_by < clock.today()
    match tab:
        case OwnTab.TODO:
            active = Case.state.in_((State.RECEIVED, State.REPLIED))
            return and_(mine, or_(active, and_(Case.state == State.WAITING, past)))
        case OwnTab.GROUPS:
            ours = and_(Case.clinic_id == actor.clinic_id, Case.group_id.in_(actor.group_ids))
            return and_(ours, Case.state.in_(OPEN))
        case OwnTab.WAITING:
            return and_(mine, Case.state == State.WAITING, ~past)
        case OwnTab.ENDED:
            return and_(mine, Case.state.not_in(OPEN))
