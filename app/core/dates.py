"""Days and times of day as people write them, in Swedish or English. Whatever else is written is ``UnreadableDate``."""

import enum
import re
from datetime import date, time, timedelta

from app.core import clock
from app.core.text import compact, one_line

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
"""The range of every day that anybody types."""
_YEARS_BETWEEN_LEAP_DAYS = 8
_NEAR_MISS = timedelta(days=92)
"""So near on the other side of today, a day without a year may well be the one that was meant."""

_CENTURIES = (1900, 2000)
_DAY, _MONTH, _YEAR = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", "(?P<year>[0-9]{4})"
_ORDINAL = "(?::?[ae]|st|nd|rd|th)?"
_SPELLINGS = tuple(
    re.compile(spelling)
    for spelling in (
        # No month is 19 to 21: the year stands last.
        "(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>(?:19|20|21)[0-9]{2})",
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        f"{_YEAR}[-/. ]{_MONTH}[-/. ]{_DAY}",
        f"{_DAY}[-/. ]{_MONTH}[-/., ]{_YEAR}",
        "(?P<year>[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-9]{2})",
        rf"{_DAY}/{_MONTH}(?:[-, ](?P<year>[0-9]{{2}}))?",
        rf"{_DAY}\.{_MONTH}(?:[-., ](?P<year>[0-9]{{2}})|\.)?",
        "(?P<day>[1-9])(?P<sign>[-/ ])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{2})",
        rf"{_DAY}{_ORDINAL}[-. ]*(?P<named>[^\W\d_]{{3,}})[-., ]*'?(?P<year>[0-9]{{4}}|[0-9]{{2}})?",
        rf"(?P<named>[^\W\d_]{{3,}})[. ]*{_DAY}{_ORDINAL}[, ]+{_YEAR}",
    )
)
_EITHER_END = re.compile("[0-9]{2}([-/ ])[0-9]{1,2}\\1[0-9]{1,2}")
"""Its year of two digits may stand at either end."""
_WEEKDAY_FIRST = re.compile(r"([^\W\d_]{2,}?)(?:en)?[., ]*(?=(?:den ?)?[0-9])")
_AROUND_SIGNS = re.compile(" ?([-/.,:]) ?")
_TIME = re.compile(r"(?:kl(?:ockan)?[.:]? ?)?([0-9]{1,2})(?:[.:, ]?([0-9]{2})(?:[.:][0-9]{2})?)?\.?")
_NEAR = {"idag": 0, "today": 0, "imorgon": 1, "imorrn": 1, "tomorrow": 1, "igår": -1, "yesterday": -1}
_MONTHS = (
    "januari january", "februari february", "mars march", "april", "maj may", "juni june",
    "juli july", "augusti august", "september", "oktober october", "november", "december",
)  # fmt: skip
_WEEKDAYS = (
    "måndag monday", "tisdag tuesday", "onsdag wednesday", "torsdag thursday", "fredag friday",
    "lördag saturday", "söndag sunday",
)  # fmt: skip


class Leaning(enum.Enum):
    """Which day is meant when the year is left out, unless today lies just beyond the one on its other side."""

    AHEAD = "the next such day, today counted"
    BACK = "the latest such day, today counted"
    NEITHER = "none: the year must be written"


class DateFault(enum.StrEnum):
    """Why a day or a time was not taken; ``web`` has a sentence for each."""

    SHAPE = "date-shape"
    TWO_READINGS = "date-two-readings"
    NO_SUCH_DAY = "date-no-such-day"
    RANGE = "date-range"
    YEAR = "date-year"
    JUST_PASSED = "date-just-passed"
    NOT_YET = "date-not-yet"
    WEEKDAY = "date-weekday"
    TIME = "time-shape"


