"""What the log tells of what the product does by itself: one example of each kind, compared whole."""

from collections.abc import Callable
from datetime import datetime

import pytest

from app.authz.actors import System
from app.cases.clock_jobs import clinic_morning
from app.catalog.services.publishing import publish
from app.core import clock
from app.core.clock import STOCKHOLM
from app.database_commands import backup
from app.jobs.worker import run_due
from demo.case_types import offers
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.matrix.personas import waiting, with_hanna
from tests.notified_people import give_staff
from tests.world import World

EXAMPLES = Examples()
LATE = datetime(2026, 11, 30, 9, tzinfo=STOCKHOLM)


def morning(room: Room, when: datetime) -> None:
    """The clinic's morning of a day."""
    with clock.at(when), room.work():
        clinic_morning({"period": when.date().isoformat(), "clinic_id": str(room.world.clinic_id())})


@EXAMPLES.leaves(
    Line("notice_made", "system notify", "notice", details={"addresses": 2, "event": "case_received"}, at="", by=""),
)
def notice_made(room: Room) -> None:
    with room.world.app.app_context():
        give_staff(room.world, "Maja", "Alva")
    room.world.send()
    with room.work():
        run_due()


@EXAMPLES.leaves(
    Line(
        "reminder_made",
        "system reminders",
        "clinic Storgatans vårdcentral",
        details={"cases": 2, "event": "cases_overdue"},
        by="",
    ),
)
def reminder_made_of_late_cases(room: Room) -> None:
    for _ in range(2):
        room.world.send()
    morning(room, datetime(2026, 11, 26, 9, tzinfo=STOCKHOLM))


@EXAMPLES.leaves(
    Line(
        "reminder_made",
        "system reminders",
        "clinic Storgatans vårdcentral",
        details={"cases": 1, "event": "cases_overdue"},
        by="",
    ),
    Line(
        "reminder_made",
        "system reminders",
        "case cases",
        ("Tolvan: cases",),
        {"event": "case_escalated", "number": 104001},
        by="",
    ),
)
def reminder_made_of_one_that_is_very_late(room: Room) -> None:
    room.world.send()
    morning(room, LATE)


@EXAMPLES.leaves(
    Line(
        "reminder_made",
        "system reminders",
        "case cases",
        ("Tolvan: cases",),
        {"event": "question_reminder", "number": 104001},
        by="",
    ),
)
def reminder_made_of_a_question(room: Room) -> None:
    waiting(room.world)
    morning(room, datetime(2026, 12, 5, 9, tzinfo=STOCKHOLM))


@EXAMPLES.leaves(
    Line(
        "returned",
        "system return_silent as system, system",
        "case cases",
        ("Tolvan: cases",),
        {"holder": "nobody", "holder_before": "person:Hanna", "number": 104001, "state": "received", "version": 3},
        by="",
    ),
)
def returned_from_one_who_is_silent(room: Room) -> None:
    with_hanna(room.world)
    room.change_clinic(return_after_days=1)
    morning(room, datetime(2026, 11, 25, 9, tzinfo=STOCKHOLM))


@EXAMPLES.leaves(
    Line(
        "case_type_published",
        "system command_line as system, system",
        "case_type case_types",
        details={"number": 2},
        by="",
    ),
)
def case_type_published(room: Room) -> None:
    offer, document = next(iter(offers("SE0000000000-1001")))
    with room.work():
        publish(System("command_line"), room.world.clinic_id(), offer, document)


@EXAMPLES.leaves(
    Line("backup_made", "system command_line as system, system", "database", at="", by=""),
)
def backup_made(room: Room) -> None:
    with room.work():
        room.world.app.test_cli_runner().invoke(backup, ["--elsewhere"])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
