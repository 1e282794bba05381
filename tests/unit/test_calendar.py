"""Working days, and the limit that the clinic must answer before: the examples that the rule was written down with."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.core import calendar
from app.core.calendar import CLOSING_TIME, USUAL, WorkingWeek
from app.core.clock import STOCKHOLM


def stockholm(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def last_day(received: str, days: int = 2, week: WorkingWeek = USUAL) -> str:
    """The day whose 24:00 is the limit."""
    limit = calendar.respond_by(stockholm(received), days, week).astimezone(STOCKHOLM)
    assert limit.time().isoformat() == "00:00:00"
    return (limit.date() - timedelta(days=1)).strftime("%a %d %b %Y")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 10:00", "Tue 24 Nov 2026"),
        ("2026-11-20 16:00", "Wed 25 Nov 2026"),
        ("2026-11-21 00:00", "Wed 25 Nov 2026"),
        ("2026-11-21 23:59", "Wed 25 Nov 2026"),
        ("2026-11-16 16:30", "Thu 19 Nov 2026"),
        ("2026-12-23 10:00", "Tue 29 Dec 2026"),
    ],
)
def test_the_examples_of_the_rule(received: str, expected: str) -> None:
    assert last_day(received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 15:59:59", "Tue 24 Nov 2026"),
        ("2026-12-30 09:00", "Tue 05 Jan 2027"),
        ("2026-12-31 09:00", "Thu 07 Jan 2027"),
        ("2027-01-01 00:00", "Thu 07 Jan 2027"),
        ("2026-04-02 15:00", "Wed 08 Apr 2026"),
        ("2026-06-18 10:00", "Tue 23 Jun 2026"),
        ("2026-05-13 17:00", "Tue 19 May 2026"),
    ],
)
def test_year_ends_easter_midsummer_and_the_last_second_before_four(received: str, expected: str) -> None:
    assert last_day(received) == expected


def test_a_case_type_with_five_days_gives_the_clinic_five() -> None:
    assert last_day("2026-11-16 10:00", 5) == "Mon 23 Nov 2026"


def test_a_case_type_with_no_days_is_due_the_same_day() -> None:
    assert last_day("2026-11-16 10:00", 0) == "Mon 16 Nov 2026"
    assert last_day("2026-11-16 16:00", 0) == "Tue 17 Nov 2026"


def test_the_limit_is_in_utc_and_an_hour_earlier_there_in_summer() -> None:
    assert calendar.respond_by(stockholm("2026-11-20 10:00")) == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert calendar.respond_by(stockholm("2026-08-17 10:00")) == datetime(2026, 8, 19, 22, 0, tzinfo=UTC)
    assert calendar.respond_by(stockholm("2026-08-17 10:00")).tzinfo is UTC


def test_a_case_from_the_friday_before_the_clocks_go_back_is_due_at_midnight_winter_time() -> None:
    assert calendar.respond_by(stockholm("2026-10-23 10:00")) == datetime(2026, 10, 27, 23, 0, tzinfo=UTC)


def test_a_case_from_the_friday_before_the_clocks_go_forward_is_due_at_midnight_summer_time() -> None:
    assert calendar.respond_by(stockholm("2026-03-27 10:00")) == datetime(2026, 3, 31, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00", "2026-03-29T01:00+00:00"])
def test_the_nights_when_the_clocks_change_are_sundays_like_others(moment: str) -> None:
    limit = calendar.respond_by(datetime.fromisoformat(moment))
    assert limit.astimezone(STOCKHOLM).strftime("%a %H:%M") == "Thu 00:00"


def test_the_days_of_the_clock_changes_are_25_and_23_hours_long() -> None:
    autumn, spring = date(2026, 10, 25), date(2026, 3, 29)
    before = timedelta(days=1)
    assert calendar.end_of_day(autumn) - calendar.end_of_day(autumn - before) == timedelta(hours=25)
    assert calendar.end_of_day(spring) - calendar.end_of_day(spring - before) == timedelta(hours=23)


def test_the_hour_counts_in_stockholm_whatever_zone_the_moment_is_given_in() -> None:
    in_time, too_late = datetime(2026, 11, 20, 14, 59, tzinfo=UTC), datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert calendar.respond_by(in_time) == calendar.respond_by(stockholm("2026-11-20 10:00"))
    assert calendar.respond_by(too_late) == calendar.respond_by(stockholm("2026-11-20 16:00"))


def test_new_year_in_stockholm_comes_before_new_year_in_utc() -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert calendar.respond_by(moment) == calendar.end_of_day(date(2027, 1, 7))


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2025-06-06",
        "2026-06-19", "2026-06-20", "2026-10-31", "2026-12-24", "2026-12-25", "2026-12-31",
    ],
)  # fmt: skip
def test_nobody_works_on_holidays_and_the_great_eves(day: str) -> None:
    assert not calendar.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-01-05", "2026-04-02", "2026-05-15", "2026-06-18", "2026-12-23", "2026-12-30"])
def test_bridge_days_and_the_days_before_holidays_are_worked(day: str) -> None:
    assert calendar.is_working_day(date.fromisoformat(day))


def test_working_days_are_only_counted_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_days(date(2026, 11, 20), -1)


def week(*closed: str, **closing: str) -> WorkingWeek:
    """A week of one's own: closed days, and closing times by weekday (``mon="15:00"``); without these the usual."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    own = {names.index(name): time.fromisoformat(text) for name, text in closing.items()}
    return WorkingWeek(own or USUAL.closing, frozenset(date.fromisoformat(day) for day in closed))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 10:00", "Tue 24 Nov 2026"),
        ("2026-11-20 16:00", "Wed 25 Nov 2026"),
        ("2026-12-23 10:00", "Tue 29 Dec 2026"),
    ],
)
def test_a_clinic_without_hours_of_its_own_keeps_the_usual_ones(received: str, expected: str) -> None:
    assert last_day(received, week=WorkingWeek()) == expected


