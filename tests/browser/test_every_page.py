"""Every page that a person can reach by links: accessible in light and dark, whole on a telephone, with a name of its own."""

import pytest

from app.core.db import db
from demo.cases import load_cases
from tests.browser.conftest import Somebody
from tests.browser.crawl import NOT_PAGES, WITHOUT_HELP, tour
from tests.browser.live import Live, Product
from tests.browser.rules import flaws, spoken


@pytest.fixture(scope="module")
def live(product: Product) -> Live:
    """The running product with the demo's thirty days in it: made once, for whoever only looks."""
    with product.live.app.app_context():
        load_cases()
        db.session.remove()
    return product.live


ADMINISTRATOR = "Adam Administratör"
THE_HELP = {
    f"/help/{role}" for role in ("receiver", "handler", "administrator", "access-administrator", "reviewer", "citizen")
}
MUST = {
    "/staff",
    "/staff/grant",
    "/staff/grants/ID/end",
    "/groups",
    "/groups/new",
    "/groups/ID",
    "/groups/ID/name",
    "/groups/ID/close",
    *THE_HELP,
}
"""Pages that some link must lead an administrator to, so that a lost link leaves nothing unseen here."""


@pytest.mark.parametrize(
    "name",
    [
        "Alva Allround",  # receives and handles: every page of both
        ADMINISTRATOR,
        "Greta Granskare",
    ],
)
def test_staff_meet_no_hindrance(staff: Somebody, name: str) -> None:
    page = staff(name)
    titles: dict[str, str] = {}
    found = {}
    for kind in tour(page, leave_out=NOT_PAGES if name == ADMINISTRATOR else WITHOUT_HELP):
        found[kind] = flaws(page)
        path = kind.split("?")[0]
        assert titles.setdefault(page.title(), path) == path, "two pages of the same name"
    assert name != ADMINISTRATOR or MUST - set(titles.values()) == set()
    assert spoken(found) == ""


@pytest.mark.parametrize("name", ["Tolvan Tolvansson", "Tvåan Tvåtusen"])
def test_citizens_meet_no_hindrance(citizen: Somebody, name: str) -> None:
    page = citizen(name)
    found = {kind: flaws(page) for kind in tour(page)}
    assert spoken(found) == ""
