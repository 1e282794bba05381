"""Swedish working days, and the limit that the clinic must answer before.

Not working days: Saturdays, Sundays, public holidays, and the eves that are holidays in all but name (Midsummer Eve,
Christmas Eve, New Year's Eve), as in the Holidays Act's reading of "jämställd med allmän helgdag".
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from holidays import country_holidays

from app.core import clock

RESPONSE_DAYS = 2
CLOSING_TIME = time(16)
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether clinics are open that day, as far as the law and custom know."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; with 0 the day itself, working day or not."""
    if count < 0:
        message = "working days are only counted forward"
        raise ValueError(message)
    for _ in range(count):
        day = _next_working_day(day)
    return day


def respond_by(received: datetime, days: int = RESPONSE_DAYS) -> datetime:
    """The first moment that is too late, in UTC.

    What comes at 16:00 or later, or on no working day, counts as come on the next working day. Then ``days`` working
    days more; the limit is 24:00 in Stockholm on the last of them.
    """
    arrived = clock.local(received)
    day = arrived.date()
    if arrived.time() >= CLOSING_TIME or not is_working_day(day):
        day = _next_working_day(day)
    return end_of_day(add_working_days(day, days))


def end_of_day(day: date) -> datetime:
    """24:00 in Stockholm on ``day``, in UTC: the day's last moment is just before it."""
    midnight = datetime.combine(day + _DAY, time.min, tzinfo=clock.STOCKHOLM)
    return midnight.astimezone(UTC)


def _next_working_day(day: date) -> date:
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day


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
