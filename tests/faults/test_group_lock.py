"""A group that is being closed while a case is being given to it: one of the two waits for the other, on both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.cases.holder import Holder
from app.cases.services.distribution import Distribution, distribute
from app.core.db import atomic, db, session
from app.core.errors import DomainError
from app.roles.models import Group
from app.roles.services.groups import close_group
from tests.faults.test_concurrency import Act, at_once
from tests.world import World, operation

TIMEOUT = 0.3
"""Seconds in which the one who waits would have come through, had nobody held the group."""


def group_is_open(app: Flask, group_id: UUID) -> bool:
    with app.app_context():
        return session().scalars(select(Group.active).where(Group.id == group_id)).one()


def test_a_distribution_waits_for_a_closing_under_way_and_then_learns_of_it(app: Flask, world: World) -> None:
    case_id, group_id, maja = world.send("Tolvan"), world.group_id("Läkare"), world.staff("Maja")
    asked = threading.Event()
    ended: list[str] = []

    def give() -> None:
        with app.app_context():
            asked.set()
            try:
                distribute(maja, case_id, Distribution(Holder(group=group_id), 1, operation()))
                ended.append("ok")
            except DomainError as error:
                ended.append(error.code)
            finally:
                db.session.remove()

    other = threading.Thread(target=give)
    with app.app_context():
        with atomic() as current:
            group = current.scalars(select(Group).where(Group.id == group_id).with_for_update()).one()
            group.active = False
            current.flush()
            other.start()
            assert asked.wait(10)
            other.join(TIMEOUT)
            assert ended == []
        other.join(20)
        db.session.remove()
    assert ended == ["no-such-group"]
    assert world.case(case_id).group_id is None


def test_of_a_closing_and_a_distribution_at_once_one_is_refused(app: Flask, world: World) -> None:
    maja, adam = world.staff("Maja"), world.staff("Adam")
    for round_number in range(4):
        case_id, group_id = world.send("Tolvan"), world.group_id(("Läkare", "Sjuksköterskor")[round_number % 2])
        if not group_is_open(app, group_id):
            continue
        order = Distribution(Holder(group=group_id), world.case(case_id).version, operation())
        acts: list[Act] = [
            partial(distribute, maja, case_id, order),
            partial(close_group, adam, group_id, operation()),
        ]
        given, closed = at_once(app, acts)
        assert {given, closed} == {"ok", "Invalid"}
        assert group_is_open(app, group_id) == (given == "ok")
        assert world.case(case_id).group_id == (group_id if given == "ok" else None)


def test_many_to_one_group_at_once_do_not_wait_for_each_other_for_ever(app: Flask, world: World) -> None:
    maja, group_id = world.staff("Maja"), world.group_id()
    cases = [world.send("Tolvan") for _ in range(4)]

    def give(case_id: UUID) -> None:
        with app.app_context():
            distribute(maja, case_id, Distribution(Holder(group=group_id), 1, operation()))
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(give, cases))
    assert {world.case(case_id).group_id for case_id in cases} == {group_id}
