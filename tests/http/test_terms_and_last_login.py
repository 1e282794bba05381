"""Terms are accepted by each person for themselves, as they read now; a login is noted of whom it was and nobody else."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, delete, select, update

from app.auth.models import TermsAcceptance
from app.auth.queries import TERMS_VERSION
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import StaffMember
from tests.http.pages import send
from tests.identity import walk
from tests.providers import Product
from tests.shapes import PUBLIC
from tests.stored import changes, stored
from tests.world import World

MAJA, TOLVAN = "SE0000000000-2001", "191212121212"
SIDES = {"Maja": ("staff", MAJA, "/personal-settings"), "Tolvan": ("citizen", TOLVAN, "/citizen")}
"""On which side the person logs in, by which number, and a page of their own."""


def person_of(world: World, name: str) -> ColumnElement[bool]:
    """Where the acceptances of the person are."""
    if SIDES[name][0] == "staff":
        return TermsAcceptance.staff_id == world.staff_id(name)
    return TermsAcceptance.citizen_id == world.citizen_id(name)


def logs_in(product: Product, name: str) -> tuple[FlaskClient, str]:
    """The browser, and where the login leads."""
    side, key, _ = SIDES[name]
    browser = product.browser()
    return browser, walk(browser, product.idp.test_client(), key, side).location


@pytest.mark.parametrize("name", SIDES)
def test_what_everybody_else_has_accepted_is_not_accepted_by_one(product: Product, name: str) -> None:
    world = World(product.app)
    with product.app.app_context(), atomic() as current:
        current.execute(delete(TermsAcceptance).where(person_of(world, name)))
    browser, location = logs_in(product, name)
    assert location == "/terms"
    assert browser.get(SIDES[name][2], base_url=PUBLIC).status_code == 303
    before = stored(product.app)
    assert send(browser, "/terms", "/terms").status_code == 303
    assert browser.get(SIDES[name][2], base_url=PUBLIC).status_code == 200
    assert changes(before, stored(product.app), {}) == {"+ terms_acceptances"}
    with product.app.app_context():
        [accepted] = session().scalars(select(TermsAcceptance).where(person_of(world, name)))
        assert accepted.version == TERMS_VERSION
    assert logs_in(product, name)[1] == "/"


@pytest.mark.parametrize("name", SIDES)
def test_terms_that_have_changed_since_are_accepted_anew(product: Product, name: str) -> None:
    with product.app.app_context(), atomic() as current:
        current.execute(update(TermsAcceptance).values(version="2025-01-01"))
    assert logs_in(product, name)[1] == "/terms"


def test_who_has_accepted_them_here_has_not_in_another_browser_that_waits(product: Product) -> None:
    world = World(product.app)
    with product.app.app_context(), atomic() as current:
        current.execute(delete(TermsAcceptance).where(person_of(world, "Maja")))
    waiting, accepting = (logs_in(product, "Maja")[0] for _ in range(2))
    send(accepting, "/terms", "/terms")
    assert waiting.get("/personal-settings", base_url=PUBLIC).status_code == 303
    send(waiting, "/terms", "/terms")
    assert waiting.get("/personal-settings", base_url=PUBLIC).status_code == 200
    with product.app.app_context():
        assert len(session().scalars(select(TermsAcceptance).where(person_of(world, "Maja"))).all()) == 1


@pytest.mark.parametrize(("name", "table"), [("Maja", "staff_members"), ("Tolvan", "citizens")])
def test_a_login_is_noted_of_the_person_and_of_nobody_else(product: Product, name: str, table: str) -> None:
    world = World(product.app)
    key = world.staff_id(name) if name == "Maja" else world.citizen_id(name)
    with clock.at(clock.now()):
        before = stored(product.app)
        assert logs_in(product, name)[1] == "/"
        assert changes(before, stored(product.app), {key: name}) == {f"{table} {name}: last_login_at now"}


def test_a_login_that_is_refused_is_no_last_login(product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        current.execute(update(CitizenRow).values(locked_at=clock.now()))
        current.execute(update(StaffMember).values(locked_at=clock.now()))
    before = stored(product.app)
    for side, key, _ in SIDES.values():
        assert walk(product.browser(), product.idp.test_client(), key, side).status_code == 403
    assert changes(before, stored(product.app), {}) == set()
