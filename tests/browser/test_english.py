"""In English, every word of ours is English; what people and clinics wrote stays as they wrote it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import agree, choose, fill_in, press, write_and_press
from tests.browser.conftest import Somebody
from tests.browser.crawl import NOT_PAGES, WITHOUT_HELP, tour
from tests.browser.live import Live

SWEDISH = re.compile(
    r"\b(och|att|inte|från|för|eller|är|har|du|din|ditt|vi|som|på|till|med|ärende|ärenden|ärendet|invånare|invånaren|"
    r"mottagning|mottagningen|svar|spara|visa|sök|välj|tillbaka|logga|hjälp|inställningar|fördela|anledning|händelser)\b",
    re.IGNORECASE,
)
PROPER = re.compile(r"Storgatans vårdcentral|Hamnens hudmottagning|Vårdinkorgen|Svenska|SÄBO|\{\w+\}")


def left_over(page: Page) -> list[str]:
    """Lines of the page with Swedish words in them, but for names and what is marked as Swedish."""
    lines: list[str] = page.evaluate(
        """() => {
            const copy = document.body.cloneNode(true);
            for (const part of copy.querySelectorAll('[lang=sv], script, .message__body')) part.remove();
            document.body.append(copy);
            const text = copy.innerText;
            copy.remove();
            return [document.title, ...text.split('\\n')];
        }""",
    )
    return [line for line in lines if SWEDISH.search(PROPER.sub("", line))]


@pytest.mark.parametrize("name", ["Alva Allround", "Adam Administratör", "Greta Granskare"])
def test_staff_pages_are_english_when_english_is_chosen(live: Live, staff: Somebody, name: str) -> None:
    case_id = live.world.send("Sam", "Förnya recept", text="Ramipril")
    live.world.distribute(case_id, group="Sjuksköterskor")
    page = staff(name)
    press(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    leave_out = NOT_PAGES if name == "Adam Administratör" else WITHOUT_HELP  # the help is the same for all
    found = {kind: left_over(page) for kind in tour(page, leave_out=leave_out)}
    assert {kind: lines for kind, lines in found.items() if lines} == {}
    press(page, "Svenska")
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def test_citizen_pages_are_english_when_english_is_chosen(live: Live, citizen: Somebody) -> None:
    live.world.send("Nina", "Förnya recept", text="Ramipril")
    page = citizen("Nina Nittio")
    press(page, "English")
    found = {kind: left_over(page) for kind in tour(page)}
    assert {kind: lines for kind, lines in found.items() if lines} == {}


QUESTIONS = {
    "Name and strength of the medicine": "Ramipril 5 mg",
    "How do you take the medicine?": "One in the morning",
}
CHOICES = ("No", "Up to two weeks", "It works well")


def assert_english(page: Page) -> None:
    """Nothing of ours on the page is Swedish."""
    page.wait_for_load_state()
    assert left_over(page) == [], page.url


def test_a_case_in_english_from_the_form_to_the_answer(live: Live, staff: Somebody, citizen: Somebody) -> None:
    nina, hanna = citizen("Nina Nittio"), staff("Hanna Handläggare")
    press(nina, "English")
    for name in ("New case", "Storgatans vårdcentral", "Renew a prescription"):
        choose(nina, name)
    while nina.get_by_label("Name and strength of the medicine").count() == 0:
        assert_english(nina)
        agree(nina)
        press(nina, "Continue")
    while nina.get_by_role("button", name="Review", exact=True).count() == 0:
        fill_in(nina, "Ramipril 5 mg", QUESTIONS, CHOICES)
        assert_english(nina)
        press(nina, "Continue")
    fill_in(nina, "Ramipril 5 mg", QUESTIONS, CHOICES)
    for button in ("Review", "Send"):
        press(nina, button)
        assert_english(nina)
    case_id = live.world.latest_case()
    live.world.distribute(case_id, person="Hanna")
    press(hanna, "English")
    hanna.goto(f"/cases/{case_id}")
    assert_english(hanna)
    write_and_press(hanna, "Reply to the citizen", "Your prescription is renewed.", "Send reply")
    expect(hanna.get_by_text("The reply has been sent to the citizen, and the case is answered.")).to_be_visible()
    assert_english(hanna)
    nina.goto(f"/citizen/cases/{case_id}")
    expect(nina.get_by_text("Your prescription is renewed.")).to_be_visible()
    assert_english(nina)
