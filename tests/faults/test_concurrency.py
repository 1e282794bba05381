"""Many people at once, in real transactions: nothing is lost, nothing doubled, nothing lands in another's case."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, select

from app.audit.models import AuditEvent, AuditSubject
from app.authz.actors import Staff
from app.authz.facts import State
from app.cases.errors import CaseMoved
from app.cases.holder import Holder
from app.cases.models import Case, CaseStep, Message, MessageKind, SavedView
from app.cases.operations import CaseOperation
from app.cases.queries.drafts import CASE, load
from app.cases.services.distribution import Distribution, distribute, redistribute, take_case
from app.cases.services.drafts import keep_texts
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question, send_final_reply, send_partial_reply
from app.cases.services.steps import StepCommand
from app.casework.services.opening import open_case
from app.core.db import db, session
from app.core.errors import DomainError
from app.inbox.inboxes import OwnTab
from app.inbox.queries.narrowing import Filter
from app.inbox.services.views import NewView, save_view
from app.operations import Operation, already_done
from app.portal.services.answering import keep_answer
from tests.world import World, operation

Act = Callable[[], object]
SEEDS = (1, 2, 3)


def at_once(app: Flask, acts: list[Act]) -> list[str]:
    """What became of each, all begun at the same moment in threads of their own: ``ok`` or the error's class."""
    gate = threading.Barrier(len(acts))

    def run(act: Act) -> str:
        with app.app_context():
            gate.wait()
            try:
                act()
            except DomainError as error:
                return type(error).__name__
            finally:
                db.session.remove()
            return "ok"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def read_by(app: Flask, case_id: UUID, *people: Staff) -> None:
    with app.app_context():
        for person in people:
            open_case(person, case_id, "sv")


def count_of(app: Flask, *conditions: ColumnElement[bool]) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).where(*conditions)) or 0


def test_of_two_who_take_a_case_at_once_exactly_one_gets_it(app: Flask, world: World) -> None:
    hanna, henrik = world.staff("Hanna"), world.staff("Henrik")
    for _ in range(5):
        case_id = world.send("Tolvan")
        world.distribute(case_id, group="Sjuksköterskor")
        read_by(app, case_id, hanna, henrik)
        acts: list[Act] = [partial(take_case, who, case_id, StepCommand(2, operation())) for who in (hanna, henrik)]
        ended = at_once(app, acts)
        assert sorted(ended) == ["CaseMoved", "ok"]
        winner = (hanna, henrik)[ended.index("ok")]
        case = world.case(case_id)
        assert (case.holder_id, case.version) == (winner.staff_id, 3)


