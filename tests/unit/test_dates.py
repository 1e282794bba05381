"""Days and times as people write them."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.dates import FIRST, LAST, DateFault, Leaning, UnreadableDate, parse_day, parse_time

DAY = date(2026, 12, 2)  # a Wednesday
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@pytest.fixture(autouse=True)
def late_november() -> Iterator[None]:
    with clock.at(datetime(2026, 11, 27, 9, tzinfo=UTC)):
        yield


def fault(text: str, leaning: Leaning = Leaning.NEITHER) -> DateFault:
    with pytest.raises(UnreadableDate) as refusal:
        parse_day(text, leaning)
    return refusal.value.code


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-02", "20261202", "2026-12-2", "2026/12/02", "2026.12.02", "2026 12 02", " 2026-12-02 ",
        "2026\N{EN DASH}12\N{EN DASH}02", "\ufeff2026-12-02\N{ZERO WIDTH SPACE}", "2/12 2026", "2/12-2026", "2/12-26",
        "02/12/2026", "2.12.2026", "2 dec 2026", "2 december 2026", "2 DEC. 2026", "den 2 december 2026",
        "onsdag 2 december 2026", "onsdagen den 2 december 2026", "ons 2 dec. 2026", "Wednesday 2 December 2026",
        "261202", "02122026", "2 12 2026", "02 12 2026", "2-12-2026", "02-12-2026", "2\N{EN DASH}12\N{EN DASH}2026",
        "2.12 2026", "2.12.26", "02.12.26", "2. 12. 26", "2/12 26", "2/12 -26", "2.12-26", "2/12/26", "2-12-26",
        "2 dec 26", "2 dec. -26", "2 dec '26", "2 december 26", "2dec26", "2-dec-2026", "2:a december 2026",
        "den 2:e dec 2026", "on 2/12 2026", "on. 2.12.2026", "December 2, 2026", "Dec 2 2026", "2nd December 2026",
    ],
)  # fmt: skip
def test_a_whole_day_is_the_same_however_it_is_written(text: str) -> None:
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2/12",
        "02/12",
        "2 / 12",
        "2.12",
        "02.12.",
        "ons 2.12",
        "2:a dec",
        "2 dec",
        "2 dec.",
        "2 december",
        "ons 2 dec",
        "den 2 dec",
    ],
)
def test_without_a_year_it_is_the_next_such_day(text: str) -> None:
    assert parse_day(text, Leaning.AHEAD) == DAY
    assert fault(text) is DateFault.YEAR


@pytest.mark.parametrize("text", ["2/11", "02/11", "2 nov", "2 november", "mån 2 nov", "den 2 nov"])
def test_without_a_year_it_is_the_latest_such_day(text: str) -> None:
    assert parse_day(text, Leaning.BACK) == date(2026, 11, 2)
    assert fault(text) is DateFault.YEAR


@pytest.mark.parametrize(
    ("text", "leaning", "expected"),
    [
        ("26/11", Leaning.AHEAD, DateFault.JUST_PASSED),
        ("26 november", Leaning.AHEAD, DateFault.JUST_PASSED),
        ("fre 26 nov", Leaning.AHEAD, DateFault.JUST_PASSED),
        ("27/8", Leaning.AHEAD, DateFault.JUST_PASSED),
        ("26/8", Leaning.AHEAD, date(2027, 8, 26)),
        ("28/11", Leaning.AHEAD, date(2026, 11, 28)),
        ("26/11 2027", Leaning.AHEAD, date(2027, 11, 26)),
        ("31/12", Leaning.BACK, DateFault.NOT_YET),
        ("1/1", Leaning.BACK, DateFault.NOT_YET),
        ("27/2", Leaning.BACK, DateFault.NOT_YET),
        ("28/2", Leaning.BACK, date(2026, 2, 28)),
        ("26/11", Leaning.BACK, date(2026, 11, 26)),
        ("31/12-2025", Leaning.BACK, date(2025, 12, 31)),
    ],
)
def test_a_day_just_on_the_other_side_of_today_is_asked_about(
    text: str, leaning: Leaning, expected: date | DateFault
) -> None:
    assert (fault(text, leaning) if isinstance(expected, DateFault) else parse_day(text, leaning)) == expected


def test_the_question_names_the_day_at_hand_and_the_one_a_year_away() -> None:
    with clock.at(datetime(2027, 1, 5, 9, tzinfo=UTC)), pytest.raises(UnreadableDate) as refusal:
        parse_day("31/12", Leaning.AHEAD)
    assert (refusal.value.near, refusal.value.meant) == (date(2026, 12, 31), date(2027, 12, 31))


def test_today_is_both_the_next_and_the_latest_such_day() -> None:
    for leaning in (Leaning.AHEAD, Leaning.BACK):
        assert parse_day("27/11", leaning) == date(2026, 11, 27)


def test_29_february_is_that_of_a_leap_year() -> None:
    assert parse_day("29/2", Leaning.AHEAD) == date(2028, 2, 29)
    assert parse_day("29 feb", Leaning.BACK) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "days"), [("i dag", 27), ("idag", 27), ("I morgon", 28), ("i går", 26), ("today", 27)]
)
def test_today_tomorrow_and_yesterday_are_days(text: str, days: int) -> None:
    assert parse_day(text) == date(2026, 11, days)


@pytest.mark.parametrize(
    "text",
    [
        "31 feb 2026",
        "2026-02-31",
        "260231",
        "31.2.26",
        "31-02-2026",
        "20260229",
        "31/11",
        "0/1",
        "1/0",
        "2026-13-01",
        "0000-01-01",
    ],
)
def test_a_day_that_never_is_is_told_as_such(text: str) -> None:
    assert fault(text, Leaning.AHEAD) is DateFault.NO_SUCH_DAY


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01", "31 dec 9999", "31/12/1999"])
def test_a_day_far_off_is_told_as_such(text: str) -> None:
    assert fault(text) is DateFault.RANGE


@pytest.mark.parametrize(
    "text",
    ["26-11-21", "21-11-26", "26/11/21", "21/11/26", "21/1/26", "26 11 21", "21 11 26", "26\N{EN DASH}11\N{EN DASH}21"],
)
def test_a_year_of_two_digits_that_may_stand_at_either_end_is_asked_about(text: str) -> None:
    for leaning in Leaning:
        assert fault(text, leaning) is DateFault.TWO_READINGS


@pytest.mark.parametrize("text", ["261121", "21.11.26", "21 nov 26", "21/11-26"])
def test_a_year_of_two_digits_that_may_be_of_either_century_is_asked_about(text: str) -> None:
    with pytest.raises(UnreadableDate) as refusal:
        parse_day(text, first=date(1900, 1, 1))
    assert refusal.value.code is DateFault.TWO_READINGS
    assert parse_day(text, first=date(1930, 1, 1)) == date(2026, 11, 21)


def test_the_range_has_both_its_ends() -> None:
    assert (parse_day("2000-01-01"), parse_day("2100-12-31")) == (FIRST, LAST)


def test_the_wrong_weekday_is_asked_about() -> None:
    assert fault("fredag 2 december 2026") is DateFault.WEEKDAY


@pytest.mark.parametrize(
    "text",
    ["", " ", "snart", "2 dex", "12", "202612", "2026-12", "2/12/", "/", "2-12", "de 2 dec", "٢٠٢٦-١٢-٠٢", "1" * 5000,
     "2026-12-02T08:00", "fredag", "2026-12-02; DROP"],
)  # fmt: skip
def test_the_rest_has_the_wrong_shape(text: str) -> None:
    assert fault(text, Leaning.AHEAD) is DateFault.SHAPE


@pytest.mark.parametrize(
    "text",
    [
        "8",
        "08",
        "0800",
        "800",
        "8.00",
        "08:00",
        "8:00",
        "8,00",
        "8 00",
        "08:00:00",
        "08.00.",
        "kl 8",
        "kl. 8",
        "Kl.8",
        "kl: 8",
        "klockan 8",
        "kl 0800",
        "kl 08.00",
        "kl. 8.00.",
    ],
)
def test_eight_is_eight_however_it_is_written(text: str) -> None:
    assert parse_time(text) == time(8)


def test_minutes_are_minutes() -> None:
    assert (parse_time("16.45"), parse_time("1645"), parse_time("23:59")) == (time(16, 45), time(16, 45), time(23, 59))


@pytest.mark.parametrize(
    "text", ["", "åtta", "24", "24:00", "8:60", "8:5", "-8", "8-16", "12 3", "08000", "1" * 5000, "٨"]
)
def test_what_is_no_time_is_told_as_such(text: str) -> None:
    with pytest.raises(UnreadableDate) as refusal:
        parse_time(text)
    assert refusal.value.code is DateFault.TIME


@given(st.text() | st.text("0123456789-/. dec", max_size=12), st.sampled_from(list(Leaning)))
def test_whatever_is_written_is_a_day_within_the_range_or_a_refusal(text: str, leaning: Leaning) -> None:
    with contextlib.suppress(UnreadableDate):
        assert FIRST <= parse_day(text, leaning) <= LAST
    with contextlib.suppress(UnreadableDate):
        parse_time(text)


@given(st.dates(FIRST, LAST))
def test_every_day_is_read_back_however_it_is_spelt(day: date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(), f"{day:%Y%m%d}", f"{day:%d%m%Y}", f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}", f"{day.day}/{day.month} {day.year}", f"{day.day} {month} {day.year}",
        f"{month[:3]} {day.day} {day.year}",
    ):  # fmt: skip
        assert parse_day(text) == day


@given(st.dates(FIRST, date(2099, 12, 31)))
def test_a_year_of_two_digits_is_of_this_century(day: date) -> None:
    month = MONTHS[day.month - 1]
    for text in (f"{day:%y%m%d}", f"{day:%d.%m.%y}", f"{day.day}/{day.month}-{day:%y}", f"{day.day} {month} {day:%y}"):
        assert parse_day(text) == day


@given(st.times())
def test_every_minute_is_read_back(at: time) -> None:
    for text in (f"{at:%H:%M}", f"{at:%H.%M}", f"{at:%H%M}", f"kl. {at.hour}.{at:%M}", f"kl {at:%H:%M:%S}"):
        assert parse_time(text) == time(at.hour, at.minute)
