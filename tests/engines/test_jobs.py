"""Work that was promised is carried out, at least once, and once as a rule."""

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.crypto import Unreadable
from app.core.db import atomic, database_time, session
from app.jobs import health, queue
from app.jobs.models import Job, JobLane
from app.jobs.registry import KINDS, LEASES, Kind, Kinds, Lane, NeighbourAway, daily
from app.jobs.worker import run_due, run_forever, tick
from tests.hooks import instead

carried_out: Counter[str] = Counter()
stop = threading.Event()


def count(payload: Mapping[str, str]) -> None:
    carried_out[payload["id"]] += 1


def fail(payload: Mapping[str, str]) -> None:
    carried_out[payload["id"]] += 1
    message = "Tolvan 191212121212"
    raise LookupError(message)


def open_sealed(payload: Mapping[str, str]) -> None:
    carried_out[payload["id"]] += 1
    if payload["id"] == "later" and carried_out["later"] == 1:
        raise LookupError
    raise Unreadable


def end(_payload: Mapping[str, str]) -> None:
    stop.set()


def call(payload: Mapping[str, str]) -> None:
    reason = "Away"
    raise NeighbourAway(reason, timedelta(minutes=40) if payload["id"] == "patient" else None)


def every_day(payload: Mapping[str, str]) -> None:
    carried_out[payload["period"]] += 1


JOBS = {
    "test.count": Kind(count),
    "test.fail": Kind(fail),
    "test.sealed": Kind(open_sealed),
    "test.call": Kind(call, Lane.MAIL),
    "test.stop": Kind(end),
    "test.daily": Kind(every_day, period=daily),
}


@pytest.fixture(autouse=True)
def _nothing_carried_out(app: Flask) -> Iterator[None]:
    carried_out.clear()
    stop.clear()
    with instead(app, KINDS, Kinds({**KINDS.of(app), **JOBS})), app.app_context():
        yield


def promise(kind: str, number: str, after: int = 0) -> None:
    with atomic() as current:
        run_at = database_time(current) + timedelta(seconds=after)
        queue.enqueue(current, kind, {"id": number}, f"{kind}:{number}", run_at)


def only_job(kind: str = "%") -> Job:
    session().rollback()
    return session().scalars(select(Job).where(Job.kind.like(kind))).one()


def test_a_promise_of_a_transaction_that_failed_is_not_kept() -> None:
    with suppress(ZeroDivisionError), atomic() as current:
        queue.enqueue(current, "test.count", {"id": "a"}, "a", database_time(current))
        raise ZeroDivisionError

    assert run_due() == 0


def test_the_same_promise_made_three_times_is_kept_once() -> None:
    for _ in range(3):
        promise("test.count", "a")

    assert run_due() == 1
    assert run_due() == 0
    assert carried_out == {"a": 1}


def test_a_job_waits_for_its_time() -> None:
    promise("test.count", "a", after=60)

    assert run_due() == 0
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert run_due() == 1


@pytest.mark.parametrize(
    "text", ["Tolvan Tolvansson", "191212121212", "19121212-1212", "1212121212", "", "x" * 65, "a@b.se"]
)
def test_a_payload_of_anything_but_ids_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ids only"):
        promise("test.count", text)


def test_a_job_that_fails_is_tried_again_later_each_time_and_given_up_in_the_end() -> None:
    promise("test.fail", "a")
    moment = clock.now()
    for attempt in range(1, 38):
        with clock.at(moment):
            assert run_due() == 1
            assert run_due() == 0
        assert carried_out["a"] == attempt
        assert health.dead_jobs() == [] or attempt == 37, "three days have 36 times two hours"
        moment += timedelta(hours=2)

    with clock.at(moment):
        assert run_due() == 0
        assert health.late_kinds(session(), ["test.fail"]).dead == 1
    assert [(kind, error) for _, kind, error in health.dead_jobs()] == [("test.fail", "LookupError")]


def told_of(caplog: pytest.LogCaptureFixture) -> int:
    return caplog.text.count("sealed text cannot be opened")


def test_a_job_that_cannot_open_its_text_is_told_of_when_it_meets_it_and_when_it_is_given_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    promise("test.sealed", "a")
    moment = clock.now()
    for attempt in range(1, 38):
        with clock.at(moment):
            run_due()
        assert told_of(caplog) == (1 if attempt < 37 else 2), "three days have 36 times two hours"
        moment += timedelta(hours=2)


def test_a_text_that_does_not_open_is_told_of_also_when_the_first_try_ended_in_something_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    promise("test.sealed", "later")
    run_due()
    with clock.at(clock.now() + timedelta(hours=2)):
        run_due()
    assert told_of(caplog) == 1


