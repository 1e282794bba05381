"""Whom each act on a case tells of what: these notices, to these receivers, and nobody of anything else."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.cases.services.endings import cancel, close, reopen
from app.cases.services.replies import send_final_reply, send_partial_reply
from app.core.db import atomic, session
from app.jobs.models import Job
from app.notices.kinds import NoticeEvent
from tests.one_case import Desk
from tests.world import World

Told = set[tuple[NoticeEvent, str]]


@pytest.fixture
def desk(app: Flask, world: World) -> Iterator[Desk]:
    case_id = world.send()
    with app.app_context():
        yield Desk(world, case_id)


def told(desk: Desk) -> Told:
    """What is promised to whom."""
    names = {
        str(desk.world.staff_id("Hanna")): "Hanna",
        str(desk.world.staff_id("Henrik")): "Henrik",
        str(desk.world.group_id()): "group",
        str(desk.world.clinic_id()): "",
        str(desk.world.citizen_id("Tolvan")): "Tolvan",
    }
    jobs = session().scalars(select(Job).where(Job.kind == "notify"))
    found = [(NoticeEvent(job.payload["event"]), job.payload["to"], names[job.payload["to_id"]]) for job in jobs]
    return {(event, name or to) for event, to, name in found}


RECEIVERS, ASSIGNED, AWAY = "receivers", NoticeEvent.CASE_ASSIGNED, NoticeEvent.CASE_TAKEN_AWAY
RETURNED, ENDED, MESSAGE = NoticeEvent.CASE_RETURNED, NoticeEvent.CASE_ENDED, NoticeEvent.MESSAGE_FOR_CITIZEN
ANSWERED, REOPENED = NoticeEvent.CITIZEN_ANSWERED, NoticeEvent.CASE_REOPENED

ACTS: dict[str, tuple[list[Callable[[Desk], None]], Callable[[Desk], None], Told]] = {
    "given to a person": ([], lambda d: d.give("Hanna"), {(ASSIGNED, "Hanna")}),
    "given to a group": ([], lambda d: d.give("group"), {(ASSIGNED, "group")}),
    "given with a partial reply": (
        [],
        lambda d: d.give("Hanna", partial="Hej"),
        {(ASSIGNED, "Hanna"), (MESSAGE, "Tolvan")},
    ),
    "taken": ([lambda d: d.give("group")], Desk.take, set()),
    "given back to its group": ([lambda d: d.give("group"), Desk.take], Desk.give_back, {(ASSIGNED, "group")}),
    "given back to the inbox": ([lambda d: d.give("Hanna")], Desk.give_back, {(RETURNED, RECEIVERS)}),
    "given on to another": (
        [lambda d: d.give("Hanna")],
        lambda d: d.give("Henrik"),
        {(ASSIGNED, "Henrik"), (AWAY, "Hanna")},
    ),
    "given on to a group": (
        [lambda d: d.give("Hanna")],
        lambda d: d.give("group"),
        {(ASSIGNED, "group"), (AWAY, "Hanna")},
    ),
    "given on to the inbox": (
        [lambda d: d.give("Hanna")],
        lambda d: d.give(""),
        {(RETURNED, RECEIVERS), (AWAY, "Hanna")},
    ),
    "given from a group to a person": ([lambda d: d.give("group")], lambda d: d.give("Hanna"), {(ASSIGNED, "Hanna")}),
    "partial reply": ([lambda d: d.give("Hanna")], lambda d: d.write(send_partial_reply), {(MESSAGE, "Tolvan")}),
    "counter-question": ([lambda d: d.give("Hanna")], Desk.ask, {(MESSAGE, "Tolvan")}),
    "final reply": ([lambda d: d.give("Hanna")], lambda d: d.write(send_final_reply), {(MESSAGE, "Tolvan")}),
    "answer to a person": ([lambda d: d.give("Hanna"), Desk.ask], Desk.answer, {(ANSWERED, "Hanna")}),
    "answer to a group": (
        [lambda d: d.give("Hanna"), Desk.ask, lambda d: d.give("group")],
        Desk.answer,
        {(ANSWERED, "group")},
    ),
    "answer to the inbox": (
        [lambda d: d.give("Hanna"), Desk.ask, lambda d: d.give("")],
        Desk.answer,
        {(ANSWERED, RECEIVERS)},
    ),
    "closed": ([], lambda d: d.end(close), {(ENDED, "Tolvan")}),
    "cancelled": ([], lambda d: d.end(cancel), {(ENDED, "Tolvan")}),
    "reopened for its holder": (
        [lambda d: d.give("Hanna"), lambda d: d.end(close)],
        lambda d: d.end(reopen),
        {(REOPENED, "Hanna")},
    ),
    "reopened in the inbox": ([lambda d: d.end(close)], lambda d: d.end(reopen), {(REOPENED, RECEIVERS)}),
    "withdrawn": ([], Desk.withdraw, {(NoticeEvent.CASE_WITHDRAWN, RECEIVERS)}),
    "role lost": ([lambda d: d.give("Hanna")], Desk.lose, {(RETURNED, RECEIVERS)}),
    "note": ([lambda d: d.give("Hanna")], Desk.note, set()),
    "looked at": ([lambda d: d.give("Hanna")], Desk.look, set()),
    "undone": ([lambda d: d.give("Hanna")], lambda d: d.undo("Maja"), set()),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_tells_those_whom_it_concerns_and_nobody_else(desk: Desk, act: str) -> None:
    before, do, expected = ACTS[act]
    for step in before:
        step(desk)
    with atomic() as current:
        current.execute(delete(Job))

    do(desk)

    assert told(desk) == expected


def test_a_new_case_is_told_to_the_receivers_of_its_clinic_alone(desk: Desk) -> None:
    assert told(desk) == {(NoticeEvent.CASE_RECEIVED, RECEIVERS)}
