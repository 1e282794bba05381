"""The shapes of what may stand in an event.

A value with a shape is typed: ten digits in a row stand in HSA-ids, dates and keyed indexes too. Free text is read for
personnummer, however they are spelt.
"""

import enum
import re
from collections.abc import Sequence

from app.audit.errors import LogCode
from app.core.errors import Invalid
from app.core.free_text import may_hold_personnummer
from app.core.hsa_id import is_hsa_id
from app.core.networks import is_network

LARGEST_NUMBER = 10**9
"""Counts, versions and numbers of cases are smaller; every personnummer is larger."""
LONGEST_WORD = 200
_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Shape(enum.Enum):
    """What a detail may be."""

    TEXT = "text that somebody wrote"
    WORD = "a word of another system, such as a level of login"
    CODE = "a word of a closed list"
    FLAG = "true or false"
    NUMBER = "a whole number"
    ID = "a random id"
    INDEX = "the keyed index of a number"
    DAY = "a day"
    MINUTE = "a minute, in UTC"
    HOURS = "a weekday and its hours"
    HOLDER = "who holds a case"
    HSA_ID = "the directory's id of a person or a clinic"
    NETWORK = "a class of addresses"
    ISSUER = "the address of an identity provider"


_PATTERNS = {
    Shape.CODE: re.compile(r"(?:[A-Za-z][A-Za-z_.:-]{0,99})?"),
    Shape.ID: re.compile(_ID),
    Shape.INDEX: re.compile(r"[0-9a-f]{32}"),
    Shape.DAY: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    Shape.MINUTE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z"),
    Shape.HOURS: re.compile(r"[0-6] [0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}"),
    Shape.HOLDER: re.compile(rf"nobody|(?:person|group):{_ID}"),
    Shape.ISSUER: re.compile(r"https?://[!-~]{1,290}"),
}
_REQUEST_NUMBER = re.compile(rf"(?:[0-9a-f]{{16}}|[0-9a-f]{{32}}|{_ID})?")


def fits(shape: Shape, value: object) -> bool:
    """Whether a value has the shape; every item of a list must, and nothing at all fits everywhere."""
    if value is None:
        return True
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(isinstance(one, str) and fits(shape, one) for one in value)
    if isinstance(value, int):
        return shape is (Shape.FLAG if isinstance(value, bool) else Shape.NUMBER) and abs(value) < LARGEST_NUMBER
    return isinstance(value, str) and _is_written(shape, value)


def _is_written(shape: Shape, text: str) -> bool:
    if shape in _PATTERNS:
        return _PATTERNS[shape].fullmatch(text) is not None
    match shape:
        case Shape.TEXT:
            return True  # is asked for numbers apart
        case Shape.WORD:
            return word(text) == text
        case Shape.HSA_ID:
            return is_hsa_id(text)
        case Shape.NETWORK:
            return not text or is_network(text)
        case _:
            return False


def one_or_all(values: list[str]) -> str | list[str] | None:
    """A detail that is nearly always one value: it alone, a list when there are several, None when there is none."""
    return values[0] if len(values) == 1 else values or None


def word(value: object) -> str:
    """A value from another system as it may stand in the log: its type's name if no scalar, ``?`` if unsafe to log."""
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    is_plain_ascii = text.isascii() and text.isprintable() and len(text) <= LONGEST_WORD
    return text if is_plain_ascii and not may_hold_personnummer(text) else "?"


def check_text(text: str, field: str | None = None) -> None:
    """``Invalid`` when a personnummer may stand in a text for the log; forms ask before anything is done."""
    if may_hold_personnummer(text):
        raise Invalid(LogCode.NUMBER_IN_TEXT, field)


def without_numbers(text: str) -> str:
    """A name as the log copies it: it was taken in elsewhere, so work goes on, but no personnummer comes along."""
    return "".join("#" if one.isnumeric() else one for one in text) if may_hold_personnummer(text) else text


def request_number(text: str) -> str:
    """The number of a request, which may come from a proxy; nothing when it has another shape than ours or nginx's."""
    return text if _REQUEST_NUMBER.fullmatch(text) else ""
