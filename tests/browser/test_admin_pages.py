"""Staff and log review in a browser: what links do not lead to is for everybody too, and roles are given without JavaScript."""

from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.db import session
from app.roles.queries.hours import week_of
from tests.browser.actions import press
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.rules import flaws, flaws_in_the_eye, flaws_of_width
from tests.world import World

ADMINISTRATOR = "Adam Administratör"
FRIDAY = 4


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


def test_adam_keeps_the_clinics_hours_and_its_closed_days(live: Live, staff: Somebody) -> None:
    adam, day = staff(ADMINISTRATOR), clock.today() + timedelta(days=30)
    adam.goto("/clinic/settings")
    adam.get_by_label("Fredag, stänger").fill("06:00")
    press(adam, "Spara")
    assert adam.title().startswith("Fel: ")
    expect(adam.get_by_label("Fredag, stänger")).to_have_value("06:00")
    assert flaws(adam) == []
    adam.get_by_label("Fredag, stänger").fill("12:00")
    press(adam, "Spara")
    expect(adam.get_by_text("Inställningarna är sparade.")).to_be_visible()
    adam.get_by_label("Från och med").fill(day.isoformat())
    adam.get_by_label("Anledning").fill("Utbildning")
    press(adam, "Lägg till")
    expect(adam.get_by_role("row").filter(has_text="Utbildning")).to_be_visible()
    assert flaws(adam) == []
    with live.app.app_context():
        week = week_of(session(), live.world.clinic_id())
    assert (week.closing[FRIDAY], day in week.closed) == (time(12), True)
