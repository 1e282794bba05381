"""What went wrong is told first: in the title, at the field, and to those who hear the page."""

from playwright.sync_api import Page, expect

from tests.browser.actions import choose_holder, follow, open_case, press
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.rules import flaws


def assert_told(page: Page) -> None:
    """The page after a mistake: ``Fel:`` in the title, the focus on what is wrong, and no flaw."""
    assert page.title().startswith("Fel: ")
    assert page.evaluate("document.activeElement.closest('[data-focus], .ds-error-summary') !== null")
    assert flaws(page) == []


def test_a_question_to_the_log_without_a_reason(staff: Somebody) -> None:
    greta = staff("Greta Granskare")
    follow(greta, "Logguppföljning")
    press(greta, "Skapa rapport")
    assert_told(greta)


def test_distributing_with_a_partial_reply_left_unsent(live: Live, staff: Somebody) -> None:
    live.world.send("Tolvan", "Förnya recept")
    maja = staff("Maja Mottagare")
    open_case(maja, "Mottagningens ärenden", "Tolvan Tolvansson")
    choose_holder(maja, "Hanna Handläggare")
    maja.get_by_label("Delsvar till invånaren").fill("Vi återkommer.")
    press(maja, "Fördela")
    expect(maja.get_by_label("Delsvar till invånaren")).to_have_value("Vi återkommer.")
    assert_told(maja)


def test_distributing_to_nobody(live: Live, staff: Somebody) -> None:
    live.world.send("Sam", "Förnya recept")
    maja = staff("Maja Mottagare")
    open_case(maja, "Mottagningens ärenden", "Sam Samordning")
    press(maja, "Fördela")
    assert_told(maja)


def test_an_address_that_does_not_exist(staff: Somebody) -> None:
    page = staff("Hanna Handläggare")
    answer = page.goto("/cases/00000000-0000-4000-8000-000000000000")
    assert answer is not None
    assert answer.status == 404
    assert flaws(page) == []
