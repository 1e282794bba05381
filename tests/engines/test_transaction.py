"""``transaction()``: the change, its event and its promises are stored together or not at all."""

import json
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import System
from app.cases.models import Case, CaseStep, Message
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_partial_reply
from app.core import clock
from app.core.db import Base, db, session
from app.jobs.models import Job
from app.operations import RETENTION, Operation, OperationName, OperationRow, answers_repeats, forget_old_operations
from app.roles.models import Group
from app.transaction import NothingRecorded, transaction
from tests.statements import before_each
from tests.world import World, operation

TOGETHER = 8


class Trying(OperationName):
    """What the tests do."""

    TRY = "try_it"


def trying(key: str) -> Operation:
    return Operation(Trying.TRY, UUID(int=1), key)


def everything() -> dict[str, int]:
    """How many rows each table has, and what the cases look like."""
    session().rollback()
    tables = Base.metadata.sorted_tables
    counted = {table.name: session().scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return counted | {"versions": session().scalar(select(func.sum(Case.version))) or 0}


def test_a_change_without_an_event_is_a_mistake_and_is_not_stored(app: Flask, world: World) -> None:
    group = Group(clinic_id=world.clinic_id(), name="Ologgad", active=True, created_at=clock.now())
    with app.app_context():
        before = everything()
        with pytest.raises(NothingRecorded), transaction(System("test"), trying(operation())) as unit:
            unit.session.add(group)
        assert everything() == before


def test_an_event_whose_change_fails_is_not_stored_either(app: Flask, world: World) -> None:
    with app.app_context():
        before = everything()
        with pytest.raises(ZeroDivisionError), transaction(System("test"), trying(operation())) as unit:
            unit.log_event(Event(EventKind.GROUP_CREATED))
            unit.promise("return_cases", {"staff_id": str(uuid.uuid4())}, operation())
            raise ZeroDivisionError
        assert everything() == before


def test_each_event_of_one_act_has_an_actor_of_its_own(app: Flask, world: World) -> None:
    tolvan = world.citizen("Tolvan")
    with app.app_context():
        with transaction(tolvan) as unit:
            unit.log_event(Event(EventKind.CASE_READ))
            unit.log_event(Event(EventKind.RETURNED), by=System("return_silent"))
            recorded = list(unit.events)
        told = session().scalars(select(AuditEvent).where(AuditEvent.event_id.in_(recorded)).order_by(AuditEvent.id))
        by = [json.loads(one.payload)["actor"] for one in told]
    assert [(one["type"], one["id"], one.get("job")) for one in by] == [
        ("citizen", str(tolvan.citizen_id), None),
        ("system", None, "return_silent"),
    ]


def test_the_same_operation_twice_has_one_effect_and_the_same_answer(app: Flask, world: World) -> None:
    case_id, order = world.send("Tolvan"), Reply("Vi återkommer", 1, operation())
    with app.app_context():
        first = send_partial_reply(world.staff("Maja"), case_id, order)
        stored = everything()
        assert send_partial_reply(world.staff("Maja"), case_id, order) == first
        assert everything() == stored


def test_the_same_operation_many_times_at_once_has_one_effect(app: Flask, world: World) -> None:
    case_id, order, maja = world.send("Tolvan"), Reply("Vi återkommer", 1, operation()), world.staff("Maja")
    gate = threading.Barrier(TOGETHER)

    def press(_: int) -> UUID:
        with app.app_context():
            gate.wait()
            answer = send_partial_reply(maja, case_id, order)
            db.session.remove()
            return answer

    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = set(pool.map(press, range(TOGETHER)))
    assert len(answers) == 1
    with app.app_context():
        assert session().scalar(select(func.count()).where(Message.case_id == case_id)) == 1
        assert session().scalar(select(func.count()).where(CaseStep.case_id == case_id)) == 2
        told = select(func.count()).where(AuditEvent.kind == EventKind.PARTIAL_REPLY_SENT)
        assert session().scalar(told) == 1


def test_an_attempt_that_failed_may_be_made_again_with_the_same_id(app: Flask, world: World) -> None:
    order_id = operation()
    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction(System("test"), trying(order_id)) as unit:
            raise ZeroDivisionError
        with transaction(System("test"), trying(order_id)) as unit:
            unit.log_event(Event(EventKind.GROUP_CREATED))


def test_another_persons_operation_with_the_same_id_is_another_operation(app: Flask, world: World) -> None:
    order_id = operation()
    with app.app_context():
        for name in ("Maja", "Alva"):
            with transaction(world.staff(name), trying(order_id)) as unit:
                unit.log_event(Event(EventKind.GROUP_CREATED))


def test_one_key_on_two_buttons_is_two_operations(app: Flask, world: World) -> None:
    case_id, key, maja = world.send("Tolvan"), operation(), world.staff("Maja")
    with app.app_context():
        note = write_note(maja, case_id, NewNote("Ring i morgon", key))
        assert send_partial_reply(maja, case_id, Reply("Vi återkommer", 1, key)) != note


def test_one_key_about_two_cases_is_two_operations(app: Flask, world: World) -> None:
    key, maja = operation(), world.staff("Maja")
    cases = world.send("Tolvan"), world.send("Tolvan")
    with app.app_context():
        notes = {write_note(maja, case_id, NewNote("Ring i morgon", key)) for case_id in cases}
    assert len(notes) == 2


def test_what_keeps_no_result_answers_a_repeat_with_nothing(app: Flask, world: World) -> None:
    @answers_repeats
    def tried(key: str) -> str | None:
        with transaction(System("test"), trying(key)) as unit:
            unit.log_event(Event(EventKind.GROUP_CREATED))
            return "tried"

    key = operation()
    with app.app_context():
        assert [tried(key), tried(key)] == ["tried", None]


def test_operation_ids_are_forgotten_when_no_page_can_send_them_any_more(app: Flask, world: World) -> None:
    world.send("Tolvan")
    with app.app_context():
        forget_old_operations({})
        assert session().scalar(select(func.count()).select_from(OperationRow)) == 1
        with clock.at(clock.now() + RETENTION + timedelta(minutes=1)):
            forget_old_operations({})
        assert session().scalar(select(func.count()).select_from(OperationRow)) == 0


class Broken(Exception):
    """The power went just here."""


@pytest.fixture
def break_at(app: Flask) -> Iterator[list[int]]:
    """Makes the n-th statement from now fail; ``[n]`` counts down."""
    left = [0]

    def count(_statement: str, _values: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Broken

    with before_each(app, count):
        yield left


def test_broken_at_any_statement_an_operation_leaves_everything_or_nothing(
    app: Flask, world: World, break_at: list[int]
) -> None:
    case_id, maja = world.send("Tolvan"), world.staff("Maja")
    with app.app_context():
        before, points = everything(), 0
        while True:
            points += 1
            break_at[0] = points
            try:
                send_partial_reply(maja, case_id, Reply("Vi återkommer", 1, operation()))
            except Broken:
                break_at[0] = 0
                assert everything() == before, f"broken at statement {points}"
            else:
                break
        break_at[0] = 0
        after = everything()
    assert points > 8
    grown = {name for name in after if after[name] != before[name]}
    assert {"messages", "case_steps", "audit_events", "audit_subjects", "operations", "versions"} <= grown
    assert after["audit_events"] - before["audit_events"] == 1


def test_broken_while_committing_nothing_is_left(app: Flask, world: World) -> None:
    case_id, maja = world.send("Tolvan"), world.staff("Maja")

    def stop(*_: object) -> None:
        raise Broken

    with app.app_context():
        before = everything()
        event.listen(db.engine, "commit", stop)
        with pytest.raises(Broken):
            send_partial_reply(maja, case_id, Reply("Vi återkommer", 1, operation()))
        event.remove(db.engine, "commit", stop)
        assert everything() == before
        assert session().scalar(select(func.count()).select_from(Job)) == before["jobs"]
