"""Staff and log review in a browser: what links do not lead to is for everybody too, and roles are given without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.rules import flaws_in_the_eye, flaws_of_width
from tests.world import World

ADMINISTRATOR = "Adam Administratör"


def report(page: Page) -> None:
    """Ask for Tolvan's report as a person does."""
    page.goto("/log-review")
    page.get_by_label("Invånarens personnummer").fill("19121212-1212")
    page.get_by_label("Anledning till kontrollen").select_option("Stickprov")
    page.get_by_role("button", name="Skapa rapport").click()
    expect(page.get_by_role("heading", name="Rapport", level=1)).to_be_visible()


def whole(page: Page) -> None:
    """Nothing to complain of in light or dark, and no sideways scroll on a phone."""
    assert [*flaws_in_the_eye(page), *flaws_of_width(page)] == []


def test_the_report_is_for_everybody(staff: Somebody, world: World) -> None:
    world.send("Tolvan")
    page = staff("Greta Granskare")
    page.goto("/log-review")
    whole(page)
    page.get_by_role("button", name="Skapa rapport").click()
    expect(page.get_by_role("heading", name="Det här behöver rättas")).to_be_visible()
    whole(page)
    report(page)
    whole(page)


def test_a_role_is_given_and_ended_without_javascript(staff: Somebody) -> None:
    page = staff(ADMINISTRATOR, java_script_enabled=False)
    page.goto("/staff")
    page.get_by_role("link", name="Tilldela", exact=True).click()
    page.get_by_label("HSA-id").fill(" SE0000000000-2009 ")
    page.get_by_label("ÄM – ärendemottagare").check()
    page.get_by_label("Anledning").fill("Vikarie")
    page.get_by_role("button", name="Tilldela").click()
    row = page.get_by_role("row").filter(has_text="Siv Skyddad")
    expect(row).to_contain_text("Tilldelad av Adam Administratör: Vikarie")
    row.get_by_role("link", name="Avsluta ÄM").click()
    page.get_by_label("Anledning").fill("Slutar")
    page.get_by_role("button", name="Avsluta rollen").click()
    expect(row).to_contain_text("Avslutad av Adam Administratör: Slutar")


def test_the_report_is_downloaded_as_a_file(staff: Somebody, world: World) -> None:
    world.send("Tolvan")
    page = staff("Greta Granskare")
    report(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert waiting.value.suggested_filename.startswith("loggrapport-")


@pytest.fixture
def world(live: Live) -> World:
    """The demo people on the running product."""
    return live.world