def test_neither_the_log_nor_the_row_tells_what_the_error_said(caplog: pytest.LogCaptureFixture) -> None:
    promise("test.fail", "a")

    with caplog.at_level(logging.DEBUG, "app"):
        run_due()

    assert "test.fail" in caplog.text
    assert "Tolvan" not in caplog.text + only_job().last_error
    assert "191212121212" not in caplog.text + only_job().last_error


def test_a_job_whose_neighbour_is_away_is_tried_no_earlier_than_its_lane_is_open() -> None:
    start = clock.now()
    for minutes in (0, 2, 5, 10):
        with clock.at(start + timedelta(minutes=minutes)):
            promise("test.call", f"after-{minutes}")
            assert run_due() == 1
            opens = session().scalars(select(JobLane.waits_until)).one()
            latest = session().scalars(select(Job.run_at).order_by(Job.run_at.desc())).first()
            assert opens is not None
            assert latest is not None
            assert latest >= opens


def test_a_job_that_says_when_it_is_to_be_tried_again_is_tried_then() -> None:
    start = clock.now()
    with clock.at(start):
        promise("test.call", "patient")
        assert run_due() == 1
    assert only_job().run_at == start + timedelta(minutes=40)


def test_a_job_that_was_given_up_gets_new_attempts_when_somebody_asks() -> None:
    promise("test.count", "a")
    with atomic() as current:
        current.scalars(select(Job)).one().dead_at = database_time(current)
    assert run_due() == 0

    health.retry(only_job().id)

    assert run_due() == 1


def test_a_job_that_a_worker_has_is_nobody_elses_until_the_lease_runs_out() -> None:
    promise("test.count", "a")
    first = queue.lease()

    assert first is not None
    assert queue.lease() is None
    with clock.at(clock.now() + LEASES[Lane.WORK] + timedelta(seconds=1)):
        second = queue.lease()
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    promise("test.count", "a")
    moment = clock.now()
    for _ in range(queue.MAX_UNRETURNED):
        with clock.at(moment):
            assert queue.lease() is not None
        moment += LEASES[Lane.WORK] + timedelta(seconds=1)

    with clock.at(moment):
        assert queue.lease() is None
    assert [error for _, _, error in health.dead_jobs()] == ["LeaseExpired"]


def test_work_that_took_longer_than_its_lease_counts_as_done() -> None:
    promise("test.count", "a")
    slow = queue.lease()
    assert slow is not None
    with clock.at(clock.now() + LEASES[Lane.WORK] + timedelta(seconds=1)):
        queue.lease()

        queue.finish(slow)

        assert only_job().done_at is not None


def test_a_kind_that_nobody_knows_waits_for_a_version_that_does() -> None:
    promise("test.tomorrow", "a")

    run_due()

    assert only_job().last_error == "KeyError"
    assert only_job().dead_at is None


def test_four_workers_at_once_carry_out_each_job_once(app: Flask) -> None:
    for number in range(60):
        promise("test.count", f"n{number}")
    session().rollback()

    def work() -> None:
        with app.app_context():
            while run_due():
                pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert carried_out == {f"n{number}": 1 for number in range(60)}


def test_recurring_work_is_promised_once_a_day_however_many_workers_ask() -> None:
    for _ in range(3):
        tick({})
    run_due()

    assert carried_out[clock.today().isoformat()] == 1
    with clock.at(clock.now() + timedelta(days=1)):
        tick({})
        run_due()
    assert sum(carried_out.values()) == 2


def test_a_worker_finishes_the_job_in_hand_and_stops_when_it_is_told_to(app: Flask) -> None:
    promise("test.stop", "a")

    def work() -> None:
        with app.app_context():
            run_forever(stop)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(20)

    assert not worker.is_alive()
    assert only_job("test.stop").done_at is not None


def test_what_was_done_long_ago_is_forgotten_and_what_was_given_up_is_not() -> None:
    promise("test.count", "a")
    run_due()
    promise("test.fail", "b")
    with atomic() as current:
        current.scalars(select(Job).where(Job.kind == "test.fail")).one().dead_at = database_time(current)

    queue.forget_done(clock.now() + timedelta(days=31))

    assert only_job().kind == "test.fail"


def test_the_oldest_job_that_is_due_tells_how_far_behind_the_workers_are() -> None:
    promise("test.count", "a")

    since = only_job().promised_at
    assert since is not None
    quarter = since + timedelta(minutes=15)

    with clock.at(quarter - timedelta(microseconds=1)):
        assert health.keeps_up()
    with clock.at(quarter):
        assert not health.keeps_up()
