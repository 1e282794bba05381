"""What the log tells of one's own settings, address and proxies: one example of each kind, compared whole."""

from collections.abc import Callable

import pytest

from app.citizens.services.proxies import end_proxy, make_proxy, protect
from app.core import clock
from tests import notice_pages
from tests.log_examples import NOON, Examples, Room
from tests.log_lines import Line
from tests.logins import token_of
from tests.notified_people import give_staff
from tests.world import World

EXAMPLES = Examples()
TVAAN, LILL = "200002292399", "201701012393"


@EXAMPLES.leaves(
    Line("personal_settings_changed", "Maja", "staff_member Maja", details={"fields": ["signature", "scheme"]}),
)
def personal_settings_changed(room: Room) -> None:
    room.submit("Maja", "/personal-settings", "/personal-settings", signature="Hälsningar", scheme="dark")


@EXAMPLES.leaves(
    Line("personal_settings_changed", "Tolvan", "citizen Tolvan", ("Tolvan",), {"fields": ["language"]}, at=""),
)
def personal_settings_changed_by_a_citizen(room: Room) -> None:
    room.submit("Tolvan", "/citizen/settings", "/citizen/settings", language="en")


@EXAMPLES.leaves(
    Line("personal_settings_changed", "Hanna", "notice_address notice_addresses"),
)
def address_asked_for(room: Room) -> None:
    room.press("Hanna", "/settings/address", "", **{"address-email": "h@example.se", "address-operation_id": "x" * 20})


@EXAMPLES.leaves(
    Line("address_verified", "Hanna", "notice_address notice_addresses"),
)
def address_verified(room: Room) -> None:
    hanna = room.world.login("Hanna")
    notice_pages.submit(hanna, "/settings/address", address__email="h@example.se")
    code = notice_pages.the_code(room.world.app)
    room.begin()
    notice_pages.submit(hanna, "/settings/address/verify", code__code=code)


@EXAMPLES.leaves(
    Line("address_verified", "Hanna", "notice_address notice_addresses", outcome="failed"),
)
def address_verified_with_another_code(room: Room) -> None:
    hanna = room.world.login("Hanna")
    notice_pages.submit(hanna, "/settings/address", address__email="h@example.se")
    wrong = f"{(int(notice_pages.the_code(room.world.app)) + 1) % 10**6:06d}"
    room.begin()
    notice_pages.submit(hanna, "/settings/address/verify", code__code=wrong)


@EXAMPLES.leaves(
    Line("address_removed", "Hanna", "notice_address"),
)
def address_removed(room: Room) -> None:
    with room.world.app.app_context():
        give_staff(room.world, "Hanna")
    room.submit("Hanna", "/settings/address/remove", "/settings/address/remove")


@EXAMPLES.leaves(
    Line("notice_choices_changed", "Hanna", "notice_choices", details={"on": ["citizen_answered"]}),
)
def notice_choices_changed(room: Room) -> None:
    room.submit("Hanna", "/settings/notices", "/settings/choices", **{"choices-events": ["citizen_answered"]})


@EXAMPLES.leaves(
    Line("citizen_clinic_removed", "Tolvan as self, self", "clinic Storgatans vårdcentral", ("Tolvan",)),
)
def citizen_clinic_removed(room: Room) -> None:
    room.press("Tolvan", f"/citizen/clinics/{room.world.clinic_id()}/remove")


@EXAMPLES.leaves(
    Line("citizen_clinic_added", "Tvåan for Lill as proxy, proxy", "clinic Storgatans vårdcentral", ("Lill",)),
)
def citizen_clinic_added_for_a_child(room: Room) -> None:
    room.world.app.test_client()
    lill = room.world.login_citizen("Tvåan", "Lill")
    clinic = f"/citizen/clinics/{room.world.clinic_id()}"
    token = {"csrf_token": token_of(lill, "/help"), "operation_id": "x" * 20}
    lill.post(f"{clinic}/remove", data=token)
    room.press("Tvåan", f"{clinic}/add", "Lill")


@EXAMPLES.leaves(
    Line("proxy_entered", "Tvåan", about=("Lill",), at=""),
)
def proxy_entered(room: Room) -> None:
    room.press("Tvåan", f"/citizen/children/{room.world.citizen_id('Lill')}/enter")


@EXAMPLES.leaves(
    Line("proxy_left", "Tvåan", about=("Lill",), at=""),
)
def proxy_left(room: Room) -> None:
    room.press("Tvåan", "/citizen/children/leave", "Lill")


@EXAMPLES.leaves(
    Line(
        "proxy_created", "system command_line", "proxy proxies", ("Tvåan", "Lill"), {"source": "Muntligt"}, at="", by=""
    ),
)
def proxy_created(room: Room) -> None:
    with room.world.app.app_context():
        end_proxy(TVAAN, LILL)
    with room.work():
        make_proxy(TVAAN, LILL, "Muntligt")


@EXAMPLES.leaves(
    Line("proxy_ended", "system command_line", "proxy proxies", ("Tvåan", "Lill"), at="", by=""),
)
def proxy_ended(room: Room) -> None:
    with room.work():
        end_proxy(TVAAN, LILL)


@EXAMPLES.leaves(
    Line("citizen_changed", "system command_line", "citizen Lill", ("Lill",), {"fields": ["protected"]}, at="", by=""),
    Line("proxy_ended", "system command_line", "proxy proxies", ("Tvåan", "Lill"), at="", by=""),
)
def citizen_protected(room: Room) -> None:
    with room.work():
        protect(LILL, protected=True)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_it_whole(world: World, example: Callable[[Room], None]) -> None:
    with clock.at(NOON):
        room = Room(world)
        example(room)
    assert room.lines() == EXAMPLES[example]
