"""The number of a case as people read it aloud: ``104 523-6``, the last digit a check digit.

A number with one wrong digit fails its check digit, so a misheard number is refused and finds no other case.
"""

import re

from app.core.luhn import check_digit
from app.core.text import compact, one_line

_WRITTEN = re.compile(r"([1-9][0-9]{0,8})-?([0-9])")  # no column holds more
_WITHOUT_CHECK_DIGIT = re.compile(r"[1-9][0-9]{0,8}")
_DIGITS = re.compile(r"-*[0-9][0-9-]*")
_BEFORE = re.compile(
    r"(?:(?:ärende-?(?:nr|nummer)|ärende(?:ts?)?|nummer|nr|number|no|case)(?![^\W\d_])[.:]?|[#№(:])\s*", re.IGNORECASE
)
_AFTER = ".,;:!?)"


def shown(number: int) -> str:
    """The number with plain spaces between the thousands, so that one who searches the page for it finds it."""
    if number < 1:
        message = "case numbers begin at 1"
        raise ValueError(message)
    return f"{number:,}-{check_digit(str(number))}".replace(",", " ")


def parse(text: str) -> int | None:
    """The whole number, with or without spaces and dash; None when it is none or its check digit is wrong."""
    found = _WRITTEN.fullmatch(compact(text))
    return int(found[1]) if found and found[2] == check_digit(found[1]) else None


def meant(text: str) -> tuple[int, ...]:
    """The numbers that somebody who searches may mean; empty for what is no number.

    Without its check digit a number may look like another, whole one: then both are meant.
    """
    bare = without_words(text)
    whole, digits = parse(bare), compact(bare)
    short = int(digits) if _WITHOUT_CHECK_DIGIT.fullmatch(digits) else None
    return tuple(number for number in (whole, short) if number is not None)


def pieces(text: str) -> list[str]:
    """The words of a text; digits that follow each other are one number, without the words that tell that it is one."""
    found: list[str] = []
    was_number = False
    for word in one_line(text).split():
        bare = compact(without_words(word))
        is_number = _DIGITS.fullmatch(bare) is not None
        if is_number and was_number:
            found[-1] = f"{found[-1]} {bare}"
        else:
            while is_number and found and not without_words(found[-1]):
                found.pop()
            found.append(bare if is_number else word)
        was_number = is_number
    return found


def without_words(text: str) -> str:
    """Without the words and signs that stand before a number, and the sign that ends a sentence."""
    rest = one_line(text)
    while found := _BEFORE.match(rest):
        rest = rest[found.end() :]
    return rest.rstrip(_AFTER)
