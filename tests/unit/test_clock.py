"""The clock: one source of time, in UTC, with days as they are in Stockholm."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock


def test_now_is_an_aware_moment_in_utc() -> None:
    before = datetime.now(UTC)
    moment = clock.now()
    assert moment.utcoffset() == timedelta(0)
    assert before <= moment <= datetime.now(UTC)


def test_when_hanna_logs_in_just_after_midnight_it_is_already_the_new_day() -> None:
    with clock.at(datetime(2026, 6, 30, 22, 5, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_in_winter_the_new_day_begins_at_23_utc() -> None:
    with clock.at(datetime(2026, 12, 31, 22, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 12, 31)
    with clock.at(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)):
        assert clock.today() == date(2027, 1, 1)


def test_the_hour_that_comes_twice_in_october_stays_two_different_moments() -> None:
    first = clock.local(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    second = clock.local(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert (first.hour, second.hour) == (2, 2)
    assert first.astimezone(UTC) != second.astimezone(UTC)


def test_the_clock_stands_still_inside_the_block_and_goes_on_after_it() -> None:
    moment = datetime(2026, 11, 20, 10, 0, tzinfo=clock.STOCKHOLM)
    assert not clock.is_fixed()
    with clock.at(moment):
        assert clock.is_fixed()
        assert clock.now() == clock.now() == moment
        assert clock.now().tzinfo is UTC
    assert not clock.is_fixed()


def test_blocks_nest_and_the_outer_time_comes_back() -> None:
    outer = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.at(outer):
        with clock.at(outer + timedelta(days=1)):
            assert clock.now() == outer + timedelta(days=1)
        assert clock.now() == outer


def test_the_clock_goes_on_also_when_the_block_fails() -> None:
    with pytest.raises(LookupError), clock.at(datetime(2026, 1, 1, tzinfo=UTC)):
        raise LookupError
    assert not clock.is_fixed()


def test_another_thread_keeps_the_real_time() -> None:
    with clock.at(datetime(2020, 1, 1, tzinfo=UTC)), ThreadPoolExecutor(1) as pool:
        assert not pool.submit(clock.is_fixed).result()


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="time zone"):
        clock.local(naive)
    with pytest.raises(ValueError, match="time zone"), clock.at(naive):
        pass
