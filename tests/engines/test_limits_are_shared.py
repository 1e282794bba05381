"""Limits are rows: however many nodes and threads count at once, exactly so many pass."""

import threading

from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import atomic, db, session
from app.core.errors import TooMany
from app.limits.counting import beginning, count, is_first
from app.limits.kinds import LIMITS_IN_USE, Limited
from app.limits.models import LimitCount
from settings.limits import Limits
from tests.hooks import instead

AT = clock.now()


def at_once(app: Flask, number: int, what: Limited) -> list[str]:
    """Count in so many threads, each with a connection of its own; how each came out."""
    ready, told = threading.Barrier(number), list[str]()

    def one() -> None:
        with app.app_context():
            ready.wait()
            try:
                with atomic() as current:
                    count(current, what, "somebody", AT)
                told.append("done")
            except TooMany:
                told.append("too many")
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_of_eight_at_once_as_many_pass_as_may_and_no_more_are_counted(app: Flask) -> None:
    with instead(app, LIMITS_IN_USE, Limits(codes=3)):
        assert at_once(app, 8, Limited.ASK_FOR_CODE) == ["done"] * 3 + ["too many"] * 5
    with app.app_context():
        row = session().scalars(select(LimitCount)).one()
        assert (row.number, row.since) == (3, beginning(Limited.ASK_FOR_CODE, AT))


def test_one_of_two_workers_is_the_first_to_tell(app: Flask) -> None:
    with app.app_context():
        told = []
        for _ in range(2):
            with atomic() as current:
                told.append(is_first(current, Limited.READ_CASES, "somebody", AT))
    assert told == [True, False]
