"""How moments and numbers read on the screen: in Stockholm's time and the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.calendar import last_day
from app.core.html import formatted
from app.core.text import shown

SOURCE_LANGUAGE = "sv"
_LONG = {"sv": "d MMMM y 'kl.' HH:mm", "en": "d MMMM y 'at' HH:mm"}
_SHORT = "y-MM-dd HH:mm"
_DAY = "d MMMM y"
_NEAR = {0: _l("i dag"), 1: _l("i morgon"), -1: _l("i går")}


def language() -> str:
    """The reader's language, Swedish outside a request."""
    locale = get_locale()
    return locale.language if locale is not None else SOURCE_LANGUAGE


def _local_date(value: date) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def moment(value: datetime) -> str:
    """``22 november 2026 kl. 10:05``."""
    spoken = language()
    return _with_time_zone(
        value, format_datetime(clock.local(value), _LONG.get(spoken, _SHORT), tzinfo=None, locale=spoken)
    )


def moment_short(value: datetime) -> str:
    """``2026-11-22 10:05``, the same in every language: for tables."""
    return _with_time_zone(value, format_datetime(clock.local(value), _SHORT, locale=SOURCE_LANGUAGE))


def _with_time_zone(value: datetime, text: str) -> str:
    return f"{text} {which_of_two(value)}".rstrip()


def which_of_two(value: datetime) -> str:
    """``sommartid`` or ``normaltid`` in the hour that the clock goes through twice; else nothing."""
    local = clock.local(value)
    if local.replace(fold=1 - local.fold).utcoffset() == local.utcoffset():
        return ""
    return str(_("normaltid") if local.fold else _("sommartid"))


def hour(value: datetime) -> str:
    """``10:05``, where the day is told beside it."""
    return format_datetime(clock.local(value), "HH:mm", locale=SOURCE_LANGUAGE)


def day(value: date) -> str:
    """``22 november 2026``; of a moment, its day in Stockholm."""
    return format_date(_local_date(value), _DAY, locale=language())


def day_without_this_year(value: date) -> str:
    """``22 november``, and ``22 november 2027`` when that is not this year."""
    return _without_this_year(value, "d MMMM")


def weekday(value: date) -> str:
    """``söndag 22 november``, with the year when it is not this one; of a moment, its day in Stockholm."""
    return _without_this_year(value, "EEEE d MMMM")


def with_days(sentence: object, days: Mapping[str, date]) -> str:
    """The sentence with the days that it speaks of."""
    return str(sentence) % {name: weekday(value) for name, value in days.items()} if days else str(sentence)


def short_day(value: date) -> str:
    """``sön 22 nov.``, with the year when it is not this one: for tables."""
    return _without_this_year(value, "EEE d MMM")


def _without_this_year(value: date, form: str) -> str:
    local = _local_date(value)
    return format_date(local, form if local.year == clock.today().year else f"{form} y", locale=language())


def due(limit: datetime) -> str:
    """``late``, ``today`` or ``later``, as of now."""
    if clock.now() >= limit:
        return "late"
    return "today" if last_day(limit) <= clock.today() else "later"


def days_left(value: date) -> str:
    """``i dag``, ``i morgon``, ``om 4 dagar`` or ``för 2 dagar sedan``: how far a day is from today."""
    days = (_local_date(value) - clock.today()).days
    if days in _NEAR:
        return str(_NEAR[days])
    return format_timedelta(
        timedelta(days=days), granularity="day", threshold=100, add_direction=True, locale=language()
    )


def ago(value: datetime) -> str:
    """``för 2 dagar sedan`` or ``om 3 timmar``, as of now."""
    return format_timedelta(value - clock.now(), add_direction=True, locale=language())


def number(value: int) -> str:
    """``1 234`` with a space that does not break."""
    return format_decimal(value, locale=language())


def machine(value: date) -> str:
    """What the ``datetime`` attribute of ``<time>`` takes: with Stockholm's offset, to the minute."""
    return clock.local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


FILTERS = (
    moment,
    moment_short,
    hour,
    day,
    weekday,
    short_day,
    last_day,
    due,
    days_left,
    ago,
    number,
    machine,
    formatted,
)


def install_formats(app: Flask) -> None:
    """Give templates the filters, and let no text turn the reading of a page."""
    app.jinja_env.finalize = _shown
    for spell in FILTERS:
        app.jinja_env.filters[spell.__name__] = spell


def _shown(value: Any) -> Any:
    """What a template shows; what is markup already holds its texts as they came, such as those of a field."""
    return shown(value) if type(value) is str else value
