"""Moments and numbers on the screen: stored in UTC, read in Stockholm, in the reader's language."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from app.core import calendar, clock
from app.core.dates import FIRST, LAST, Leaning, UnreadableDate, parse_day
from app.web import formats

MORNING = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
SUMMER_NIGHT = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
# Two working days from Friday 20 November: until the midnight that ends Tuesday the 24th.
LIMIT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def reading(language: str) -> Flask:
    app = Flask("formats", static_folder=None)
    Babel(app, default_locale=language)
    formats.install_formats(app)
    return app


@pytest.fixture
def swedish() -> Iterator[None]:
    with reading("sv").test_request_context():
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with reading("en").test_request_context():
        yield


@pytest.mark.usefixtures("swedish")
def test_a_swedish_reader_sees_stockholms_time() -> None:
    assert formats.moment(MORNING) == "22 november 2026 kl. 10:05"
    assert formats.moment_short(MORNING) == "2026-11-22 10:05"
    assert formats.moment(SUMMER_NIGHT) == "1 juli 2026 kl. 00:30"
    assert formats.day(SUMMER_NIGHT) == "1 juli 2026"
    assert formats.number(12345) == "12\u00a0345"


@pytest.mark.usefixtures("swedish")
def test_a_day_is_counted_down_to() -> None:
    with clock.at(SUMMER_NIGHT):  # in Stockholm it is the first of July already
        told = [formats.days_left(date(2026, 6, 29) + timedelta(days=days)) for days in (0, 1, 2, 3, 6, 62)]
    assert told == ["för 2 dagar sedan", "i går", "i dag", "i morgon", "om 4 dagar", "om 60 dagar"]


@pytest.mark.usefixtures("english")
def test_an_english_reader_sees_the_same_moment_in_english() -> None:
    assert formats.moment(MORNING) == "22 November 2026 at 10:05"
    assert formats.moment_short(MORNING) == "2026-11-22 10:05"


@pytest.mark.usefixtures("swedish")
def test_a_day_of_another_year_is_told_with_its_year() -> None:
    with clock.at(MORNING):
        assert formats.weekday(MORNING) == "söndag 22 november"
        assert formats.short_day(date(2026, 11, 24)) == "tis 24 nov."
        assert formats.short_day(date(2026, 12, 31)) == "tors 31 dec."
        assert formats.short_day(date(2027, 1, 1)) == "fre 1 jan. 2027"
        assert formats.short_day(date(2027, 11, 26)) == "fre 26 nov. 2027"
        assert formats.short_day(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)) == "fre 1 jan. 2027"
        assert formats.weekday(date(2025, 11, 26)) == "onsdag 26 november 2025"


@pytest.mark.usefixtures("english")
def test_an_english_reader_sees_the_year_too() -> None:
    with clock.at(MORNING):
        assert formats.weekday(MORNING) == "Sunday 22 November"
        assert formats.short_day(date(2026, 11, 24)) == "Tue 24 Nov"
        assert formats.short_day(date(2027, 11, 26)) == "Fri 26 Nov 2027"
        assert formats.weekday(date(2027, 11, 26)) == "Friday 26 November 2027"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("form", [formats.day, formats.weekday, formats.short_day, formats.day_without_this_year])
def test_a_day_that_was_shown_can_be_typed(language: str, form: Callable[[date], str]) -> None:
    @given(st.dates(FIRST, LAST))
    def is_read_back(day: date) -> None:
        leaning = Leaning.AHEAD if day >= MORNING.date() else Leaning.BACK
        try:
            read: date | None = parse_day(form(day), leaning)
        except UnreadableDate as asked:  # without a year, and another such day is near
            read = asked.meant
        assert read == day

    with clock.at(MORNING), reading(language).test_request_context():
        is_read_back()


@pytest.mark.usefixtures("swedish")
def test_the_year_is_that_of_stockholm() -> None:
    with clock.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert formats.short_day(date(2027, 1, 1)) == "fre 1 jan."
        assert formats.short_day(date(2026, 12, 31)) == "tors 31 dec. 2026"


def test_outside_a_request_the_language_is_swedish() -> None:
    assert formats.day(MORNING) == "22 november 2026"


@pytest.mark.usefixtures("swedish")
@pytest.mark.parametrize(
    ("distance", "words"),
    [(timedelta(days=-2), "för 2 dagar sedan"), (timedelta(hours=3), "om 3 timmar")],
)
def test_distances_in_time_are_told_from_now(distance: timedelta, words: str) -> None:
    with clock.at(MORNING):
        assert formats.ago(MORNING + distance) == words


def test_machines_are_told_the_offset() -> None:
    assert formats.machine(MORNING) == "2026-11-22T10:05+01:00"
    assert formats.machine(SUMMER_NIGHT) == "2026-07-01T00:30+02:00"
    assert formats.machine(date(2026, 11, 24)) == "2026-11-24"


def test_a_limit_at_midnight_belongs_to_the_day_it_ends() -> None:
    assert calendar.last_day(LIMIT) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), "later"),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), "today"),
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), "today"),
        (LIMIT, "late"),
    ],
)
def test_a_reply_is_due_today_through_the_last_day_and_late_from_midnight(now: datetime, due: str) -> None:
    with clock.at(now):
        assert formats.due(LIMIT) == due
