"""Two people with the same case open: the second one to send learns what the first one did, and loses no text."""

from playwright.sync_api import expect

from tests.browser.conftest import Somebody
from tests.browser.deeds import choose_holder, open_case, press, write_and_press
from tests.browser.live import Live

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
    open_case(hanna, "Mina ärenden", "Sam Samordning")
    hanna.get_by_label("Svar till invånaren", exact=True).fill(TEXT)
    hanna.get_by_role("button", name="Skicka svar", exact=True).dblclick()
    expect(hanna.get_by_text("Svaret är skickat").first).to_be_visible()
    assert live.world.case(case_id).version == 3
