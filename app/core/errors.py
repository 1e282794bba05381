"""One error for each outcome that a user can see: codes, never sentences. ``web/errors.py`` finds the words."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Attempt:
    """An object that exists and was refused; what the log needs to tell of it.

    ``role``: in which the actor asked, where it is known; ``relation``: what ties them to it, when they may see it.
    """

    action: str
    resource: str
    resource_id: UUID | None
    clinic_id: UUID | None = None
    citizen_id: UUID | None = None
    role: str = ""
    relation: str = ""


class DomainError(Exception):
    """Something that the person who asked must be told."""

    def __init__(self, code: str, attempt: Attempt | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.attempt = attempt


class NotFound(DomainError):
    """No such thing, as far as this actor may know. ``attempt`` is set when it does exist."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__("not-found", attempt)


class Denied(DomainError):
    """The actor knows of the thing and may not do this to it."""

    def __init__(self, code: str = "denied", attempt: Attempt | None = None) -> None:
        super().__init__(code, attempt)


class Conflict(DomainError):
    """The case moved on after the page was made. ``still_visible`` tells whether anything of it may be shown."""

    def __init__(self, case_id: UUID, *, still_visible: bool, attempt: Attempt | None = None) -> None:
        super().__init__("moved-on", attempt)
        self.case_id = case_id
        self.still_visible = still_visible


class RightsEnded(DomainError):
    """What the actor was let in with has ended since: nothing was done, and what they typed is theirs."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__("rights-ended", attempt)


class SomebodyElse(DomainError):
    """The form stood on a page of somebody who is logged in there no more, since another person is: nothing was done."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__("other-login", attempt)


class TooMany(DomainError):
    """So many times for now: nothing was done. ``until``: from when it may be tried again."""

    def __init__(self, until: datetime, attempt: Attempt | None = None) -> None:
        super().__init__("too-many", attempt)
        self.until = until


class Invalid(DomainError):
    """A rule was broken; ``field`` names the form field to show it at, ``days`` those that the sentence speaks of."""

    def __init__(self, code: str, field: str | None = None, **days: date) -> None:
        super().__init__(code)
        self.field = field
        self.days = days
