"""Where what the warnings tell of is mended, each way for those who may go it."""

from typing import NamedTuple

from flask import url_for

from app.authz.actors import Staff
from app.authz.policy import Action, may_ever
from app.cases.inbox_layout import CLINIC_LAYOUT


class Mended(NamedTuple):
    """The addresses of the clinic's list, of its groups and of its staff; None for those who may not go there."""

    cases: str | None
    groups: str | None
    staff: str | None


_WAYS = (
    (CLINIC_LAYOUT.inbox.action, CLINIC_LAYOUT.endpoint()),
    (Action.LIST_GROUPS, "groups.index"),
    (Action.LIST_STAFF, "admin.staff"),
)


def mended_at(actor: Staff) -> Mended:
    """For the actor."""
    return Mended(*(url_for(endpoint) if may_ever(actor, action) else None for action, endpoint in _WAYS))
