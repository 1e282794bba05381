"""The number of a case as people read it aloud: ``104 523-6``, the last digit a check digit.

The digit (Luhn, as in a personnummer) catches every mistyped digit and almost every swapped pair, so that a search for
a number heard on the telephone finds the right case or none.
"""

import re

_WRITTEN = re.compile(r"([1-9][0-9]{0,14})-?([0-9])")


def shown(number: int) -> str:
    """The number with plain spaces between the thousands, so that one who searches the page for it finds it."""
    if number < 1:
        message = "case numbers begin at 1"
        raise ValueError(message)
    return f"{number:,}-{_check_digit(number)}".replace(",", " ")


def parse(text: str) -> int | None:
    """The number, written with or without spaces and dash; None when it is none or its check digit is wrong."""
    found = _WRITTEN.fullmatch("".join(text.split()))
    if not found:
        return None
    number = int(found[1])
    return number if int(found[2]) == _check_digit(number) else None


def _check_digit(number: int) -> int:
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of the two digits
    return -total % 10
