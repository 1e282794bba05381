"""What the log tells of each act in a case: one example of each kind, compared whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.cases.models import Message
from app.cases.services.endings import close as close_case
from app.cases.services.recorded import mark_recorded
from app.casework.routes.act_layouts import LAYOUTS
from app.core import clock
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line, in_case
from tests.matrix.personas import waiting, with_hanna
from tests.matrix.test_case_acts import WHO_MAY, filled
from tests.one_case import Desk
from tests.world import World, operation

EXAMPLES = Examples()


def step(kind: str, who: str, version: int, holder: str = "nobody", before: str = "nobody", **more: str | bool) -> Line:
    """A step in the first case; ``more`` is what the kind tells besides, whose the case is and who asked."""
    told = {"version": version, "holder": holder, "holder_before": before, "state": more.pop("state", "received")}
    by, whose = str(more.pop("by", "own")), str(more.pop("whose", "Tolvan"))
    return in_case(kind, who, told | more, whose=whose, by=by)


PRESSED: dict[str, Line] = {
    "distribute": step("distributed", "Maja as receiver, receiver", 2, "group:Läkare"),
    "distribute_with_partial_reply": step(
        "distributed", "Maja as receiver, receiver", 2, "group:Läkare", with_partial_reply=True
    ),
    "redistribute": step("redistributed", "Hanna as handler, holder", 3, "group:Läkare", "person:Hanna"),
    "take": step("taken", "Hanna as handler, group", 3, "person:Hanna", "group:Sjuksköterskor"),
    "give_back": step("given_back", "Hanna as handler, holder", 3, "nobody", "person:Hanna"),
    "partial_reply": step("partial_reply_sent", "Hanna as handler, holder", 3, "person:Hanna", "person:Hanna"),
    "counter_question": step(
        "counter_question_sent", "Hanna as handler, holder", 3, "person:Hanna", "person:Hanna", state="waiting"
    ),
    "final_reply": step(
        "final_reply_sent", "Hanna as handler, holder", 3, "person:Hanna", "person:Hanna", state="answered"
    ),
    "note": in_case(
        "note_written", "Hanna as handler, holder", {"note_id": "notes", "state": "received", "version": 2}
    ),
    "close": step("closed", "Maja as receiver, receiver", 2, state="closed", reason="other"),
    "cancel": step("cancelled", "Maja as receiver, receiver", 2, state="cancelled", reason="other"),
    "reopen": step("reopened", "Hanna as handler, holder", 4, "person:Hanna", "person:Hanna", reason="other"),
    "undo": in_case(
        "undone",
        "Hanna as handler, holder",
        {"state": "received", "step": "final_reply", "step_id": "case_steps", "version": 4},
    ),
    "mark": in_case("case_recorded", "Hanna as handler, holder", {"changed": True, "state": "answered", "version": 3}),
}


@EXAMPLES.leaves(
    in_case("case_unrecorded", "Hanna as handler, holder", {"changed": True, "state": "closed", "version": 3})
)
def unmark(room: Room) -> None:
    case_id = room.world.held_by("Hanna")
    with room.world.app.app_context():
        desk = Desk(room.world, case_id)
        desk.end(close_case)
        mark_recorded(room.world.staff("Hanna"), case_id, desk.step_command())
    room.press("Hanna", f"/cases/{case_id}/not-recorded", seen_version="3")


@EXAMPLES.leaves(
    in_case(
        "undone",
        "Hanna as handler, giver",
        {"state": "received", "step": "redistribute", "step_id": "case_steps", "version": 4},
    )
)
def undone_by_the_giver(room: Room) -> None:
    case_id = with_hanna(room.world)
    with room.world.app.app_context():
        Desk(room.world, case_id).give("Henrik", by="Hanna")
    room.press("Hanna", f"/cases/{case_id}/undo", seen_version="3")


@EXAMPLES.leaves(step("case_sent", "Tolvan as self, self", 1, by=""))
def sent(room: Room) -> None:
    with room.work():
        room.world.send("Tolvan")


@EXAMPLES.leaves(step("case_sent", "Tvåan for Lill as proxy, proxy", 1, whose="Lill", by=""))
def sent_by_a_proxy(room: Room) -> None:
    with room.work():
        room.world.send("Tvåan", child="Lill")


@EXAMPLES.leaves(step("answer_sent", "Tolvan as self, self", 4, "person:Hanna", "person:Hanna", state="replied"))
def answered(room: Room) -> None:
    case_id = waiting(room.world)
    asked = room.one(select(Message.id).where(Message.open_question))
    room.press("Tolvan", f"/citizen/cases/{case_id}/answer", question_id=str(asked), body="Två om dagen")


@EXAMPLES.leaves(step("withdrawn", "Tolvan as self, self", 2, state="cancelled"))
def withdrawn(room: Room) -> None:
    case_id = room.world.send()
    room.press("Tolvan", f"/citizen/cases/{case_id}/withdraw", seen_version="1")


@EXAMPLES.leaves(step("returned", "system return_cases as system, system", 3, "nobody", "person:Hanna", by=""))
def returned_when_the_role_was_lost(room: Room) -> None:
    case_id = with_hanna(room.world)
    with room.work():
        Desk(room.world, case_id).lose()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]


@pytest.mark.parametrize("name", PRESSED)
def test_the_log_tells_whole_of_an_act_on_the_page(world: World, name: str) -> None:
    who, situation = WHO_MAY[name]
    with clock.at(NOON):
        room, case = Room(world), world.case(situation(world))
        [layout] = [one for one in LAYOUTS if one.act.name == name]
        room.press(who, f"/cases/{case.id}{layout.path}", **filled(layout.act, world, case, operation()))
    assert room.lines() == [PRESSED[name]]
