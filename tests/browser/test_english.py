"""In English, every word of ours is English; what people and clinics wrote stays as they wrote it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Somebody
from tests.browser.deeds import press
from tests.browser.live import Live
from tests.browser.tour import NOT_PAGES, WITHOUT_HELP, tour

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
