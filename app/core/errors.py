"""One error for each outcome that a user can see. What went wrong is a code, and every code has its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID


@dataclass(frozen=True)
class Sentence:
    """A sentence in Swedish, the language of the source, and the limits that it names."""

    text: str
    limits: Mapping[str, int]


def swedish(text: str, **limits: int) -> Sentence:
    """A sentence as the catalogue of translations finds it. ``web/sentences.py`` puts it in the reader's language."""
    return Sentence(text, limits)


class ErrorCode(StrEnum):
    """What went wrong: a code for the log with its sentence for the person. Each feature has its own in ``errors.py``."""

    sentence: Sentence

    def __new__(cls, code: str, sentence: Sentence) -> Self:
        """A member is a code that is also a text; without a sentence there is none."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    @classmethod
    def called(cls, code: str) -> Self | None:
        """The member with this code; None where there is none."""
        return next((member for member in cls if member == code), None)


class Refusal(ErrorCode):
    """What may be refused anywhere. Each has a page of its own, in ``templates/errors``."""

    NOT_FOUND = (
        "not-found",
        swedish(
            "Adressen kan vara fel, eller så finns det du söker inte längre för dig. "
            "Gå till startsidan och leta dig fram därifrån."
        ),
    )
    DENIED = "denied", swedish("Du har inte behörighet till det här")
    NO_ENTRY = "no-entry", swedish("Du har inte behörighet till det här")
    NO_TOKEN = "csrf", swedish("Det gick inte att läsa det du skickade")
    OTHER_ORIGIN = "other-origin", swedish("Det gick inte att läsa det du skickade")
    RIGHTS_ENDED = (
        "rights-ended",
        swedish("En behörighet som behövs har avslutats sedan du öppnade sidan. Inget har skickats eller ändrats."),
    )
    OTHER_LOGIN = (
        "other-login",
        swedish(
            "Sidan öppnades av en annan person än den som är inloggad i webbläsaren nu. Inget har skickats eller ändrats."
        ),
    )
    TOO_MANY = (
        "too-many",
        swedish(
            "Det har gjorts så många gånger på kort tid att det inte går just nu. Inget har skickats eller ändrats."
        ),
    )


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

    def __init__(self, code: ErrorCode, attempt: Attempt | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.attempt = attempt


class NotFound(DomainError):
    """No such thing, as far as this actor may know. ``attempt`` is set when it does exist."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__(Refusal.NOT_FOUND, attempt)


class Denied(DomainError):
    """The actor knows of the thing and may not do this to it."""

    def __init__(self, code: ErrorCode = Refusal.DENIED, attempt: Attempt | None = None) -> None:
        super().__init__(code, attempt)


class Conflict(DomainError):
    """What is stored has changed since the page was made."""


class RightsEnded(DomainError):
    """What the actor was let in with has ended since: nothing was done, and what they typed is theirs."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__(Refusal.RIGHTS_ENDED, attempt)


class SomebodyElse(DomainError):
    """The form stood on a page of somebody who is logged in there no more, since another person is: nothing was done."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__(Refusal.OTHER_LOGIN, attempt)


class TooMany(DomainError):
    """A limit is reached, and nothing was done. ``until``: when it may be tried again."""

    def __init__(self, until: datetime, attempt: Attempt | None = None) -> None:
        super().__init__(Refusal.TOO_MANY, attempt)
        self.until = until


class Invalid(DomainError):
    """A rule was broken; ``field`` names the form field to show it at, ``values`` what the sentence speaks of."""

    def __init__(self, code: ErrorCode, field: str | None = None, **values: date | str) -> None:
        super().__init__(code)
        self.field = field
        self.values = values
