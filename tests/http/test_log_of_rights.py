"""What the log tells of clinics, staff, roles and groups: one example of each kind, compared whole."""

from collections.abc import Callable
from datetime import date

import pytest

from app.authz.actors import Role
from app.core import clock
from app.roles.services.bootstrap import Appointment, NewClinic, appoint, create_clinic
from tests.http.test_staff_admin import grant_of
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.world import World

EXAMPLES = Examples()


@EXAMPLES.leaves(
    Line(
        "role_granted",
        "Adam as administrator, clinic",
        "role_grant role_grants",
        details={"from": "2026-11-23", "override": False, "role": "receiver", "staff_id": "Hanna", "to": "2026-12-24"},
    ),
)
def role_granted(room: Room) -> None:
    room.submit(
        "Adam",
        "/staff/grant",
        "/staff/grant",
        hsa_id="SE0000000000-2002",
        roles=["receiver"],
        reason="Ny",
        last="2026-12-24",
    )


@EXAMPLES.leaves(
    Line(
        "role_granted",
        "Adam as administrator, clinic",
        "role_grant role_grants",
        details={"from": "2026-11-23", "override": True, "role": "administrator", "staff_id": "Greta", "to": None},
    ),
)
def role_granted_beyond_what_the_rules_expect(room: Room) -> None:
    room.submit(
        "Adam",
        "/staff/grant",
        "/staff/grant",
        hsa_id="SE0000000000-2007",
        roles=["administrator"],
        reason="Ny",
        override="y",
    )


@EXAMPLES.leaves(
    Line("staff_list_read", "Adam as administrator, clinic", "role_grant", details={"rows": 1}, level="list"),
    Line(
        "role_ended",
        "Adam as administrator, clinic",
        "role_grant role_grants",
        details={"role": "handler", "staff_id": "Hanna"},
    ),
)
def role_ended(room: Room) -> None:
    page = f"/staff/grants/{grant_of(room.world.app, room.world, 'Hanna', Role.HANDLER).id}/end"
    room.submit("Adam", page, page, reason="Slutar")


@EXAMPLES.leaves(
    Line("group_created", "Adam as administrator, clinic", "group Diabetes", details={"name": "Diabetes"}),
)
def group_created(room: Room) -> None:
    room.submit("Adam", "/groups/new", "/groups/new", name="Diabetes")


@EXAMPLES.leaves(
    Line("staff_list_read", "Adam as administrator, clinic", "group Sköterskor", details={"rows": 2}, level="list"),
    Line(
        "group_renamed",
        "Adam as administrator, clinic",
        "group Sköterskor",
        details={"name": "Sköterskor", "name_before": "Sjuksköterskor"},
    ),
)
def group_renamed(room: Room) -> None:
    page = f"/groups/{room.world.group_id()}/name"
    room.submit("Adam", page, page, name="Sköterskor")


@EXAMPLES.leaves(
    Line("staff_list_read", "Adam as administrator, clinic", "group Läkare", details={"rows": 1}, level="list"),
    Line("group_closed", "Adam as administrator, clinic", "group Läkare", details={"name": "Läkare"}),
)
def group_closed(room: Room) -> None:
    page = f"/groups/{room.world.group_id('Läkare')}/close"
    room.submit("Adam", page, page)


@EXAMPLES.leaves(
    Line(
        "staff_list_read",
        "Berit as access_administrator, clinic",
        "group Sjuksköterskor",
        details={"rows": 2},
        level="list",
    ),
    Line(
        "group_member_added",
        "Berit as access_administrator, clinic",
        "group Sjuksköterskor",
        details={"staff_id": "Siv"},
    ),
)
def group_member_added(room: Room) -> None:
    page = f"/groups/{room.world.group_id()}"
    room.submit("Berit", page, f"{page}/members", person=str(room.world.staff_id("Siv")))


@EXAMPLES.leaves(
    Line(
        "staff_list_read",
        "Berit as access_administrator, clinic",
        "group Sjuksköterskor",
        details={"rows": 2},
        level="list",
    ),
    Line(
        "group_member_removed",
        "Berit as access_administrator, clinic",
        "group Sjuksköterskor",
        details={"staff_id": "Hanna"},
    ),
)
def group_member_removed(room: Room) -> None:
    page = f"/groups/{room.world.group_id()}"
    room.submit("Berit", page, f"{page}/members/remove", person=str(room.world.staff_id("Hanna")))


@EXAMPLES.leaves(
    Line(
        "clinic_created",
        "system command_line as system, system",
        "clinic Bergets vårdcentral",
        at="Bergets vårdcentral",
        by="",
    ),
)
def clinic_created(room: Room) -> None:
    with room.work():
        create_clinic(NewClinic("SE0000000000-1009", "Bergets vårdcentral", "Demoregionen"))


@EXAMPLES.leaves(
    Line("staff_created", "system command_line as system, system", "staff_member Ny", at="", by=""),
    Line(
        "role_granted",
        "system command_line as system, system",
        "role_grant role_grants",
        details={"from": "2026-12-01", "override": False, "role": "handler", "staff_id": "Ny", "to": None},
        by="",
    ),
)
def staff_created(room: Room) -> None:
    with room.work():
        person = ("SE0000000000-2099", "Ny", "Nyberg", "Läkare", "SE0000000000-1001")
        appoint(Appointment(*person, frozenset({Role.HANDLER}), "Ny tjänst", date(2026, 12, 1)))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
