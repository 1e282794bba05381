"""Two people with the same case, or the same browser: the second one learns what the first one did, and no text is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.actions import choose_holder, open_case, press, write_and_press
from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.logins import open_login
from tests.shapes import PLAIN_COOKIE

TEXT = "Vi ringer dig i eftermiddag, håll telefonen nära."


def test_a_reply_that_crosses_a_distribution_is_not_sent_and_its_text_is_given_back(
    live: Live, staff: Somebody
) -> None:
    live.world.send("Nina", "Förnya recept")
    maja, alva = staff("Maja Mottagare"), staff("Alva Allround")
    for page in (maja, alva):
        open_case(page, "Mottagningens ärenden", "Nina Nittio")
    choose_holder(maja, "Hanna Handläggare")
    press(maja, "Fördela")
    answers: list[int] = []
    alva.on("response", lambda answer: answers.append(answer.status) if "/partial-reply" in answer.url else None)
    write_and_press(alva, "Delsvar till invånaren", TEXT, "Skicka delsvar")
    expect(alva.get_by_text(TEXT)).to_be_visible()
    assert answers == [409]


def test_a_double_click_on_skicka_svar_sends_one_reply(live: Live, staff: Somebody) -> None:
    case_id = live.world.held_by("Hanna", "Sam")
    hanna = staff("Hanna Handläggare")
    hanna.goto(f"/cases/{case_id}")  # not by name: the module's database has other cases of Sam's
    hanna.get_by_label("Svar till invånaren", exact=True).fill(TEXT)
    hanna.get_by_role("button", name="Skicka svar", exact=True).dblclick()
    expect(hanna.get_by_text("Svaret är skickat").first).to_be_visible()
    assert live.world.case(case_id).version == 3


@pytest.mark.parametrize("java_script", [True, False])
def test_an_old_tab_of_hannas_says_that_somebody_else_is_logged_in_and_shows_nothing_of_either(
    live: Live, staff: Somebody, java_script: bool
) -> None:
    case_id = live.world.send("Sam", "Förnya recept")
    live.world.distribute(case_id, person="Hanna")
    tab = staff("Hanna Handläggare", java_script_enabled=java_script)
    tab.goto(f"/cases/{case_id}")
    adams = open_login(live.app, live.world.staff("Adam"))
    tab.context.add_cookies([{"name": PLAIN_COOKIE, "value": adams, "url": live.url}])
    tab.get_by_label("Svar till invånaren", exact=True).fill(TEXT)
    tab.get_by_role("button", name="Skicka svar", exact=True).click()
    expect(tab.get_by_role("heading", name="Någon annan är inloggad nu")).to_be_visible()
    expect(tab.get_by_text("sparat åt den som skrev det")).to_be_visible()
    for word in ("Hanna", "Adam", "Sam", TEXT):
        expect(tab.get_by_text(word)).to_have_count(0)
    if java_script:
        assert violations(tab) == []
    tab.get_by_role("link", name="Till startsidan").click()
    expect(tab.get_by_text("Adam Administratör")).to_be_visible()