class UnreadableDate(ValueError):
    """``code`` says why. ``near`` and ``meant``: the two days between which we do not guess."""

    def __init__(self, code: DateFault, near: date | None = None, meant: date | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.near = near
        self.meant = meant


def parse_day(text: str, leaning: Leaning = Leaning.NEITHER, first: date = FIRST, last: date = LAST) -> date:
    """``2026-12-02``, ``261202``, ``2.12.26``, ``2/12``, ``onsdag den 2 december 2026``, ``i morgon``; else ``UnreadableDate``.

    A year of two digits is taken where it can stand in one place alone and in one century alone.
    """
    written = _normalized(text)
    if (near := _NEAR.get(written.replace(" ", ""))) is not None:
        return _within(clock.today() + timedelta(days=near), first, last)
    weekday, rest = _without_weekday(written)
    day = _within(_day(rest, leaning, (first.year, last.year)), first, last)
    if weekday is not None and day.weekday() != weekday:
        raise UnreadableDate(DateFault.WEEKDAY)
    return day


def parse_time(text: str) -> time:
    """``8``, ``0800``, ``8.00``, ``08:00`` or ``kl. 8``; else ``UnreadableDate``."""
    found = _TIME.fullmatch(_normalized(text))
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else _unreadable_time()
    except ValueError:
        raise UnreadableDate(DateFault.TIME) from None


def _normalized(text: str) -> str:
    """The text in lower case, with one kind of dash, single blanks, and no blanks around signs."""
    return _AROUND_SIGNS.sub(r"\1", " ".join(map(compact, one_line(text).split()))).casefold()


def _unreadable_time() -> time:
    raise UnreadableDate(DateFault.TIME)


def _within(day: date, first: date, last: date) -> date:
    if not first <= day <= last:
        raise UnreadableDate(DateFault.RANGE)
    return day


def _without_weekday(written: str) -> tuple[int | None, str]:
    found = _WEEKDAY_FIRST.match(written)
    weekday = _place(found[1], _WEEKDAYS) if found else None
    rest = written[found.end() :] if found and weekday is not None else written
    return weekday, rest.removeprefix("den").lstrip()


def _day(written: str, leaning: Leaning, years: tuple[int, int]) -> date:
    found = next((found for spelling in _SPELLINGS if (found := spelling.fullmatch(written))), None)
    if found is None:
        raise UnreadableDate(DateFault.TWO_READINGS if _EITHER_END.fullmatch(written) else DateFault.SHAPE)
    parts = found.groupdict()
    month = _place(parts["named"], _MONTHS) if "named" in parts else int(parts["month"]) - 1
    if month is None:
        raise UnreadableDate(DateFault.SHAPE)
    year = _year(parts["year"], years) if parts.get("year") else None
    return _of_year(int(parts["day"]), month + 1, year, leaning)


def _year(written: str, years: tuple[int, int]) -> int:
    """The year; of two digits, that of the one century which lies in the range."""
    if len(written) == len("2026"):
        return int(written)
    possible = [year for century in _CENTURIES if years[0] <= (year := century + int(written)) <= years[1]]
    if len(possible) != 1:
        raise UnreadableDate(DateFault.TWO_READINGS if possible else DateFault.RANGE)
    return possible[0]


def _of_year(day: int, month: int, year: int | None, leaning: Leaning) -> date:
    if year is not None:
        return _that_day(year, month, day)
    if leaning is Leaning.NEITHER:
        raise UnreadableDate(DateFault.YEAR)
    today, step = clock.today(), 1 if leaning is Leaning.AHEAD else -1
    meant, near = _from(today, day, month, step), _from(today, day, month, -step)
    if meant != today and abs(near - today) <= _NEAR_MISS:
        raise UnreadableDate(DateFault.JUST_PASSED if leaning is Leaning.AHEAD else DateFault.NOT_YET, near, meant)
    return meant


def _from(today: date, day: int, month: int, step: int) -> date:
    """The first such day from today on, forwards or backwards."""
    for away in range(_YEARS_BETWEEN_LEAP_DAYS + 1):
        try:
            found = date(today.year + step * away, month, day)
        except ValueError:
            continue
        if (found - today).days * step >= 0:
            return found
    raise UnreadableDate(DateFault.NO_SUCH_DAY)


def _that_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableDate(DateFault.NO_SUCH_DAY) from None


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """The place of the names that begin with the word, which has three letters or more."""
    here = (place for place, both in enumerate(names) if any(name.startswith(word) for name in both.split()))
    return next(here, None)
