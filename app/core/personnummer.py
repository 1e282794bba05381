"""Swedish identity numbers: read as people write them, kept as 12 digits without a separator.

A samordningsnummer (the day of birth plus 60) is as good as a personnummer. Its month may be 00 and its day 60 or 00:
then the day of birth, and so the age, is unknown. A reservnummer is a clinic's stopgap, differs between regions and
cannot log in: it is told apart, so that the person gets a sentence that helps, and refused.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from app.core import clock
from app.core.luhn import check_digit
from app.core.text import compact

Kind = Literal["personnummer", "samordningsnummer"]

PROXY_AGE = 13
_COORDINATION = 60
_OLDEST_YEAR = 1800
_CENTURY = 100
_LONG = re.compile(r"([0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})[-+]?([0-9]{4})")
_SHORT = re.compile(r"([0-9]{6})([-+]?)([0-9]{4})")
# Seen: letters among the last four ("19121212-R220"); Region Stockholm's begin with 99 instead of a century.
_RESERVE = re.compile(r"[0-9]{6,8}[-+]?(?=[0-9]*[A-ZÅÄÖ])[0-9A-ZÅÄÖ]{4}|99[0-9]{6}[-+]?[0-9]{4}")


class PersonnummerFault(StrEnum):
    """Why a number was refused; ``web`` has a sentence for each."""

    SHAPE = "personnummer-shape"
    CENTURY = "personnummer-century"
    CHECK_DIGIT = "personnummer-check-digit"
    DATE = "personnummer-date"
    FUTURE = "personnummer-future"
    RESERVE = "personnummer-reserve"


class InvalidPersonnummer(ValueError):
    """``code`` says why. The number itself is never in the error, or it would end up in logs."""

    def __init__(self, code: PersonnummerFault) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class Personnummer:
    """A number whose date and check digit are right. That somebody bears it is not said.

    ``born`` is None when the number does not say the day: nobody knows the person's age.
    """

    digits: str
    kind: Kind
    born: date | None


def parse(text: str) -> Personnummer:
    """Read 12 digits, or 10 with a ``+``; every kind of blank and dash is accepted.

    10 digits without ``+`` are refused: the century would be a guess, and a guess opens another person's cases.
    """
    written = compact(text).upper()
    if _RESERVE.fullmatch(written):
        raise InvalidPersonnummer(PersonnummerFault.RESERVE)
    if found := _LONG.fullmatch(written):
        return _checked(found[1].replace("-", "") + found[2])
    found = _SHORT.fullmatch(written)
    if not found:
        raise InvalidPersonnummer(PersonnummerFault.SHAPE)
    if found[2] != "+":
        raise InvalidPersonnummer(PersonnummerFault.CENTURY)
    return _checked(f"{_latest(clock.today().year - _CENTURY, found[1])}{found[1][2:]}{found[3]}")


def meant(text: str) -> tuple[Personnummer, ...]:
    """The numbers that somebody who searches may mean: of 10 digits without ``+`` that of either century."""
    found = _SHORT.fullmatch(compact(text))
    if not found or found[2] == "+":
        return (parse(text),)
    latest = _latest(clock.today().year, found[1])
    read: list[Personnummer] = []
    faults: list[InvalidPersonnummer] = []
    for year in (latest, latest - _CENTURY):
        try:
            read.append(_checked(f"{year}{found[1][2:]}{found[3]}"))
        except InvalidPersonnummer as fault:
            faults.append(fault)
    if not read:
        raise faults[-1] from None
    return tuple(read)


def shown(digits: str) -> str:
    """12 digits as they are shown: ``19121212-1212``."""
    return f"{digits[:8]}-{digits[8:]}"


def thirteenth_birthday(born: date) -> date:
    """The day when a guardian's access ends, at 00:00.

    One born on 29 February has it on the 28th, since the thirteenth year after a leap year never is one: the month's
    last day stands in for a day that does not exist (lag 1930:173, 1 §).
    """
    year = born.year + PROXY_AGE
    try:
        return born.replace(year=year)
    except ValueError:
        return born.replace(year=year, day=28)


def _latest(newest: int, six: str) -> int:
    """The latest year up to ``newest`` that ends with the first two of six digits."""
    return newest - (newest - int(six[:2])) % _CENTURY


def _checked(digits: str) -> Personnummer:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    coordination = day >= _COORDINATION or not (month and day)
    born = _born(year, month, day - _COORDINATION if day >= _COORDINATION else day)
    if digits[8:11] == "000" or digits[11] != check_digit(digits[2:11]):
        raise InvalidPersonnummer(PersonnummerFault.CHECK_DIGIT) from None
    return Personnummer(digits, "samordningsnummer" if coordination else "personnummer", born)


def _born(year: int, month: int, day: int) -> date | None:
    """The day of birth; None when month or day is 0, which stands for unknown."""
    try:
        born = date(year, month or 1, day or 1)
    except ValueError:
        raise InvalidPersonnummer(PersonnummerFault.DATE) from None
    if born > clock.today():
        raise InvalidPersonnummer(PersonnummerFault.FUTURE)
    if year < _OLDEST_YEAR:
        raise InvalidPersonnummer(PersonnummerFault.DATE)
    return born if month and day else None
