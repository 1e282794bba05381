"""Working by the keyboard alone, for those who have turned single keys on."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live

MANY = 20


def turn_on(page: Page, after_step: str = "") -> None:
    """Personliga inställningar, with the keyboard's keys on."""
    page.goto("/personal-settings")
    page.get_by_label("Kortkommandon med en tangent").check()
    if after_step:
        page.get_by_label(after_step).check()
    page.get_by_role("main").get_by_role("button", name="Spara", exact=True).first.click()
    expect(page.get_by_text("Dina inställningar är sparade.")).to_be_visible()


def focused(page: Page) -> str:
    """What has the focus: its words, or its name if it is a field."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


def strike(page: Page, key: str) -> None:
    """Press one key, on a page that has begun to listen: its words can be seen before its scripts have run."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def in_order(page: Page) -> list[str]:
    """The addresses of the cases in the list, from the top."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('tbody a')].map(link => link.pathname)")
    return found


def open_row(page: Page, row: int) -> None:
    """By the keys alone, to that row of the list and into its case."""
    for _ in range(row + 1):
        strike(page, "j")
    strike(page, "o")
    expect(page.get_by_role("link", name="Till listan")).to_be_visible()


@pytest.fixture
def maja(staff: Somebody) -> Page:
    return staff("Maja Mottagare")


def test_twenty_cases_are_triaged_by_keyboard_alone(live: Live, maja: Page) -> None:
    for number in range(MANY):
        live.world.send("Tolvan" if number % 2 else "Nina")
    turn_on(maja, "Nästa ärende i listan")
    maja.goto("/clinic-cases")
    cases = in_order(maja)
    assert len(cases) >= MANY
    back: list[str] = []
    maja.on("framenavigated", lambda frame: back.append(frame.url) if frame.url.endswith("/clinic-cases") else None)
    strike(maja, "j")
    strike(maja, "o")
    for address in cases:
        expect(maja).to_have_url(re.compile(address))
        strike(maja, "d")
        expect(maja.get_by_label("Fördela till")).to_be_focused()
        maja.keyboard.type("Hanna H")
        strike(maja, "Tab")
        expect(maja.get_by_role("button", name="Fördela", exact=True)).to_be_focused()
        strike(maja, "Enter")
        expect(maja.get_by_text("Ärendet är fördelat till Hanna Handläggare.")).to_be_visible()
    expect(maja.get_by_text("Det var det sista ärendet i listan.")).to_be_visible()
    assert back == []
    hanna = live.world.staff_id("Hanna")
    assert {live.world.case(UUID(address.rsplit("/", 1)[1])).holder_id for address in cases} == {hanna}


def test_after_a_step_the_focus_is_on_the_heading_of_the_next_case_and_z_takes_the_step_back(
    live: Live, maja: Page
) -> None:
    for name in ("Tolvan", "Nina"):
        live.world.send(name)
    turn_on(maja, "Nästa ärende i listan")
    maja.goto("/clinic-cases")
    first, second = in_order(maja)[-2:]
    open_row(maja, len(in_order(maja)) - 2)
    strike(maja, "d")
    maja.keyboard.type("Hanna H")
    strike(maja, "Tab")
    strike(maja, "Enter")
    expect(maja).to_have_url(re.compile(second))
    expect(maja.get_by_role("heading", level=1)).to_be_focused()
    strike(maja, "z")
    expect(maja.get_by_text("Det är ångrat.")).to_be_visible()
    expect(maja).to_have_url(re.compile(first))
    assert live.world.case(UUID(first.rsplit("/", 1)[1])).holder_id is None


def test_the_keys_move_real_focus_choose_rows_and_open_the_sheet(live: Live, maja: Page) -> None:
    for name in ("Tolvan", "Nina"):
        live.world.send(name)
    turn_on(maja)
    maja.goto("/clinic-cases")
    rows = in_order(maja)
    for key, wanted in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        strike(maja, key)
        assert maja.evaluate("document.activeElement.pathname") == rows[wanted]
    strike(maja, "x")
    expect(maja.locator("input[name=case]").first).to_be_checked()
    expect(maja.locator("[data-selected-count]")).to_have_text("1")
    maja.get_by_label("Välj alla på sidan").check()
    expect(maja.locator("[data-selected-count]")).to_have_text(str(len(rows)))
    strike(maja, "?")
    expect(maja.get_by_role("heading", name="Kortkommandon", level=1)).to_be_visible()
    assert violations(maja) == []
    strike(maja, "u")
    expect(maja.get_by_role("heading", name="Hjälp", level=1)).to_be_visible()


def test_a_handler_reaches_every_field_and_what_she_types_is_text(live: Live, staff: Somebody) -> None:
    case_id = live.world.send("Sam")
    live.world.distribute(case_id, group="Sjuksköterskor")
    hanna = staff("Hanna Handläggare")
    turn_on(hanna)
    hanna.goto("/my-cases?tab=groups")
    hanna.get_by_role("row").filter(has_text="Sam").get_by_role("link").first.focus()
    strike(hanna, "o")
    expect(hanna.get_by_role("button", name="Ta ärende")).to_be_visible()
    strike(hanna, "t")
    expect(hanna.get_by_text("Du har tagit ärendet.")).to_be_visible()
    for key, field in (("e", "final_reply"), ("m", "counter_question"), ("n", "note")):
        strike(hanna, key)
        assert focused(hanna) == field
        hanna.keyboard.type("detnmuzjk?")
        expect(hanna.locator(f"[name={field}]")).to_have_value("detnmuzjk?")
        hanna.evaluate("document.activeElement.blur()")
    assert live.world.case(case_id).holder_id == live.world.staff_id("Hanna")


def test_without_the_choice_no_single_key_does_anything(live: Live, staff: Somebody) -> None:
    live.world.send("Tolvan")
    alva = staff("Alva Allround")
    alva.goto("/clinic-cases")
    for key in ("j", "?", "u"):
        strike(alva, key)
    expect(alva).to_have_url(re.compile("/clinic-cases$"))
    assert alva.evaluate("document.activeElement === document.body")