def test_what_comes_at_that_days_own_closing_time_counts_as_the_next_day() -> None:
    early_fridays = week(mon="17:00", tue="17:00", wed="17:00", thu="17:00", fri="12:00")
    assert last_day("2026-11-20 11:59:59", week=early_fridays) == "Tue 24 Nov 2026"
    assert last_day("2026-11-20 12:00", week=early_fridays) == "Wed 25 Nov 2026"
    assert last_day("2026-11-19 16:59", week=early_fridays) == "Mon 23 Nov 2026"


def test_a_weekday_without_hours_is_no_working_day_and_an_open_saturday_is_one() -> None:
    assert last_day("2026-11-16 10:00", week=week(mon="16:00", wed="16:00", sat="13:00")) == "Sat 21 Nov 2026"


def test_an_open_saturday_that_is_a_holiday_is_closed_all_the_same() -> None:
    assert last_day("2026-12-23 10:00", 1, week(wed="16:00", sat="13:00")) == "Wed 30 Dec 2026"


def test_a_closed_day_between_moves_the_limit_by_a_day() -> None:
    assert last_day("2026-11-20 10:00", week=week("2026-11-23")) == "Wed 25 Nov 2026"


def test_what_comes_on_a_closed_day_counts_as_the_next_working_day() -> None:
    assert last_day("2026-11-20 10:00", week=week("2026-11-20")) == "Wed 25 Nov 2026"


def test_a_closed_day_on_a_sunday_or_a_holiday_changes_nothing() -> None:
    assert last_day("2026-12-23 10:00", week=week("2026-12-25", "2026-12-27")) == "Tue 29 Dec 2026"


def test_a_clinic_that_is_closed_for_weeks_answers_when_it_is_back() -> None:
    july = [(date(2026, 7, 1) + timedelta(days=n)).isoformat() for n in range(31)]
    assert last_day("2026-06-30 10:00", week=week(*july)) == "Tue 04 Aug 2026"
    assert last_day("2026-07-15 10:00", week=week(*july)) == "Wed 05 Aug 2026"


@pytest.mark.parametrize("own", [WorkingWeek({}), WorkingWeek({6: CLOSING_TIME}, frozenset())])
def test_no_hours_can_make_a_limit_that_never_comes(own: WorkingWeek) -> None:
    limit = calendar.respond_by(stockholm("2026-11-20 10:00"), 2, own)
    assert limit <= stockholm("2026-12-20 00:00")


def test_a_clinic_closed_for_more_than_a_year_is_counted_with_the_usual_week() -> None:
    years = frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(800))
    assert last_day("2026-11-20 10:00", week=WorkingWeek(USUAL.closing, years)) == "Wed 25 Nov 2026"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-03-27 11:59", "Tue 31 Mar 2026"),
        ("2026-03-29 01:59", "Wed 01 Apr 2026"),
        ("2026-10-23 12:00", "Wed 28 Oct 2026"),
        ("2026-10-25 02:30", "Wed 28 Oct 2026"),
    ],
)
def test_the_nights_when_the_clocks_change_move_no_clinics_hours(received: str, expected: str) -> None:
    assert last_day(received, week=week(mon="12:00", tue="12:00", wed="12:00", thu="12:00", fri="12:00")) == expected


def test_the_last_day_of_a_limit_is_the_day_that_ends_there() -> None:
    for day in (date(2026, 10, 25), date(2026, 3, 29), date(2026, 12, 31)):
        assert calendar.last_day(calendar.end_of_day(day)) == day
