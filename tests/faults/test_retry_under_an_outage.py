"""An operator asks for another try of a letter at the moment when a worker finds the mail server away."""

import threading
from collections.abc import Iterator, Mapping
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import atomic, db, session
from app.jobs import health
from app.jobs.lanes import hold_up
from app.jobs.models import Job, JobLane
from app.jobs.queue import enqueue
from app.jobs.registry import KINDS, Kind, Kinds, Lane
from tests.hooks import instead


def letter(_payload: Mapping[str, str]) -> None:
    """Never gets as far."""


@pytest.fixture(autouse=True)
def _has_letters(app: Flask) -> Iterator[None]:
    with instead(app, KINDS, Kinds({**KINDS.of(app), "test.letter": Kind(letter, Lane.MAIL)})):
        yield


def test_neither_waits_for_the_other_for_ever(app: Flask) -> None:
    with app.app_context():
        with atomic() as current:
            enqueue(current, "test.letter", {}, str(uuid4()), clock.now())
        hold_up(Lane.MAIL, "Away")
        number = session().scalars(select(Job.id).where(Job.kind == "test.letter")).one()
        db.session.remove()
    said = list[str]()

    def retry() -> None:
        with app.app_context():
            try:
                health.retry(number)
                said.append("ok")
            except SQLAlchemyError as error:
                said.append(type(error).__name__)
            finally:
                db.session.remove()

    retrying = threading.Thread(target=retry)
    with app.app_context():
        with atomic() as current:  # the locks of hold_up, in its order
            current.get_one(JobLane, Lane.MAIL.value, with_for_update=True)
            retrying.start()
            retrying.join(0.5)
            assert said == []
            tried = func.coalesce(Job.tried_since, clock.now())
            current.execute(update(Job).where(Job.kind == "test.letter").values(tried_since=tried))
        retrying.join(20)
        assert said == ["ok"]
        assert session().scalar(select(JobLane.waits_until)) is None
        db.session.remove()
