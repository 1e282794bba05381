"""What the log tells of the ends and moves of login sessions: one example of each kind, compared whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.auth.models import LoginSession
from app.auth.services.provider_logouts import end_by_provider
from app.auth.services.sessions import Browser, Proof
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic
from app.roles.models import RoleGrant
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.logins import logged_in, open_login
from tests.world import World

EXAMPLES = Examples()
STRANGE = "nobody from 127.0.0.0/24"
"""A request that came in no session that was a person's."""
MAJA, HENRIK, TOLVAN, TVAAN, LILL = (
    "SE0000000000-2001",
    "SE0000000000-2003",
    "191212121212",
    "200002292399",
    "201701012393",
)


@EXAMPLES.leaves(
    Line("logged_out", "Maja", "staff Maja"),
)
def logged_out(room: Room) -> None:
    room.press("Maja", "/logout")


@EXAMPLES.leaves(
    Line("logged_out", "Tvåan for Lill", "citizen Tvåan", at=""),
)
def logged_out_of_a_proxy(room: Room) -> None:
    room.press("Tvåan", "/logout", "Lill")


@EXAMPLES.leaves(
    Line(
        "session_ended", "Maja", "staff_member Maja", details={"reason": "ended_by_self", "session": "session of Maja"}
    ),
)
def session_ended_by_oneself_elsewhere(room: Room) -> None:
    open_login(room.world.app, room.world.staff("Maja"))
    other = room.one(select(LoginSession.public_id))
    room.press("Maja", f"/login-sessions/{other}/end")


@EXAMPLES.leaves(
    Line(
        "session_ended",
        "system provider_logout",
        "staff_member Maja",
        details={"reason": "ended_by_provider", "session": "session of Maja"},
        by="",
    ),
)
def session_ended_by_the_provider(room: Room) -> None:
    open_login(room.world.app, room.world.staff("Maja"), Proof("https://idp.example", "subject-1", "session-1"))
    with room.work():
        end_by_provider("https://idp.example", "token-1", "session-1", "")


@EXAMPLES.leaves(
    Line(
        "session_ended", "system provider_logout", details={"reason": "ended_by_provider", "sessions": 0}, at="", by=""
    ),
)
def session_ended_by_the_provider_when_there_is_none(room: Room) -> None:
    with room.work():
        end_by_provider("https://idp.example", "token-1", "session-1", "")


@EXAMPLES.leaves(
    Line(
        "session_ended",
        "visitor",
        "staff_member Maja",
        details={"reason": "idle", "session": "session of Maja"},
        by=STRANGE,
    ),
)
def session_ended_as_too_long_unused(room: Room) -> None:
    browser = room.enter("Maja")
    with clock.at(NOON.replace(hour=13)):
        assert browser.get("/personal-settings").status_code == 303


@EXAMPLES.leaves(
    Line(
        "session_ended",
        "visitor",
        "staff Maja",
        details={"reason": "no_grant", "session": "session of Maja"},
        by="Maja from 127.0.0.0/24",
    ),
)
def session_ended_when_the_last_role_has(room: Room) -> None:
    browser = room.enter("Maja")
    with room.world.app.app_context(), atomic() as current:
        current.execute(
            update(RoleGrant).values(ended_at=NOON).where(RoleGrant.staff_id == room.world.staff_id("Maja"))
        )
    assert browser.get("/personal-settings").status_code == 303


@EXAMPLES.leaves(
    Line(
        "session_ended",
        "visitor",
        "staff Henrik",
        details={"reason": "no_grant", "session": "session of Henrik"},
        by="Henrik from 127.0.0.0/24",
    ),
)
def session_ended_at_one_of_two_clinics(room: Room) -> None:
    browser = room.enter("Henrik")
    here = RoleGrant.clinic_id == room.world.clinic_id()
    with room.world.app.app_context(), atomic() as current:
        current.execute(
            update(RoleGrant).values(ended_at=NOON).where(RoleGrant.staff_id == room.world.staff_id("Henrik"), here)
        )
    assert browser.get("/personal-settings").status_code == 303


@EXAMPLES.leaves(
    Line(
        "session_ended",
        "visitor",
        "citizen Tolvan",
        details={"reason": "locked", "session": "session of Tolvan"},
        at="",
        by="Tolvan from 127.0.0.0/24",
    ),
)
def session_ended_of_a_citizen_who_was_locked(room: Room) -> None:
    browser = room.enter("Tolvan")
    with room.world.app.app_context(), atomic() as current:
        current.execute(update(CitizenRow).values(locked_at=NOON).where(CitizenRow.given_name == "Tolvan"))
    assert browser.get("/citizen").status_code == 303


@EXAMPLES.leaves(
    Line(
        "session_moved",
        "Maja",
        "staff_member Maja",
        details={"changed": ["network", "browser"], "network_before": "10.1.2.0/24", "session": "session of Maja"},
    ),
)
def session_moved(room: Room) -> None:
    browser = logged_in(room.world.app, room.world.staff("Maja"), Browser("10.1.2.0/24", "another"))
    room.begin()
    assert browser.get("/personal-settings").status_code == 200


@EXAMPLES.leaves(
    Line(
        "session_moved",
        "Tolvan",
        "citizen Tolvan",
        details={"changed": ["network"], "network_before": "10.1.2.0/24", "session": "session of Tolvan"},
        at="",
    ),
)
def session_moved_of_a_citizen(room: Room) -> None:
    browser = logged_in(room.world.app, room.world.citizen("Tolvan"), Browser("10.1.2.0/24", ""))
    room.begin()
    assert browser.get("/citizen").status_code == 200


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
