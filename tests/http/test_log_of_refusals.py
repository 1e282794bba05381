"""What the log tells of refusals, of strangers and of text that does not open: one example of each, compared whole."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.audit.strangers import log_strangers
from app.cases.models import Message
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import atomic
from tests import pages
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.matrix.personas import waiting, with_hanna
from tests.world import World

EXAMPLES = Examples()
LATE = datetime(2026, 11, 30, 9, tzinfo=STOCKHOLM)


@EXAMPLES.leaves(
    Line(
        "refused",
        "Siv as handler",
        "case cases",
        ("Tolvan: cases",),
        {"action": "read_case", "code": "not-found", "of_clinic": "Storgatans vårdcentral"},
        outcome="denied",
    ),
)
def refused_to_one_who_may_not(room: Room) -> None:
    case_id = with_hanna(room.world)
    browser = room.enter("Siv")
    assert browser.get(f"/cases/{case_id}").status_code == 404


@EXAMPLES.leaves(
    Line(
        "refused",
        "Hanna as handler",
        "admin.staff",
        details={"action": "list_staff", "code": "no-entry"},
        outcome="denied",
    ),
)
def refused_at_the_door(room: Room) -> None:
    assert room.enter("Hanna").get("/staff").status_code == 403


@EXAMPLES.leaves(
    Line(
        "refused",
        "Nina as self",
        "case cases",
        ("Tolvan: cases",),
        {"action": "read_case", "code": "not-found", "of_clinic": "Storgatans vårdcentral"},
        outcome="denied",
    ),
)
def refused_to_another_citizen(room: Room) -> None:
    case_id = room.world.send()
    assert room.enter("Nina").get(f"/citizen/cases/{case_id}").status_code == 404


@EXAMPLES.leaves(
    Line(
        "refused",
        "Hanna as handler",
        "auth.change_personal_settings",
        details={"action": "csrf", "code": "csrf"},
        outcome="denied",
    ),
)
def refused_without_the_forms_token(room: Room) -> None:
    browser = room.enter("Hanna")
    assert browser.post("/personal-settings", data={}).status_code == 400


@EXAMPLES.leaves(
    Line("case_list_read", "Hanna as handler, clinic", "list", details={"cases": [], "tab": "own:todo"}, level="list"),
    Line("refused", "Hanna as handler", "limit", details={"action": "search", "code": "too-many"}, outcome="denied"),
)
def refused_as_too_much(room: Room) -> None:
    room.limit(searches=0)
    browser = room.enter("Hanna")
    assert pages.submit(browser, "/my-cases", "/my-cases/search", {"term": "Tolvan"}).status_code == 429


@EXAMPLES.leaves(
    Line(
        "unsealing_failed",
        "Hanna",
        "case cases",
        ("Tolvan: cases",),
        {"field": "body", "row": "messages", "table": "messages"},
        outcome="failed",
    ),
)
def unsealing_failed(room: Room) -> None:
    case_id = waiting(room.world)
    with room.world.app.app_context(), atomic() as current:
        current.execute(update(Message).values(body_sealed=b"moved"))
    assert room.enter("Hanna").get(f"/cases/{case_id}").status_code == 500


@EXAMPLES.leaves(
    Line(
        "strangers_refused",
        "visitor",
        "installation",
        details={"form_without_token": 2, "login_without_state": 1, "minute": "2026-11-23T11:00Z"},
        outcome="denied",
        at="",
        by="",
    ),
)
def strangers_refused(room: Room) -> None:
    room.begin()
    for _ in range(2):
        room.world.app.test_client().post("/language", data={"language": "en"})
    room.world.app.test_client().get("/login/staff/callback")
    with clock.at(clock.now() + timedelta(minutes=1)), room.work():
        log_strangers()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
