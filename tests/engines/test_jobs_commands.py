"""The queue's command line: what waits, what was given up, and another try."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import atomic, database_time, session
from app.jobs import queue
from app.jobs.models import Job
from app.jobs.registry import KINDS, Kind, Kinds
from app.jobs.worker import run_due
from tests.hooks import instead


def breaks(_payload: Mapping[str, str]) -> None:
    raise LookupError


def breaks_too(_payload: Mapping[str, str]) -> None:
    raise ArithmeticError


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    jobs = {"test.breaks": Kind(breaks), "test.breaks.too": Kind(breaks_too)}
    with instead(app, KINDS, Kinds({**KINDS.of(app), **jobs})), app.app_context():
        yield


def asked(app: Flask, *line: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    session().rollback()
    result = app.test_cli_runner().invoke(args=["jobs", *line])
    return result.exit_code, result.output


def promise(kind: str, *names: str) -> None:
    with atomic() as current:
        for name in names:
            queue.enqueue(current, kind, {"id": name}, f"{kind}:{name}", database_time(current))


def give_up_all() -> None:
    """Try until the third day has passed."""
    for hours in (0, 73):
        with clock.at(clock.now() + timedelta(hours=hours)):
            run_due()


def test_the_status_tells_by_kind_what_waits_since_when_and_what_went_wrong_last(app: Flask) -> None:
    assert asked(app, "status")[1].startswith("nothing waits and nothing was given up\n")
    with clock.at(clock.now() - timedelta(days=1)):
        since = clock.local(clock.now())
        promise("test.breaks", "a", "b")
        run_due()
    promise("test.breaks.too", "c")

    _, told = asked(app, "status")

    lines = [line.split() for line in told.splitlines()[1:-1]]
    assert [line[:4] for line in lines] == [["test.breaks", "2", "2", "0"], ["test.breaks.too", "1", "0", "0"]]
    assert f"{since:%Y-%m-%d %H:%M}" in told
    assert lines[0][-1] == "LookupError"


def test_everything_that_was_given_up_is_tried_again_by_one_order_also_of_one_kind_alone(app: Flask) -> None:
    promise("test.breaks", "a", "b")
    promise("test.breaks.too", "c")
    give_up_all()
    assert asked(app, "dead")[1].count("\n") == 3

    assert asked(app, "retry", "--all", "--kind", "test.breaks") == (0, "2 jobs: due now\n")
    assert [job.kind for job in session().scalars(select(Job).where(Job.dead_at.is_not(None)))] == ["test.breaks.too"]
    assert asked(app, "retry", "--all") == (0, "1 job: due now\n")
    assert asked(app, "retry", "--all") == (0, "0 jobs: due now\n")
    with clock.at(clock.now() + timedelta(days=4)):
        run_due()
        assert asked(app, "dead") == (0, ""), "the patience is new too"


def test_what_failed_and_waits_is_tried_at_once_by_the_same_order_and_keeps_the_patience_it_has_left(
    app: Flask,
) -> None:
    promise("test.breaks", "a")
    run_due()
    promise("test.breaks.too", "later")
    before = session().scalars(select(Job).where(Job.kind == "test.breaks")).one()
    since, next_try = before.tried_since, before.run_at
    assert next_try > database_time(session())

    assert asked(app, "retry", "--all") == (0, "1 job: due now\n"), "what was never tried is left as it is"

    after = session().scalars(select(Job).where(Job.kind == "test.breaks")).one()
    assert after.run_at < next_try
    assert (after.tried_since, after.attempts) == (since, 1)


def test_what_a_worker_has_in_hand_is_left_to_it(app: Flask) -> None:
    promise("test.breaks", "a")
    run_due()
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert queue.lease() is not None
        assert asked(app, "retry", "--all") == (0, "0 jobs: due now\n")


def test_one_job_is_tried_again_by_its_number(app: Flask) -> None:
    promise("test.breaks", "a")
    give_up_all()
    number = session().scalars(select(Job.id)).one()

    assert asked(app, "retry", str(number)) == (0, f"job {number}: due now\n")
    assert session().scalars(select(Job.dead_at)).one() is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["retry", "99999"], "job 99999: no such job"),
        (["retry", "--all", "--kind", "test.brakes"], "no such kind: test.brakes"),
        (["retry"], "NUMBER or --all"),
        (["retry", "1", "--all"], "NUMBER or --all"),
        (["retry", "1", "--kind", "test.breaks"], "NUMBER or --all"),
    ],
)
def test_what_cannot_be_tried_again_says_why(app: Flask, line: list[str], why: str) -> None:
    code, told = asked(app, *line)

    assert code != 0
    assert why in told


def test_what_is_done_is_not_done_again(app: Flask) -> None:
    promise("test.breaks", "a")
    with atomic() as current:
        current.scalars(select(Job)).one().done_at = database_time(current)
    number = session().scalars(select(Job.id)).one()

    code, told = asked(app, "retry", str(number))

    assert (code, f"job {number}: is done" in told) == (1, True)
