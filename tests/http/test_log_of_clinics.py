"""What the log tells of absences, settings and replies: one example of each kind, compared whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock
from tests.http.test_absences import away
from tests.http.test_standard_replies import added
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.world import World

EXAMPLES = Examples()


@EXAMPLES.leaves(
    Line(
        "absence_registered",
        "Hanna as handler, clinic",
        "absence absences",
        details={"from": "2026-11-23", "staff_id": "Hanna", "substitute_id": "Henrik", "to": "2026-11-27"},
    ),
)
def absence_registered(room: Room) -> None:
    days = {"first": "2026-11-23", "last": "2026-11-27"}
    room.submit("Hanna", "/absences/new", "/absences/new", **days, substitute=str(room.world.staff_id("Henrik")))


@EXAMPLES.leaves(
    Line(
        "absence_changed",
        "Maja as receiver, clinic",
        "absence absences",
        details={"from": "2026-11-23", "staff_id": "Hanna", "substitute_id": None, "to": "2026-11-30"},
    ),
)
def absence_changed(room: Room) -> None:
    page = f"/absences/{away(room.world, 'Hanna')}"
    room.submit("Maja", page, page, last="2026-11-30")


@EXAMPLES.leaves(
    Line("staff_list_read", "Maja as receiver, clinic", "absence_list", details={"rows": 1}, level="list"),
    Line(
        "absence_removed",
        "Maja as receiver, clinic",
        "absence absences",
        details={"from": "2026-11-26", "staff_id": "Hanna", "substitute_id": "Henrik", "to": "2026-11-27"},
    ),
)
def absence_removed(room: Room) -> None:
    absence = away(room.world, "Hanna", "Henrik", first=3)
    room.submit("Maja", "/absences", f"/absences/{absence}/end")


@EXAMPLES.leaves(
    Line("staff_list_read", "Maja as receiver, clinic", "absence_list", details={"rows": 1}, level="list"),
    Line(
        "absence_changed",
        "Maja as receiver, clinic",
        "absence absences",
        details={"from": "2026-11-20", "staff_id": "Hanna", "substitute_id": None, "to": "2026-11-22"},
    ),
)
def absence_ended_early(room: Room) -> None:
    with clock.at(NOON - timedelta(days=3)):
        absence = away(room.world, "Hanna")
    room.submit("Maja", "/absences", f"/absences/{absence}/end")


@EXAMPLES.leaves(
    Line(
        "clinic_settings_changed",
        "Adam as administrator, clinic",
        "clinic Storgatans vårdcentral",
        details={
            "fields": ["telephone", "return_after_days", "requires_record", "hours"],
            "hours": ["0 08:00-16:00", "1 08:00-16:00", "2 08:00-16:00", "3 08:00-16:00", "4 08:00-12:00"],
            "requires_record": True,
            "return_after_days": 5,
            "version": 2,
        },
    ),
)
def clinic_settings_changed(room: Room) -> None:
    typed = {
        "settings-telephone": "010-555 12 34",
        "settings-closes_4": "12:00",
        "settings-return_after_days": "5",
        "settings-requires_record": "y",
    }
    room.submit("Adam", "/clinic/settings", "/clinic/settings", **typed)


@EXAMPLES.leaves(
    Line(
        "closed_days_changed",
        "Adam as administrator, clinic",
        "clinic Storgatans vårdcentral",
        details={"added": True, "days": 3, "first": "2026-12-28", "last": "2026-12-30"},
    ),
)
def closed_days_changed(room: Room) -> None:
    typed = {"closed-first": "2026-12-28", "closed-last": "2026-12-30", "closed-reason": "Utbildning"}
    room.submit("Adam", "/clinic/settings", "/clinic/settings/closed-days", **typed)


@EXAMPLES.leaves(
    Line(
        "standard_reply_changed",
        "Adam as administrator, clinic",
        "standard_reply standard_replies",
        details={"act": "changed", "name": "Ring i dag", "version": 2},
    ),
)
def standard_reply_changed(room: Room) -> None:
    page = f"/clinic/standard-replies/{added(room.world.app, room.world)}"
    room.submit("Adam", page, page, name="Ring i dag")


@EXAMPLES.leaves(
    Line(
        "standard_reply_changed",
        "Adam as administrator, clinic",
        "standard_reply standard_replies",
        details={"act": "removed", "name": "Ring oss", "version": 1},
    ),
)
def standard_reply_removed(room: Room) -> None:
    page = f"/clinic/standard-replies/{added(room.world.app, room.world)}"
    room.submit("Adam", page, f"{page}/remove")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
