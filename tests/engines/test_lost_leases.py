"""A worker that was so slow that its job went to another neither puts it off nor gives it up."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import atomic, session
from app.jobs import queue
from app.jobs.models import Job
from app.jobs.queue import Leased
from app.jobs.registry import LEASES, Lane, patience_of

NOON = datetime.fromisoformat("2026-11-23T11:00:00+00:00")
KIND = "test.slow"
LATER = LEASES[Lane.WORK] + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def promise(number: str) -> None:
    with atomic() as current:
        queue.enqueue(current, KIND, {"id": number}, f"{KIND}:{number}", NOON)


def as_stored(number: str) -> dict[str, object]:
    session().rollback()
    row = session().scalars(select(Job).where(Job.dedupe == f"{KIND}:{number}")).one()
    return {column.name: getattr(row, column.name) for column in Job.__table__.columns}


def leased() -> Leased:
    job = queue.lease()
    assert job is not None
    return job


def lost() -> Leased:
    """A job whose lease ran out, and which another worker has now."""
    promise("one")
    with clock.at(NOON):
        mine = leased()
    with clock.at(NOON + LATER):
        assert leased().id == mine.id
    return mine


def give_up(mine: Leased) -> None:
    """After its patience."""
    patience = patience_of(KIND)
    assert patience is not None
    with clock.at(NOON + patience + LATER):
        queue.postpone(mine, "LookupError")


def put_off(mine: Leased) -> None:
    with clock.at(NOON + LATER):
        queue.postpone(mine, "LookupError")


@pytest.mark.parametrize("act", [put_off, give_up], ids=["put off", "given up"])
def test_a_job_that_another_worker_has_is_neither_put_off_nor_given_up(act: Callable[[Leased], None]) -> None:
    mine = lost()
    before = as_stored("one")
    act(mine)
    assert as_stored("one") == before


@pytest.mark.parametrize("act", [put_off, give_up], ids=["put off", "given up"])
def test_a_job_that_another_worker_has_done_stays_done(act: Callable[[Leased], None]) -> None:
    promise("one")
    with clock.at(NOON):
        mine = leased()
        queue.finish(mine)
    before = as_stored("one")
    act(mine)
    assert as_stored("one") == before


@pytest.mark.parametrize("act", [put_off, give_up], ids=["put off", "given up"])
def test_ones_own_job_is_and_no_other_is_touched(act: Callable[[Leased], None]) -> None:
    for number in ("one", "two"):
        promise(number)
    with clock.at(NOON):
        mine, colleagues = leased(), leased()
    before, others = as_stored(mine.payload["id"]), as_stored(colleagues.payload["id"])
    act(mine)
    after = as_stored(mine.payload["id"])
    assert after != before
    assert (after["last_error"], after["lease_until"]) == ("LookupError", None)
    assert as_stored(colleagues.payload["id"]) == others


def test_patience_is_at_its_end_exactly_when_it_is() -> None:
    patience = patience_of(KIND)
    assert patience is not None
    promise("one")
    with clock.at(NOON):
        mine = leased()
    with clock.at(NOON + patience - timedelta(seconds=1)):
        assert not queue.postpone(mine, "LookupError")
    assert as_stored("one")["dead_at"] is None
    with clock.at(NOON + patience):
        assert queue.postpone(mine, "LookupError")
    assert as_stored("one")["dead_at"] == NOON + patience


def test_a_lease_runs_out_exactly_when_it_does() -> None:
    promise("one")
    with clock.at(NOON):
        leased()
    with clock.at(NOON + LEASES[Lane.WORK] - timedelta(seconds=1)):
        assert queue.lease() is None
    with clock.at(NOON + LEASES[Lane.WORK]):
        assert leased().attempts == 2
