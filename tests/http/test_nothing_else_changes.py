"""Exactly what reading, acting and undoing change in one case, while others of the same people lie beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from app.cases.services.endings import cancel, close, reopen
from app.cases.services.recorded import mark_recorded
from app.cases.services.replies import send_final_reply, send_partial_reply
from app.casework.services.opening import open_case
from app.core import clock
from tests.one_case import Desk
from tests.stored import changes, stored
from tests.world import World

BEFORE = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW = BEFORE + timedelta(minutes=30)
PEOPLE = ("Tolvan", "Nina", "Tvåan", "Lill")


@dataclass
class Scene:
    """Cases that are all alike, held by Hanna, each with an unread reply: two of Tolvan's, one each of others."""

    world: World
    cases: dict[str, UUID]

    @property
    def names(self) -> dict[UUID, str]:
        named = {case_id: name for name, case_id in self.cases.items()}
        named |= {self.world.citizen_id(name): name for name in PEOPLE}
        return (
            named
            | {self.world.staff_id(name): name for name in ("Hanna", "Maja", "Henrik")}
            | {self.world.group_id(): "nurses"}
        )

    def page(self, name: str, case: str, under: str = "", child: str = "") -> None:
        citizen = name in PEOPLE
        browser = self.world.login_citizen(name, child or None) if citizen else self.world.login(name)
        part = "/citizen/cases" if citizen else "/cases"
        assert browser.get(f"{part}/{self.cases[case]}{under}").status_code == 200


@pytest.fixture
def scene(app: Flask, world: World) -> Scene:
    with clock.at(BEFORE):
        cases = {
            "mine": world.held_by("Hanna"),
            "older": world.held_by("Hanna"),
            "Nina's": world.held_by("Hanna", "Nina"),
            "Tvåan's": world.held_by("Hanna", "Tvåan"),
            "Lill's": world.held_by("Hanna", "Tvåan", child="Lill"),
        }
        with app.app_context():
            for case_id in cases.values():
                Desk(world, case_id).write(send_partial_reply)
    return Scene(world, cases)


Look = tuple[str, str, str, str]
"""Who looks, at which case, at which page below it, and for which child."""
UNREAD, HOLDER_READS = "+ case_reads mine", "+ case_reads mine Hanna"
FIRST, HOLDERS_FIRST = "cases mine: first_opened_at now", "cases mine: holder_opened_at now"
LOOKS: dict[str, tuple[list[Look], Look, set[str]]] = {
    "the holder": ([], ("Hanna", "mine", "", ""), {HOLDER_READS, FIRST, HOLDERS_FIRST}),
    "the holder once more": (
        [("Hanna", "mine", "", "")],
        ("Hanna", "mine", "", ""),
        {"case_reads mine Hanna: read_at now"},
    ),
    "one who gives cases out": ([], ("Maja", "mine", "", ""), {"+ case_reads mine Maja", FIRST}),
    "the holder after a colleague": (
        [("Maja", "mine", "", "")],
        ("Hanna", "mine", "", ""),
        {HOLDER_READS, HOLDERS_FIRST},
    ),
    "the holder on paper": ([], ("Hanna", "mine", "/print", ""), {HOLDER_READS, FIRST, HOLDERS_FIRST}),
    "the holder's copy": ([], ("Hanna", "mine", "/copy", ""), {HOLDER_READS, FIRST, HOLDERS_FIRST}),
    "the citizen": (
        [],
        ("Tolvan", "mine", "", ""),
        {"+ case_reads mine Tolvan", "messages mine: read_at now"},
    ),
    "the citizen once more": (
        [("Tolvan", "mine", "", "")],
        ("Tolvan", "mine", "", ""),
        {"case_reads mine Tolvan: read_at now"},
    ),
    "the citizen on paper": (
        [],
        ("Tolvan", "mine", "/print", ""),
        {"+ case_reads mine Tolvan", "messages mine: read_at now"},
    ),
    "a proxy": (
        [],
        ("Tvåan", "Lill's", "", "Lill"),
        {"+ case_reads Lill's Lill", "+ case_reads Lill's Tvåan", "messages Lill's: read_at now"},
    ),
    "one who is a proxy, for herself": (
        [],
        ("Tvåan", "Tvåan's", "", ""),
        {"+ case_reads Tvåan's Tvåan", "messages Tvåan's: read_at now"},
    ),
}


@pytest.mark.parametrize("name", LOOKS)
def test_who_looks_at_one_case_changes_nothing_else(app: Flask, scene: Scene, name: str) -> None:
    earlier, look, expected = LOOKS[name]
    with clock.at(NOW - timedelta(minutes=5)):
        for one in earlier:
            scene.page(*one)
    with clock.at(NOW):
        before = stored(app)
        scene.page(*look)
        assert changes(before, stored(app), scene.names) == expected


@pytest.mark.parametrize("inbox", ["/my-cases", "/my-cases?tab=all", "/my-cases/print"])
def test_a_list_reads_nothing(app: Flask, scene: Scene, inbox: str) -> None:
    before = stored(app)
    assert scene.world.login("Hanna").get(inbox).status_code == 200
    assert changes(before, stored(app), scene.names) == set()


