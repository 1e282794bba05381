"""Forced colours, larger text, and paper. In forced colours the browser chooses them all: axe's contrast says nothing there."""

from playwright.sync_api import Page, expect

from tests.browser.actions import open_case, press, write_and_press
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.rules import flaws_of_structure


def assert_not_to_be_mistaken(page: Page) -> None:
    """The note says that it is one, in words and by an edge of its own, whatever colours there are."""
    note = page.locator(".message--note").filter(has_text="Bara för oss")
    expect(note.get_by_text("syns inte för invånaren")).to_be_visible()
    assert note.evaluate("note => getComputedStyle(note).borderInlineStartStyle") == "dashed"


def test_a_case_in_forced_colours_and_at_twice_the_size(live: Live, staff: Somebody) -> None:
    live.world.send("Tolvan", "Förnya recept")
    maja = staff("Maja Mottagare", forced_colors="active")
    open_case(maja, "Mottagningens ärenden", "Tolvan Tolvansson")
    write_and_press(maja, "Intern anteckning", "Bara för oss", "Spara anteckning")
    assert flaws_of_structure(maja) == []
    assert_not_to_be_mistaken(maja)
    maja.evaluate("document.documentElement.style.fontSize = '200%'")
    maja.set_viewport_size({"width": 640, "height": 800})
    assert maja.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_case_on_paper_has_its_words_and_no_buttons(live: Live, staff: Somebody) -> None:
    live.world.send("Nina", "Förnya recept", text="Papperstext")
    maja = staff("Maja Mottagare")
    open_case(maja, "Mottagningens ärenden", "Nina Nittio")
    write_and_press(maja, "Intern anteckning", "Bara för oss", "Spara anteckning")
    press(maja, "Skriv ut")
    maja.wait_for_url("**/print*")
    maja.emulate_media(media="print")
    expect(maja.get_by_text("Papperstext").first).to_be_visible()
    assert_not_to_be_mistaken(maja)
    expect(maja.get_by_text("Nina Nittio").first).to_be_visible()
    assert maja.locator("main button:visible, header nav a:visible").count() == 0


def test_the_text_for_the_record_is_copied_with_one_press(live: Live, staff: Somebody) -> None:
    case_id = live.world.send("Sam", "Förnya recept", text="Kopietext")
    maja = staff("Maja Mottagare", permissions=["clipboard-read", "clipboard-write"])
    maja.goto(f"/cases/{case_id}")
    press(maja, "Kopiera till journal")
    press(maja, "Kopiera texten")
    expect(maja.get_by_text("Texten är kopierad.")).to_be_visible()
    copied = maja.evaluate("navigator.clipboard.readText()")
    assert "Kopietext" in copied
    assert copied == maja.get_by_label("Texten till journalen").input_value()
    assert flaws_of_structure(maja) == []
