"""What the log tells of logins and of one's own settings: one example of each kind, compared whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic
from app.roles.models import RoleGrant
from tests.http.pages import send
from tests.identity import walk
from tests.log_examples import Examples, Room
from tests.log_lines import Line
from tests.providers import NEWCOMER, STRANGER, Product
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
    Line(
        "login_ok",
        "Maja",
        "staff_member Maja",
        details={"acr": "http://id.sambi.se/loa/loa3", "amr": ["demo"], "issuer": "http://provider/staff"},
        by=STRANGE,
    ),
)
def login_ok(room: Room, product: Product) -> None:
    walk(product.browser(), product.idp.test_client(), MAJA)


@EXAMPLES.leaves(
    Line(
        "login_ok",
        "Maja",
        "staff_member Maja",
        details={
            "acr": "http://id.sambi.se/loa/loa3",
            "amr": ["demo"],
            "issuer": "http://provider/staff",
            "step_up": True,
        },
    ),
)
def login_ok_once_more(room: Room, product: Product) -> None:
    browser = product.login(MAJA)
    room.begin()
    walk(browser, product.idp.test_client(), MAJA, fresh="1")


@EXAMPLES.leaves(
    Line(
        "login_ok",
        "Henrik",
        "staff_member Henrik",
        details={"acr": "http://id.sambi.se/loa/loa3", "amr": ["demo"], "issuer": "http://provider/staff"},
        by=STRANGE,
    ),
    Line(
        "login_ok",
        "Henrik",
        "staff_member Henrik",
        details={"acr": "http://id.sambi.se/loa/loa3", "amr": ["demo"], "issuer": "http://provider/staff"},
        at="Hamnens hudmottagning",
        by=STRANGE,
    ),
)
def login_ok_before_a_clinic_is_chosen(room: Room, product: Product) -> None:
    walk(product.browser(), product.idp.test_client(), HENRIK)


@EXAMPLES.leaves(
    Line(
        "login_ok",
        "Tolvan",
        "citizen Tolvan",
        ("Tolvan",),
        {"acr": "http://id.sambi.se/loa/loa3", "amr": ["demo"], "issuer": "http://provider/citizen"},
        at="",
        by=STRANGE,
    ),
)
def login_ok_of_a_citizen(room: Room, product: Product) -> None:
    walk(product.browser(), product.idp.test_client(), TOLVAN, "citizen")


@EXAMPLES.leaves(
    Line("citizen_created", "visitor as self, self", "citizen Nils", ("Nils",), at="", by=STRANGE),
    Line(
        "login_ok",
        "Nils",
        "citizen Nils",
        ("Nils",),
        {"acr": "http://id.sambi.se/loa/loa3", "amr": ["demo"], "issuer": "http://provider/citizen"},
        at="",
        by=STRANGE,
    ),
)
def citizen_created(room: Room, product: Product) -> None:
    walk(product.browser(), product.idp.test_client(), NEWCOMER.personnummer, "citizen")


@EXAMPLES.leaves(
    Line(
        "citizen_changed",
        "visitor as self, self",
        "citizen Tolvan",
        ("Tolvan",),
        {"fields": ["name"]},
        at="",
        by=STRANGE,
    ),
    Line(
        "login_ok",
        "Tolvan",
        "citizen Tolvan",
        ("Tolvan",),
        {"acr": "http://id.sambi.se/loa/loa3", "amr": ["demo"], "issuer": "http://provider/citizen"},
        at="",
        by=STRANGE,
    ),
)
def citizen_changed(room: Room, product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        current.execute(update(CitizenRow).where(CitizenRow.given_name == "Tolvan").values(family_name="Gammal"))
    walk(product.browser(), product.idp.test_client(), TOLVAN, "citizen")


@EXAMPLES.leaves(
    Line(
        "login_failed",
        "visitor",
        "staff_member",
        details={"code": "unknown", "hsa_id": "SE0000000000-2999", "side": "staff"},
        outcome="denied",
        at="",
        by=STRANGE,
    ),
)
def login_failed(room: Room, product: Product) -> None:
    walk(product.browser(), product.idp.test_client(), STRANGER.hsa_id)


@EXAMPLES.leaves(
    Line(
        "login_failed",
        "Maja",
        "staff_member Maja",
        details={"code": "no-grant", "hsa_id": "SE0000000000-2001", "side": "staff"},
        outcome="denied",
        by=STRANGE,
    ),
)
def login_failed_of_one_who_has_no_role(room: Room, product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        current.execute(
            update(RoleGrant).values(ended_at=clock.now()).where(RoleGrant.staff_id == room.world.staff_id("Maja"))
        )
    walk(product.browser(), product.idp.test_client(), MAJA)


@EXAMPLES.leaves(
    Line(
        "login_failed",
        "visitor",
        about=("Tolvan",),
        details={"code": "locked", "side": "citizen"},
        outcome="denied",
        at="",
        by=STRANGE,
    ),
)
def login_failed_of_a_citizen_who_is_locked(room: Room, product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        current.execute(update(CitizenRow).where(CitizenRow.given_name == "Tolvan").values(locked_at=clock.now()))
    walk(product.browser(), product.idp.test_client(), TOLVAN, "citizen")


@EXAMPLES.leaves(
    Line("terms_accepted", "Nils", "citizen Nils", ("Nils",), {"version": "2026-11-01"}, at=""),
)
def terms_accepted(room: Room, product: Product) -> None:
    browser = product.browser()
    walk(browser, product.idp.test_client(), NEWCOMER.personnummer, "citizen")
    room.begin()
    send(browser, "/terms", "/terms")


@EXAMPLES.leaves(
    Line("clinic_chosen", "Henrik", "clinic Hamnens hudmottagning", at="Hamnens hudmottagning"),
)
def clinic_chosen(room: Room, product: Product) -> None:
    browser = product.browser()
    walk(browser, product.idp.test_client(), HENRIK)
    room.begin()
    send(browser, "/choose-clinic", "/choose-clinic", clinic_id=str(room.world.clinic_id("Hamnens hudmottagning")))


def _place(line: Line) -> str:
    """Where it is told: clinics are told in no order."""
    return line.at


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.__name__)
def test_the_log_tells_of_the_walk_whole(product: Product, example: Callable[[Room, Product], None]) -> None:
    with clock.at(clock.now()):
        room = Room(World(product.app))
        room.begin()
        example(room, product)
    assert sorted(room.lines(), key=_place) == sorted(EXAMPLES[example], key=_place)
