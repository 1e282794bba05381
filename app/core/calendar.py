"""Working days, and the limit that a clinic must answer before. Pure: a clinic's own hours come in as a ``WorkingWeek``.

Nobody works on public holidays and the eves that are holidays in all but name (Midsummer Eve, Christmas Eve, New Year's
Eve), as in the Holidays Act's reading of "jämställd med allmän helgdag".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType

from holidays import country_holidays

from app.core import clock

USUAL_REPLY_DAYS = 2
OPENING_TIME = time(8)
CLOSING_TIME = time(16)
USUAL_WEEKDAYS = range(5)
_DAY = timedelta(days=1)
_FIRST_DAY, _LAST_DAY = date.min + _DAY, date.max
_LONGEST_CLOSED = 366


@dataclass(frozen=True)
class WorkingWeek:
    """When a clinic is open: the closing time of each open weekday (0 is Monday) and its own closed days."""

    closing: Mapping[int, time] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(USUAL_WEEKDAYS, CLOSING_TIME))
    )
    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Whether the clinic works that day."""
        return day.weekday() in self.closing and day not in self.closed and day not in _holidays(day.year)

    def first_day(self, moment: datetime) -> date:
        """The working day that a moment counts as: its own, or the next after closing time and when it is closed."""
        arrived = clock.local(moment)
        day = arrived.date()
        if self.is_open(day) and arrived.time() < self.closing[day.weekday()]:
            return day
        return self.next_day(day)

    def next_day(self, day: date) -> date:
        """The first working day after ``day``.

        A clinic that is closed for more than a year ahead is counted with the usual week: no limit is for ever.
        """
        ahead = (day + n * _DAY for n in range(1, _LONGEST_CLOSED + 1))
        found = next((one for one in ahead if self.is_open(one)), None)
        return found or USUAL.next_day(day)


USUAL = WorkingWeek()


def is_working_day(day: date, week: WorkingWeek = USUAL) -> bool:
    """Whether the clinic is open that day; without a week of its own, as far as the law and custom know."""
    return week.is_open(day)


def add_working_days(day: date, count: int, week: WorkingWeek = USUAL) -> date:
    """The ``count``-th working day after ``day``; with 0 the day itself, working day or not."""
    if count < 0:
        message = "working days are only counted forward"
        raise ValueError(message)
    for _ in range(count):
        day = week.next_day(day)
    return day


def respond_by(received: datetime, days: int = USUAL_REPLY_DAYS, week: WorkingWeek = USUAL) -> datetime:
    """The first moment that is too late, in UTC.

    What comes at closing time or later, or on no working day, counts as come on the next working day. Then ``days``
    working days more; the limit is 24:00 in Stockholm on the last of them.
    """
    return end_of_day(add_working_days(week.first_day(received), days, week))


def start_of_day(day: date) -> datetime:
    """00:00 in Stockholm on ``day``, in UTC; at the calendar's ends the nearest moment that UTC has too."""
    near = min(max(day, _FIRST_DAY), _LAST_DAY)
    return datetime.combine(near, time.min, tzinfo=clock.STOCKHOLM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """24:00 in Stockholm on ``day``, in UTC: the day's last moment is just before it."""
    return start_of_day(day + _DAY if day < _LAST_DAY else day)


def last_day(limit: datetime) -> date:
    """The local date of the last moment before the limit: a limit at midnight belongs to the day that ends."""
    return clock.local(limit - timedelta(microseconds=1)).date()


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    """Without the ``de_facto`` category Christmas Eve would be a working day."""
    days = country_holidays(
        "SE",
        years=year,
        expand=False,
        categories=("public", "de_facto"),
        language="sv",
    )
    return frozenset(days)
