"""Two nurses with the same case open: each sees that the other is there, one gets it, and no text is lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app.authz.facts import State
from app.cases.models import Message, Presence
from app.core import clock
from app.core.db import atomic, session
from tests.browser.actions import press, write_and_press
from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live

HANNA, HENRIK = "Hanna Handläggare", "Henrik Handläggare"
TEXT = "Vi har förnyat receptet <Alvedon 500mg>."
POLL = 16_000
WITHOUT_SCRIPT = {"java_script_enabled": False}


@pytest.fixture
def case_id(live: Live) -> UUID:
    """A case that a group of nurses has."""
    case_id = live.world.send("Tolvan", "Förnya recept")
    live.world.distribute(case_id, group="Sjuksköterskor")
    return case_id


def at_case(staff: Somebody, name: str, case_id: UUID, **options: bool) -> Page:
    """The person with the case open; where there are scripts, the test turns the page's clock."""
    page = staff(name, **options)
    if not options:
        page.clock.install()
    page.goto(f"/cases/{case_id}")
    return page


def asked_again(page: Page) -> None:
    """Let the page ask the server who is there."""
    with page.expect_response("**/presence") as answer:
        page.clock.run_for(POLL)
    assert answer.value.status == 200


def turned_away(live: Live, case_id: UUID, name: str, seconds: int) -> None:
    """Let it be so long since the person's page was heard of."""
    with live.app.app_context(), atomic() as current:
        theirs = (Presence.case_id == case_id, Presence.staff_id == live.world.staff_id(name))
        current.execute(update(Presence).where(*theirs).values(seen_at=clock.now() - timedelta(seconds=seconds)))


def sent_in(live: Live, case_id: UUID) -> int:
    with live.app.app_context():
        return len(session().scalars(select(Message.id).where(Message.case_id == case_id)).all())


def test_each_sees_the_other_reading_writing_and_gone(live: Live, staff: Somebody, case_id: UUID) -> None:
    hanna = at_case(staff, HANNA, case_id)
    there = hanna.locator(".presence")
    expect(there).to_be_empty()
    henrik = at_case(staff, HENRIK, case_id)
    expect(henrik.get_by_text(f"{HANNA} läser")).to_be_visible()
    asked_again(hanna)
    expect(there).to_contain_text(f"{HENRIK} läser")
    expect(there).to_have_role("status")
    assert violations(hanna) == []
    henrik.get_by_label("Intern anteckning").fill("Jag ringer apoteket")
    asked_again(henrik)
    asked_again(hanna)
    expect(there).to_contain_text(f"{HENRIK} skriver svar")
    assert violations(hanna) == []
    henrik.close()
    turned_away(live, case_id, "Henrik", 44)
    asked_again(hanna)
    expect(there).to_contain_text(HENRIK)
    turned_away(live, case_id, "Henrik", 45)
    asked_again(hanna)
    expect(there).to_be_empty()


def test_a_page_that_is_left_alone_says_the_same_thing_once(staff: Somebody, case_id: UUID) -> None:
    hanna = at_case(staff, HANNA, case_id)
    at_case(staff, HENRIK, case_id)
    asked_again(hanna)
    expect(hanna.locator(".presence")).to_contain_text(f"{HENRIK} läser")
    hanna.locator(".present").evaluate("line => { line.dataset.first = 'yes' }")
    asked_again(hanna)
    expect(hanna.locator(".present[data-first=yes]")).to_be_visible()


def test_of_two_who_take_the_case_one_gets_it_and_the_other_is_told_who(
    live: Live, staff: Somebody, case_id: UUID
) -> None:
    hanna, henrik = at_case(staff, HANNA, case_id), at_case(staff, HENRIK, case_id)
    henrik.get_by_label("Intern anteckning").fill(TEXT)
    press(hanna, "Ta ärende")
    expect(hanna.get_by_text("Du har tagit ärendet.").first).to_be_visible()
    press(henrik, "Ta ärende")
    expect(henrik.get_by_text(f"{HANNA} har tagit ärendet.")).to_be_visible()
    expect(henrik.get_by_text(TEXT)).to_be_visible()
    assert violations(henrik) == []
    case = live.world.case(case_id)
    assert (case.holder_id, case.version) == (live.world.staff_id("Hanna"), 3)


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPT], ids=["script", "no-script"])
def test_a_reply_that_crosses_a_colleagues_partial_reply_is_refused_and_sent_from_the_next_page(
    live: Live, staff: Somebody, case_id: UUID, options: dict[str, bool]
) -> None:
    live.world.take(case_id, by="Hanna")
    hanna, maja = at_case(staff, HANNA, case_id, **options), at_case(staff, "Maja Mottagare", case_id, **options)
    expect(maja.get_by_text(f"{HANNA} läser")).to_be_visible()
    write_and_press(maja, "Delsvar till invånaren", "Vi återkommer i morgon.", "Skicka delsvar")
    write_and_press(hanna, "Svar till invånaren", TEXT, "Skicka svar")
    expect(hanna.get_by_text("Någon annan hann före dig")).to_be_visible()
    expect(hanna.get_by_text("Maja Mottagare skickade ett delsvar")).to_be_visible()
    expect(hanna.get_by_text(TEXT)).to_be_visible()
    assert sent_in(live, case_id) == 1
    hanna.get_by_role("link", name="Till ärendet som det är nu").click()
    expect(hanna.get_by_label("Svar till invånaren", exact=True)).to_have_value(TEXT)
    press(hanna, "Skicka svar")
    expect(hanna.get_by_text("Svaret är skickat").first).to_be_visible()
    assert (sent_in(live, case_id), live.world.case(case_id).state) == (2, State.ANSWERED)


def test_without_scripts_each_page_tells_who_was_there_when_it_was_opened(staff: Somebody, case_id: UUID) -> None:
    hanna = at_case(staff, HANNA, case_id, **WITHOUT_SCRIPT)
    henrik = at_case(staff, HENRIK, case_id, **WITHOUT_SCRIPT)
    expect(henrik.get_by_text(f"{HANNA} läser")).to_be_visible()
    hanna.reload()
    expect(hanna.get_by_text(f"{HENRIK} läser")).to_be_visible()