def test_of_eight_replies_from_the_same_version_one_is_sent_and_the_rest_are_told(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    people = [world.staff("Maja"), world.staff("Alva")]
    read_by(app, case_id, *people)
    acts: list[Act] = [
        partial(send_partial_reply, people[n % 2], case_id, Reply(f"Svar {n}", 1, operation())) for n in range(8)
    ]
    assert Counter(at_once(app, acts)) == {"ok": 1, "CaseMoved": 7}
    assert count_of(app, Message.case_id == case_id) == 1
    assert world.case(case_id).version == 2


def test_two_final_replies_at_once_are_one_answer(app: Flask, world: World) -> None:
    case_id, hanna = world.held_by("Hanna"), world.staff("Hanna")
    read_by(app, case_id, hanna)
    acts: list[Act] = [lambda: send_final_reply(hanna, case_id, Reply("Klart", 2, operation())) for _ in range(2)]
    assert sorted(at_once(app, acts)) == ["CaseMoved", "ok"]
    assert count_of(app, Message.case_id == case_id, Message.kind == MessageKind.FINAL_REPLY) == 1


def test_one_who_lost_the_case_while_writing_is_told_and_keeps_the_text(app: Flask, world: World) -> None:
    case_id, hanna = world.held_by("Hanna"), world.staff("Hanna")
    read_by(app, case_id, hanna)
    with app.app_context():
        keep_texts(hanna, case_id, {"final_reply": "En lång text"})
        redistribute(world.staff("Maja"), case_id, Distribution(Holder(person=world.staff_id("Siv")), 2, operation()))
        with pytest.raises(CaseMoved) as refusal:
            send_final_reply(hanna, case_id, Reply("En lång text", 2, operation()))
        assert not refusal.value.still_visible
        session().rollback()
        assert load(session(), hanna.staff_id, CASE, case_id) == {"final_reply": "En lång text"}
    assert count_of(app, Message.case_id == case_id) == 0


def test_a_redistribution_against_a_reply_leaves_the_one_that_came_first(app: Flask, world: World) -> None:
    hanna, maja, siv = world.staff("Hanna"), world.staff("Maja"), Holder(person=world.staff_id("Siv"))
    for _ in range(5):
        case_id = world.held_by("Hanna")
        read_by(app, case_id, hanna, maja)
        acts: list[Act] = [
            partial(send_final_reply, hanna, case_id, Reply("Klart", 2, operation())),
            partial(redistribute, maja, case_id, Distribution(siv, 2, operation())),
        ]
        replied, moved = at_once(app, acts)
        case = world.case(case_id)
        assert (replied, moved) in {("ok", "CaseMoved"), ("CaseMoved", "ok")}
        assert (case.state is State.ANSWERED) == (replied == "ok")
        assert case.version == 3


class BusyClinic:
    """Several people who do things to several cases, and what the cases must hold afterwards."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.lock = app, threading.Lock()
        self.citizens = ("Tolvan", "Nina", "Tolvan", "Nina")
        self.cases = [world.send(name) for name in self.citizens]
        self.staff = {name: world.staff(name) for name in ("Maja", "Alva", "Hanna", "Henrik", "Siv")}
        self.holders = [Holder(person=self.staff[name].staff_id) for name in ("Hanna", "Henrik", "Alva", "Siv")]
        self.holders.append(Holder(group=world.group_id("Sjuksköterskor")))
        self.steps: Counter[UUID] = Counter()
        self.said: dict[UUID, list[str]] = {case_id: [] for case_id in self.cases}
        self.notes: Counter[UUID] = Counter()
        self.reads: Counter[UUID] = Counter()
        read_by(app, self.cases[0], self.staff["Maja"])
        self.reads[self.cases[0]] += 1

    def run(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        with self.app.app_context():
            for number in range(25):
                self._one(chance, f"{seed}-{number}")
            db.session.remove()

    def _one(self, chance: random.Random, text: str) -> None:
        case_id, actor = chance.choice(self.cases), chance.choice(list(self.staff.values()))
        session().rollback()
        version = session().scalars(select(Case.version).where(Case.id == case_id)).one()
        session().rollback()
        kind = chance.choice(("give", "regive", "take", "partial", "question", "note", "read"))
        try:
            self._do(kind, actor, case_id, version - chance.choice((0, 0, 0, 1)), text, chance.choice(self.holders))
        except DomainError:
            return
        with self.lock:
            self._remember(kind, case_id, text)

    def _do(self, kind: str, actor: Staff, case_id: UUID, version: int, text: str, holder: Holder) -> None:
        acts: dict[str, Act] = {
            "give": lambda: distribute(actor, case_id, Distribution(holder, version, operation())),
            "regive": lambda: redistribute(actor, case_id, Distribution(holder, version, operation())),
            "take": lambda: take_case(actor, case_id, StepCommand(version, operation())),
            "partial": lambda: send_partial_reply(actor, case_id, Reply(text, version, operation())),
            "question": lambda: send_counter_question(actor, case_id, Reply(text, version, operation())),
            "note": lambda: write_note(actor, case_id, NewNote(text, operation())),
            "read": lambda: open_case(actor, case_id, "sv"),
        }
        acts[kind]()

    def _remember(self, kind: str, case_id: UUID, text: str) -> None:
        if kind == "read":
            self.reads[case_id] += 1
        elif kind == "note":
            self.notes[case_id] += 1
        else:
            self.steps[case_id] += 1
        if kind in {"partial", "question", "note"}:
            self.said[case_id].append(text)


def test_whatever_a_crowd_does_nothing_is_lost_doubled_or_crossed(app: Flask, world: World) -> None:
    crowd = BusyClinic(app, world)
    with ThreadPoolExecutor(len(SEEDS) * 2) as pool:
        list(pool.map(crowd.run, [seed * 10 + worker for seed in SEEDS for worker in range(2)]))
    assert sum(crowd.steps.values()) > 10
    with app.app_context():
        for case_id, owner in zip(crowd.cases, crowd.citizens, strict=True):
            case = session().scalars(select(Case).where(Case.id == case_id)).one()
            numbers = session().scalars(select(CaseStep.number).where(CaseStep.case_id == case_id)).all()
            assert case.version == crowd.steps[case_id] + 1
            assert sorted(numbers) == list(range(1, case.version + 1))
            assert case.citizen_id == world.citizen_id(owner)
            events = Counter(session().scalars(select(AuditSubject.kind).where(AuditSubject.case_id == case_id)))
            assert (events.pop("case_read", 0), events.pop("note_written", 0)) == (
                crowd.reads[case_id],
                crowd.notes[case_id],
            )
            assert sum(events.values()) == case.version
            page = open_case(crowd.staff["Maja"], case_id, "sv")
            assert sorted(entry.body for entry in page.thread if entry.body) == sorted(crowd.said[case_id])
        assert session().scalar(select(func.count(func.distinct(AuditEvent.event_id)))) == session().scalar(
            select(func.count()).select_from(AuditEvent)
        )


def test_two_pages_that_save_at_once_both_keep_what_was_written(app: Flask, world: World) -> None:
    case_id, hanna = world.held_by("Hanna"), world.staff("Hanna")
    read_by(app, case_id, hanna)
    typed = {"final_reply": "Hej Tolvan", "note": "Ring i morgon", "partial_reply": "Vi hör av oss"}
    for _ in range(5):
        acts: list[Act] = [partial(keep_texts, hanna, case_id, {name: text}) for name, text in typed.items()]
        assert at_once(app, acts) == ["ok"] * 3
        with app.app_context():
            assert load(session(), hanna.staff_id, CASE, case_id) == typed
            keep_texts(hanna, case_id, dict.fromkeys(typed, ""))


def test_a_reply_is_sent_while_the_page_still_saves_it_and_does_not_come_back_as_a_draft(
    app: Flask, world: World
) -> None:
    case_id, hanna = world.held_by("Hanna"), world.staff("Hanna")
    read_by(app, case_id, hanna)
    for version in range(2, 7):
        sent, body = operation(), f"Delsvar {version}"
        done = Operation(CaseOperation.SEND_PARTIAL_REPLY, case_id, sent)
        acts: list[Act] = [
            partial(keep_texts, hanna, case_id, {"partial_reply": body}, partial(already_done, hanna, [done])),
            partial(send_partial_reply, hanna, case_id, Reply(body, version, sent)),
        ]
        assert at_once(app, acts) == ["ok", "ok"]
        with app.app_context():
            assert load(session(), hanna.staff_id, CASE, case_id) == {}


def test_an_answer_is_sent_while_the_page_still_saves_it(app: Flask, world: World) -> None:
    case_id, hanna, tolvan = world.held_by("Hanna"), world.staff("Hanna"), world.citizen("Tolvan")
    for version in range(2, 12, 2):
        with app.app_context():
            send_counter_question(hanna, case_id, Reply("Vilken styrka?", version, operation()))
            asked = session().scalars(select(Message.id).where(Message.open_question)).one()
        answer = CitizenAnswer(asked, "10 mg", operation())
        acts: list[Act] = [
            partial(keep_answer, tolvan, case_id, "10 mg"),
            partial(answer_question, tolvan, case_id, answer),
        ]
        assert at_once(app, acts) == ["ok", "ok"]


def test_five_saves_of_one_name_are_one_saved_view(app: Flask, world: World) -> None:
    hanna = world.staff("Hanna")
    new = [
        NewView("Mina sena", OwnTab.TODO, Filter(late=True), None, shared=False, operation_id=operation())
        for _ in range(5)
    ]
    acts: list[Act] = [partial(save_view, hanna, one) for one in new]
    assert Counter(at_once(app, acts)) == {"ok": 1, "Invalid": 4}
    assert count_of(app, SavedView.name == "Mina sena") == 1
