"""How long a job that failed waits."""

from app.jobs.queue import wait_after
from app.jobs.registry import LEASES, Lane
from app.notices.services.wire import Timeouts


def test_the_waits_grow_and_stop_growing_at_about_an_hour() -> None:
    waits = [wait_after(attempt).total_seconds() for attempt in range(1, 20)]

    assert 7 <= waits[0] <= 13
    assert max(waits) <= 1.25 * 3600
    assert waits[-1] >= 0.75 * 3600


def test_the_lease_of_a_letter_is_longer_than_the_most_patient_try() -> None:
    assert LEASES[Lane.MAIL].total_seconds() > Timeouts().longest == 2705
