"""The pages where each kind of warning can be dealt with, for those who may open them."""

from typing import NamedTuple

from flask import url_for

from app.authz.actors import Staff
from app.authz.policy import Action, may_ever
from app.inbox.layouts import CLINIC_LAYOUT


class WarningLinks(NamedTuple):
    """URLs of the clinic's list, its groups and its staff; None where the actor may not go."""

    cases: str | None
    groups: str | None
    staff: str | None


_PAGES = (
    (CLINIC_LAYOUT.inbox.action, CLINIC_LAYOUT.endpoint()),
    (Action.LIST_GROUPS, "groups.index"),
    (Action.LIST_STAFF, "admin.staff"),
)


def warning_links(actor: Staff) -> WarningLinks:
    """The links that the actor may follow."""
    return WarningLinks(*(url_for(endpoint) if may_ever(actor, action) else None for action, endpoint in _PAGES))
