"""Hanna's page stands open when Adam logs in beside it: it shows nothing more of hers, and her text waits for her."""

from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.auth.models import WaitingForms
from app.authz.actors import Citizen, Staff
from app.core.db import session
from tests.browser.actions import begin_prescription
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.test_autosave import hide
from tests.logins import open_login
from tests.shapes import PLAIN_COOKIE

TOLD = "Någon annan är inloggad nu"


@pytest.fixture
def case_id(live: Live) -> UUID:
    return live.world.held_by("Hanna")


def logs_in(live: Live, page: Page, actor: Staff | Citizen) -> None:
    """As in another tab of the same browser."""
    cookie = {"name": PLAIN_COOKIE, "value": open_login(live.app, actor), "url": live.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def look_at(page: Page) -> None:
    """Bring the tab to the front."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def waiting(app: Flask) -> int:
    with app.app_context():
        return session().query(WaitingForms).count()


def shows_nothing(page: Page, *words: str) -> None:
    expect(page.get_by_role("heading", name=TOLD)).to_be_visible()
    for word in words:
        expect(page.get_by_text(word)).to_have_count(0)


def test_hannas_case_is_gone_from_the_tab_when_it_is_brought_to_the_front(
    live: Live, staff: Somebody, case_id: UUID
) -> None:
    page = staff("Hanna Handläggare")
    page.goto(f"/cases/{case_id}")
    logs_in(live, page, live.world.staff("Adam"))
    look_at(page)
    shows_nothing(page, "Tolvan", "Hanna", "Adam")
    page.go_back()
    expect(page.get_by_text("Hanna Handläggare")).to_have_count(0)


def test_what_she_had_typed_is_kept_first(live: Live, staff: Somebody, case_id: UUID) -> None:
    page = staff("Hanna Handläggare")
    page.goto(f"/cases/{case_id}")
    logs_in(live, page, live.world.staff("Adam"))
    page.get_by_label("Intern anteckning").fill("Ring anhörig")
    hide(page)
    shows_nothing(page, "Tolvan", "anhörig")
    assert waiting(live.app) == 1
    expect(page.get_by_text("sparat åt den som skrev det")).to_be_visible()
    logs_in(live, page, live.world.staff("Hanna"))
    page.goto(f"/cases/{case_id}")


def test_a_page_that_asks_who_is_there_hears_it(live: Live, staff: Somebody, case_id: UUID) -> None:
    page = staff("Hanna Handläggare")
    page.clock.install()
    page.goto(f"/cases/{case_id}")
    logs_in(live, page, live.world.citizen("Nina"))
    page.clock.run_for(16_000)
    shows_nothing(page, "Tolvan")


def test_ninas_form_is_gone_when_tolvan_logs_in(live: Live, citizen: Somebody) -> None:
    page = citizen("Nina Nittio")
    begin_prescription(page)
    logs_in(live, page, live.world.citizen("Tolvan"))
    page.get_by_label("Läkemedlets namn och styrka").fill("Ramipril")
    hide(page)
    shows_nothing(page, "Ramipril", "Nina")


def test_her_own_new_login_leaves_the_page_where_it_is(live: Live, staff: Somebody, case_id: UUID) -> None:
    page = staff("Hanna Handläggare")
    page.goto(f"/cases/{case_id}")
    logs_in(live, page, live.world.staff("Hanna"))
    with page.expect_response("**/session"):
        look_at(page)
    expect(page.get_by_label("Intern anteckning")).to_be_visible()


def test_a_logout_in_another_tab_is_told_when_the_tab_is_brought_to_the_front(staff: Somebody, case_id: UUID) -> None:
    page = staff("Hanna Handläggare")
    page.goto(f"/cases/{case_id}")
    page.context.clear_cookies()
    look_at(page)
    expect(page.get_by_role("dialog", name="Du har loggats ut")).to_be_visible()
