"""Logging in and out in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Somebody


def test_a_receiver_logs_in_and_sees_her_cards(staff: Somebody) -> None:
    page = staff("Maja Mottagare")
    expect(page.get_by_role("link", name="Mottagningens ärenden")).to_be_visible()


def test_the_browsers_back_button_shows_nothing_after_logout(staff: Somebody) -> None:
    page = staff("Maja Mottagare")
    _log_out(page)
    page.go_back()
    expect(page.get_by_role("link", name="Mottagningens ärenden")).to_have_count(0)


def test_logging_out_leads_by_the_identity_provider_and_home_again(staff: Somebody) -> None:
    page = staff("Hanna Handläggare")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    _log_out(page)
    assert any("/staff/end-session" in address for address in addresses)
    assert page.url.split("?")[0].endswith("/logged-out")


def _log_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/logged-out*")
