"""Writing to a citizen: a ready text put where the cursor is, and seen as the citizen will see it before it is sent."""

from uuid import UUID

from playwright.sync_api import Page, expect

from app.catalog.services.standard_replies import ReplyText, add_reply
from tests.browser.actions import press
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.rules import flaws
from tests.world import operation

READY = "Hej {fornamn}!\n  Ta <Alvedon 500mg> & vila."
FILLED = READY.replace("{fornamn}", "Tolvan")


def hannas_case(live: Live) -> UUID:
    case_id = live.world.held_by("Hanna")
    with live.app.app_context():
        add_reply(live.world.staff("Adam"), ReplyText("Vila", READY, None, operation()))
    return case_id


def press_for(page: Page, name: str, what: str) -> None:
    """Press one of the buttons that every reply has, the one of this reply."""
    page.locator(f"button[name=into][value={name}]", has_text=what).click()
    page.wait_for_load_state()


def test_a_ready_text_goes_where_the_cursor_is_and_what_is_previewed_is_what_tolvan_reads(
    live: Live, staff: Somebody, citizen: Somebody
) -> None:
    case_id, hanna = hannas_case(live), staff("Hanna Handläggare")
    hanna.goto(f"/cases/{case_id}")
    reply = hanna.get_by_label("Svar till invånaren", exact=True)
    reply.fill("Före. Efter.")
    reply.evaluate("field => field.setSelectionRange(6, 6)")
    hanna.get_by_label("Färdig text till svaret").select_option(label="Vila")
    press_for(hanna, "final_reply", "Infoga")
    expect(reply).to_have_value(f"Före. {FILLED}Efter.")
    expect(reply).to_be_focused()
    hanna.keyboard.press("Control+z")
    expect(reply).to_have_value("Före. Efter.")
    reply.fill(FILLED)
    press_for(hanna, "final_reply", "Förhandsgranska")
    expect(hanna.get_by_text("Inget är skickat än.")).to_be_visible()
    assert flaws(hanna) == []
    seen = hanna.locator(".message__body").inner_text()
    press(hanna, "Skicka svar")
    tolvan = citizen("Tolvan Tolvansson")
    tolvan.goto(f"/citizen/cases/{case_id}")
    assert FILLED in seen
    assert tolvan.locator(".message__body").inner_text() == seen
