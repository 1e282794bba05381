"""The entry mark of a view: whom it lets in. What the marks mean is the guard's; what reads them may be anybody's."""

import enum
from typing import NamedTuple

from app.authz.policy import Action


class EntryKind(enum.StrEnum):
    """Whom a route lets in."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    STAFF = "staff"
    CITIZEN = "citizen"


class Entry(NamedTuple):
    """The entry mark of a view. ``other_origin``: called by another machine, of which no login session is asked."""

    kind: EntryKind
    action: Action | None = None
    other_origin: bool = False


def entry_of(view: object) -> Entry | None:
    """The view's entry mark."""
    mark = getattr(view, "entry", None)
    return mark if isinstance(mark, Entry) else None
