"""What the log tells of lists, searches and reports: one example of each kind, compared whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.cases.models import SavedView
from app.core import clock
from app.review.volume import log_high_read_volume
from tests.http.test_review import ask, file_of
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.world import World

EXAMPLES = Examples()


@EXAMPLES.leaves(
    Line(
        "case_list_read",
        "Maja as receiver, clinic",
        "list",
        ("Tolvan: cases",),
        {"cases": ["cases"], "tab": "clinic:new"},
        level="list",
    )
)
def case_list_read(room: Room) -> None:
    room.world.send()
    room.shows("Maja", "/clinic-cases")


@EXAMPLES.leaves(
    Line(
        "case_list_read",
        "Tolvan as self, self",
        "list",
        ("Tolvan: cases",),
        {"cases": ["cases"], "tab": "citizen"},
        level="list",
        at="",
    )
)
def case_list_read_by_the_citizen(room: Room) -> None:
    room.world.send()
    room.shows("Tolvan", "/citizen/cases")


@EXAMPLES.leaves(
    Line(
        "case_list_printed",
        "Hanna as handler, clinic",
        "list",
        ("Tolvan: cases",),
        {"cases": ["cases"], "tab": "own:todo"},
        level="export",
    )
)
def case_list_printed(room: Room) -> None:
    room.world.held_by("Hanna")
    room.shows("Hanna", "/my-cases/print")


@EXAMPLES.leaves(
    Line(
        "case_list_read",
        "Hanna as handler, clinic",
        "list",
        ("Tolvan: cases",),
        {"cases": ["cases"], "tab": "own:todo"},
        level="list",
    ),
    Line(
        "cases_searched", "Hanna as handler, clinic", "list", details={"argument": "Tolvan", "by": "words", "found": 1}
    ),
)
def cases_searched_for_words(room: Room) -> None:
    room.world.held_by("Hanna")
    room.submit("Hanna", "/my-cases", "/my-cases/search", term="Tolvan")


@EXAMPLES.leaves(
    Line(
        "case_list_read",
        "Hanna as handler, clinic",
        "list",
        ("Tolvan: cases",),
        {"cases": ["cases"], "tab": "own:todo"},
        level="list",
    ),
    Line(
        "cases_searched",
        "Hanna as handler, clinic",
        "list",
        ("Tolvan",),
        {"by": "personnummer", "found": 1, "index": "index of Tolvan"},
    ),
)
def cases_searched_for_a_number(room: Room) -> None:
    room.world.held_by("Hanna")
    room.submit("Hanna", "/my-cases", "/my-cases/search", term="191212121212")


@EXAMPLES.leaves(
    Line("case_list_read", "Hanna as handler, clinic", "list", details={"cases": [], "tab": "own:todo"}, level="list"),
    Line("view_saved", "Hanna as handler, clinic", "saved_view saved_views", details={"inbox": "own", "shared": False}),
)
def view_saved(room: Room) -> None:
    room.submit("Hanna", "/my-cases", "/my-cases/views", name="Mina sena")


@EXAMPLES.leaves(
    Line(
        "view_removed",
        "Maja as receiver, clinic",
        "saved_view saved_views",
        details={"inbox": "clinic", "shared": False},
    )
)
def view_removed(room: Room) -> None:
    room.submit("Maja", "/clinic-cases", "/clinic-cases/views", name="Sena")
    view = room.one(select(SavedView.id))
    room.press("Maja", f"/clinic-cases/views/{view}/remove")


@EXAMPLES.leaves(
    Line(
        "staff_list_read",
        "Berit as access_administrator, clinic",
        "staff_list",
        details={"role": None, "rows": 8, "shown": "active"},
        level="list",
    )
)
def staff_list_read(room: Room) -> None:
    room.shows("Berit", "/staff")


@EXAMPLES.leaves(
    Line(
        "report_made",
        "Greta as reviewer, clinic",
        "report",
        ("Tolvan",),
        {
            "citizen_index": "index of Tolvan",
            "continued": False,
            "from": "2026-10-24",
            "hits": 1,
            "hits_in_lists": 0,
            "lists": False,
            "reason": "other",
            "reason_line": "Från chefen",
            "staff_hsa_id": None,
            "to": "2026-11-23",
        },
    )
)
def report_made(room: Room) -> None:
    room.world.send()
    location = room.submit(
        "Greta", "/log-review", "/log-review", citizen="19121212-1212", reason="other", reason_line="Från chefen"
    ).location
    browser = room.enter("Greta")
    assert browser.get(location).status_code == 200


@EXAMPLES.leaves(
    Line(
        "report_exported",
        "Greta as reviewer, clinic",
        "report",
        details={
            "citizen_index": None,
            "format": "csv",
            "from": "2026-10-24",
            "hits": 1,
            "hits_in_lists": 0,
            "lists": False,
            "reason": "sample",
            "reason_line": "",
            "staff_hsa_id": "SE0000000000-2001",
            "to": "2026-11-23",
        },
        level="export",
    )
)
def report_exported(room: Room) -> None:
    room.world.held_by("Hanna")
    browser = room.enter("Greta")

    page = ask(browser, staff="SE0000000000-2001").text
    room.begin()
    assert browser.get(file_of(page)).status_code == 200


@EXAMPLES.leaves(
    Line("read_volume_high", "Hanna", "staff_member Hanna", details={"number": 2, "since": "2026-11-23T11:00Z"}, by="")
)
def read_volume_high(room: Room) -> None:

    case_id = room.world.held_by("Hanna")
    room.limit(reads=1)
    browser = room.world.login("Hanna")
    for _ in range(2):
        browser.get(f"/cases/{case_id}")
    with room.work():
        log_high_read_volume()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
