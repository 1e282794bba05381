"""The way of one case through the house: from a citizen to a closed answer, and to the reviewer's report."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import (
    choose_holder,
    open_case,
    open_own_case,
    press,
    report_on,
    send_prescription,
    write_and_press,
)
from tests.browser.conftest import NewContext
from tests.browser.login import login_citizen, login_staff

PARTIAL = "Vi har tagit emot din begäran och återkommer i dag."
QUESTION = "Hur har blodtrycket varit hemma?"
ANSWER = "Runt 132 genom 78 de senaste veckorna."
REPLY = "Receptet är förnyat för ett år."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_prescription_travels_from_tolvan_to_the_nurses_and_back_and_greta_sees_who_read_it(
    new_context: NewContext, scripts: bool
) -> None:
    def somebody() -> Page:
        return new_context(java_script_enabled=scripts).new_page()

    tolvan, maja, hanna = somebody(), somebody(), somebody()
    login_citizen(tolvan, "Tolvan Tolvansson")
    send_prescription(tolvan)
    number = number_on(tolvan)

    login_staff(maja, "Maja Mottagare")
    open_case(maja, "Mottagningens ärenden", "Tolvan Tolvansson")
    choose_holder(maja, "Sjuksköterskor")
    write_and_press(maja, "Delsvar till invånaren", PARTIAL, "Fördela med delsvar")

    login_staff(hanna, "Hanna Handläggare")
    open_case(hanna, "Mina ärenden", "Tolvan Tolvansson", "Mina grupper")
    press(hanna, "Ta ärende")
    write_and_press(hanna, "Motfråga till invånaren", QUESTION, "Skicka motfråga")

    open_own_case(tolvan)
    expect(tolvan.get_by_text(PARTIAL)).to_be_visible()
    expect(tolvan.get_by_text(QUESTION)).to_be_visible()
    tolvan.get_by_role("main").get_by_role("textbox").fill(ANSWER)
    press(tolvan, "Skicka svar")

    open_case(hanna, "Mina ärenden", "Tolvan Tolvansson")
    expect(hanna.get_by_text(ANSWER)).to_be_visible()
    write_and_press(hanna, "Svar till invånaren", REPLY, "Skicka svar")

    open_own_case(tolvan)
    expect(tolvan.get_by_text(REPLY)).to_be_visible()
    if scripts:
        greta = somebody()
        login_staff(greta, "Greta Granskare")
        report_on(greta, "191212121212")
        assert_told(greta, number)


def number_on(page: Page) -> str:
    """The case's number on the receipt."""
    found = re.search(r"\d{3}\s\d{3}-\d", page.get_by_role("main").inner_text())
    assert found
    return re.sub(r"\s", " ", found.group())


def assert_told(greta: Page, number: str) -> None:
    """Every read and act is a row with person, role, relation, clinic and time."""
    rows = [re.sub(r"\s+", " ", row) for row in greta.locator("tbody tr").all_inner_texts()]
    ours = [row for row in rows if number in row]
    for person, act, role in [
        ("Tolvan Tolvansson", "Skickade in ärendet", "Invånaren"),
        ("Maja Mottagare", "Läste ärendet", "ÄM"),
        ("Maja Mottagare", "Fördelade ärendet", "ÄM"),
        ("Hanna Handläggare", "Läste ärendet", "ÄH"),
        ("Hanna Handläggare", "Tog ärendet", "ÄH"),
        ("Hanna Handläggare", "Skickade motfråga", "ÄH"),
        ("Tolvan Tolvansson", "Svarade på motfrågan", "Invånaren"),
        ("Hanna Handläggare", "Skickade svar", "ÄH"),
        ("Tolvan Tolvansson", "Läste ärendet", "Invånaren"),
    ]:
        told = [row for row in ours if person in row and act in row and role in row]
        assert told, f"{person}: {act} ({role}) not among {ours}"
        assert all("Storgatans vårdcentral" in row and re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d", row) for row in told)
