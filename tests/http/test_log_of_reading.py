"""What the log tells of reading one case: one example of each kind, compared whole."""

from collections.abc import Callable

import pytest

from app.core import clock
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line, in_case
from tests.logins import token_of
from tests.world import World, operation

EXAMPLES = Examples()


@EXAMPLES.leaves(in_case("case_read", "Hanna as handler, holder", {"also_listed": [], "version": 2}, level="full"))
def case_read_by_its_holder(room: Room) -> None:
    case_id = room.world.held_by("Hanna")
    room.shows("Hanna", f"/cases/{case_id}")


@EXAMPLES.leaves(
    in_case(
        "case_read", "Maja as receiver, receiver", {"also_listed": ["cases"], "version": 1}, number=104002, level="full"
    )
)
def case_read_beside_an_earlier_one(room: Room) -> None:
    room.world.send()
    case_id = room.world.send()
    room.shows("Maja", f"/cases/{case_id}")


@EXAMPLES.leaves(in_case("case_read", "Tolvan as self, self", {"also_listed": [], "version": 1}, level="full"))
def case_read_by_the_citizen(room: Room) -> None:
    case_id = room.world.send()
    room.shows("Tolvan", f"/citizen/cases/{case_id}")


@EXAMPLES.leaves(
    in_case(
        "case_read", "Tvåan for Lill as proxy, proxy", {"also_listed": [], "version": 1}, whose="Lill", level="full"
    )
)
def case_read_by_a_proxy(room: Room) -> None:
    case_id = room.world.send("Tvåan", child="Lill")
    room.shows("Tvåan", f"/citizen/cases/{case_id}", "Lill")


@EXAMPLES.leaves(in_case("case_printed", "Hanna as handler, holder", {"also_listed": [], "version": 2}, level="full"))
def case_printed(room: Room) -> None:
    case_id = room.world.held_by("Hanna")
    room.shows("Hanna", f"/cases/{case_id}/print")


@EXAMPLES.leaves(in_case("case_printed", "Tolvan as self, self", {"also_listed": [], "version": 1}, level="full"))
def case_printed_by_the_citizen(room: Room) -> None:
    case_id = room.world.send()
    room.shows("Tolvan", f"/citizen/cases/{case_id}/print")


@EXAMPLES.leaves(
    in_case(
        "case_copied",
        "Hanna as handler, holder",
        {"also_listed": [], "form": "page", "version": 2, "with_notes": False},
        level="export",
    )
)
def case_copied(room: Room) -> None:
    case_id = room.world.held_by("Hanna")
    room.shows("Hanna", f"/cases/{case_id}/copy")


@EXAMPLES.leaves(
    in_case(
        "case_copied",
        "Hanna as handler, holder",
        {"also_listed": [], "form": "text_file", "version": 2, "with_notes": True},
        level="export",
    )
)
def case_copied_as_a_file(room: Room) -> None:
    case_id = room.world.held_by("Hanna")
    room.shows("Hanna", f"/cases/{case_id}/copy.txt?notes=1")


@EXAMPLES.leaves(
    Line(
        "refused",
        "Hanna as handler, holder",
        "case cases",
        ("Tolvan: cases",),
        {"action": "send_partial_reply", "code": "moved-on", "of_clinic": "Storgatans vårdcentral"},
        outcome="failed",
    ),
    in_case(
        "case_changes_shown",
        "Hanna as handler, holder",
        {"version": 2, "visible": True},
        level="list",
        outcome="failed",
    ),
)
def case_changes_shown(room: Room) -> None:
    case_id = room.world.held_by("Hanna")
    browser = room.enter("Hanna")

    form = {
        "csrf_token": token_of(browser, "/help"),
        "operation_id": operation(),
        "seen_version": "1",
        "partial_reply": "Hej",
    }
    assert browser.post(f"/cases/{case_id}/partial-reply", data=form).status_code == 409


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