def test_the_citizens_list_reads_nothing(app: Flask, scene: Scene) -> None:
    before = stored(app)
    assert scene.world.login_citizen("Tolvan").get("/citizen/cases").status_code == 200
    assert changes(before, stored(app), scene.names) == set()


STEP = {"+ case_steps mine", "cases mine: last_event_at now"}
BY_MAJA, NOT_OPENED = "cases mine: last_event_by Maja", "cases mine: holder_opened_at None"
ENDED = {"cases mine: ended_at now", "cases mine: respond_by None"}
DUE = "cases mine: respond_by 2026-11-25 23:00:00+00:00"
UNDONE = {"case_steps mine: undone_at now", "cases mine: last_event_at now"}
WITHDRAWN = {"messages mine: withdrawn_at now", "+ drafts mine"}


def fourth(*more: str) -> set[str]:
    """A step more than the scene has."""
    return {"cases mine: version 4", *STEP, *more}


def taken_back(*more: str) -> set[str]:
    """A step undone, of one that came after the scene."""
    return {"cases mine: version 5", *UNDONE, *more}


def marked(desk: Desk) -> None:
    mark_recorded(desk.world.staff("Hanna"), desk.case_id, desk.step_command())


Act = Callable[[Desk], None]
ACTS: dict[str, tuple[list[Act], Act, set[str]]] = {
    "given to another": (
        [],
        lambda d: d.give("Henrik"),
        fourth("cases mine: holder_id Henrik", NOT_OPENED, BY_MAJA),
    ),
    "given to another by its holder": (
        [],
        lambda d: d.give("Henrik", by="Hanna"),
        fourth("cases mine: holder_id Henrik", NOT_OPENED, "cases mine: last_given_by Hanna"),
    ),
    "given to a group": (
        [],
        lambda d: d.give("group"),
        fourth("cases mine: holder_id None", "cases mine: group_id nurses", NOT_OPENED, BY_MAJA),
    ),
    "given back": (
        [],
        Desk.give_back,
        fourth("cases mine: holder_id None", NOT_OPENED, "cases mine: last_given_by Hanna"),
    ),
    "partial reply": ([], lambda d: d.write(send_partial_reply), fourth("+ messages mine")),
    "question": (
        [],
        Desk.ask,
        fourth(
            "+ messages mine",
            "cases mine: state waiting",
            "cases mine: answer_by 2026-12-07",
            "cases mine: respond_by None",
        ),
    ),
    "final reply": (
        [],
        lambda d: d.write(send_final_reply),
        fourth("+ messages mine", "cases mine: state answered", *ENDED),
    ),
    "closed": ([], lambda d: d.end(close), fourth("cases mine: state closed", *ENDED, BY_MAJA)),
    "cancelled": ([], lambda d: d.end(cancel), fourth("cases mine: state cancelled", *ENDED, BY_MAJA)),
    "note": ([], Desk.note, {"+ notes mine"}),
    "marked": ([], marked, {"cases mine: recorded_at now", "cases mine: recorded_by Hanna"}),
    "giving undone": (
        [lambda d: d.give("Henrik")],
        lambda d: d.undo("Maja"),
        taken_back("cases mine: holder_id Hanna", "cases mine: holder_opened_at 2026-11-23 09:00:00+00:00"),
    ),
    "partial reply undone": ([lambda d: d.write(send_partial_reply)], Desk.undo, taken_back(*WITHDRAWN)),
    "final reply undone": (
        [lambda d: d.write(send_final_reply)],
        Desk.undo,
        taken_back(*WITHDRAWN, DUE, "cases mine: ended_at None", "cases mine: state received"),
    ),
    "question undone": (
        [Desk.ask],
        Desk.undo,
        taken_back(
            *WITHDRAWN,
            DUE,
            "cases mine: answer_by None",
            "cases mine: state received",
            "messages mine: open_question False",
        ),
    ),
    "closing undone": (
        [lambda d: d.end(close)],
        lambda d: d.undo("Maja"),
        taken_back(DUE, "cases mine: ended_at None", "cases mine: state received"),
    ),
    "reopened": (
        [lambda d: d.end(close)],
        lambda d: d.end(reopen),
        {*STEP, "cases mine: version 5", DUE, "cases mine: ended_at None", "cases mine: state received"},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_in_one_case_changes_nothing_else(app: Flask, scene: Scene, name: str) -> None:
    earlier, act, expected = ACTS[name]
    with app.app_context():
        desk = Desk(scene.world, scene.cases["mine"])
        with clock.at(BEFORE):
            open_case(scene.world.staff("Hanna"), desk.case_id, "sv")
        with clock.at(NOW - timedelta(minutes=1)):
            for one in earlier:
                one(desk)
        with clock.at(NOW):
            before = stored(app)
            act(desk)
            assert changes(before, stored(app), scene.names) == expected
