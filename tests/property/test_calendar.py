"""What holds for every day and every moment, not only for the examples."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core import calendar
from app.core.calendar import USUAL, WorkingWeek
from app.core.clock import STOCKHOLM

days = st.dates(date(2000, 1, 1), date(2099, 11, 30))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001
counts = st.integers(0, 12)
DAY = timedelta(days=1)


def midsummer_eve(year: int) -> date:
    """The Friday of 19 to 25 June."""
    return next(day for n in range(19, 26) if (day := date(year, 6, n)).weekday() == 4)


@given(days, counts)
def test_adding_working_days_lands_on_one_and_passes_exactly_that_many(day: date, count: int) -> None:
    end = calendar.add_working_days(day, count)
    passed = [day + n * DAY for n in range(1, (end - day).days + 1)]
    assert sum(map(calendar.is_working_day, passed)) == count
    assert count == 0 or calendar.is_working_day(end)


@given(days, counts, counts)
def test_adding_in_two_steps_is_adding_at_once(day: date, first: int, second: int) -> None:
    at_once = calendar.add_working_days(day, first + second)
    assert calendar.add_working_days(calendar.add_working_days(day, first), second) == at_once


@given(days)
def test_no_weekend_is_worked_and_no_holiday_lasts_a_week(day: date) -> None:
    week = [day + n * DAY for n in range(7)]
    assert not any(calendar.is_working_day(d) for d in week if d.weekday() >= 5)
    assert any(map(calendar.is_working_day, week))


@given(st.integers(2000, 2099))
def test_the_three_great_eves_are_free_every_year(year: int) -> None:
    eves = [date(year, 12, 24), date(year, 12, 31), midsummer_eve(year)]
    assert not any(map(calendar.is_working_day, eves))


@given(moments, counts)
def test_the_limit_is_a_midnight_after_a_working_day_and_after_the_moment(received: datetime, count: int) -> None:
    limit = calendar.respond_by(received, count)
    shown = limit.astimezone(STOCKHOLM)
    assert limit > received
    assert shown.time() == time.min
    assert calendar.is_working_day(shown.date() - DAY)


@given(moments, moments, counts)
def test_what_came_first_is_never_due_last(one: datetime, other: datetime, count: int) -> None:
    first, second = sorted([one, other])
    assert calendar.respond_by(first, count) <= calendar.respond_by(second, count)


@given(days)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    end = calendar.end_of_day(day)
    assert (end - timedelta(microseconds=1)).astimezone(STOCKHOLM).date() == day
    assert end.astimezone(STOCKHOLM).date() == day + DAY


closing_times = st.times(time(6), time(23)).map(lambda at: at.replace(second=0, microsecond=0))
weeks = st.builds(
    WorkingWeek,
    st.dictionaries(st.integers(0, 6), closing_times, min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40),
)
lately = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(lately, counts, weeks)
def test_whatever_its_hours_a_clinic_is_late_at_a_midnight_after_a_day_on_which_it_was_open(
    received: datetime, count: int, week: WorkingWeek
) -> None:
    limit = calendar.respond_by(received, count, week)
    assert limit > received
    assert limit.astimezone(STOCKHOLM).time() == time.min
    assert calendar.is_working_day(calendar.last_day(limit), week)


@given(lately, lately, counts, weeks)
def test_whatever_its_hours_what_came_first_is_never_due_last(
    one: datetime, other: datetime, count: int, week: WorkingWeek
) -> None:
    first, second = sorted([one, other])
    assert calendar.respond_by(first, count, week) <= calendar.respond_by(second, count, week)


@given(lately, counts, st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40))
def test_closed_days_never_bring_a_limit_forward(received: datetime, count: int, closed: frozenset[date]) -> None:
    own = WorkingWeek(USUAL.closing, closed)
    assert calendar.respond_by(received, count, own) >= calendar.respond_by(received, count)


@given(lately, weeks)
def test_the_day_that_a_moment_counts_as_is_open_and_at_most_its_own_at_the_earliest(
    received: datetime, week: WorkingWeek
) -> None:
    day = week.first_day(received)
    assert week.is_open(day)
    assert day >= received.astimezone(STOCKHOLM).date()
