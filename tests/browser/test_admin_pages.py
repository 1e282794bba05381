"""Staff, groups, log review and help in a browser: nothing that axe finds, nothing wider than a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.world import World

PHONE: ViewportSize = {"width": 320, "height": 640}
ADMINISTRATOR = "Adam Administratör"


def report(page: Page) -> None:
    """Ask for Tolvan's report as a person does."""
    page.goto("/log-review")
    page.get_by_label("Invånarens personnummer").fill("19121212-1212")
    page.get_by_label("Anledning till kontrollen").select_option("Stickprov")
    page.get_by_role("button", name="Skapa rapport").click()
    expect(page.get_by_role("heading", name="Rapport", level=1)).to_be_visible()


def end_of_hannas_role(page: Page) -> None:
    page.goto("/staff")
    page.get_by_role("row").filter(has_text="Hanna").get_by_role("link", name="Avsluta").first.click()
    expect(page.get_by_role("heading", name="Avsluta roll", level=1)).to_be_visible()


def whole(page: Page) -> None:
    """Nothing to complain of, and no sideways scroll on a phone."""
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_an_administrator_are_for_everybody(staff: Somebody, world: World, scheme: str) -> None:
    page = staff(ADMINISTRATOR, color_scheme=scheme)
    group = f"/groups/{world.group_id()}"
    for path in ("/staff", "/staff/grant", "/groups", "/groups/new", group, f"{group}/name", f"{group}/close"):
        page.goto(path)
        whole(page)
    end_of_hannas_role(page)
    whole(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_for_everybody(staff: Somebody, world: World, scheme: str) -> None:
    world.send("Tolvan")
    page = staff("Greta Granskare", color_scheme=scheme)
    page.goto("/log-review")
    whole(page)
    page.get_by_role("button", name="Skapa rapport").click()
    expect(page.get_by_role("heading", name="Det här behöver rättas")).to_be_visible()
    whole(page)
    report(page)
    whole(page)


def test_the_help_is_for_everybody(staff: Somebody) -> None:
    page = staff(ADMINISTRATOR)
    page.get_by_role("link", name="Hjälp").click()
    whole(page)
    for name in ("receiver", "handler", "administrator", "access-administrator", "reviewer", "citizen"):
        page.goto(f"/help/{name}")
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
