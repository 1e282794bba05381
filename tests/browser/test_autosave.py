"""What is typed is on the server at the latest ten seconds after its first letter, and when the page is hidden or left."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from app.authz.actors import Citizen, Staff
from app.cases.queries.drafts import ANSWER, CASE, NEW_CASE, mine
from app.cases.services.replies import Reply, send_counter_question
from app.core.db import session
from tests.browser.actions import begin_prescription
from tests.browser.conftest import SECONDS, Somebody
from tests.browser.live import Live
from tests.world import operation

Kept = Callable[[], str]
SAVED = re.compile(r"^Sparat \d\d:\d\d$")
LABELS = {"reply": "Svar till invånaren", "answer": "Ditt svar", "new case": "Läkemedlets namn och styrka"}


def kept(live: Live, actor: Staff | Citizen, kind: str, subject_id: UUID) -> str:
    """What lies on the server of what the person has typed."""
    with live.app.app_context():
        return "\n".join(mine(session(), actor, kind, subject_id).values())


def hannas_reply(live: Live, staff: Somebody) -> tuple[Page, Kept]:
    case_id = live.world.held_by("Hanna")
    page = staff("Hanna Handläggare")
    page.clock.install()
    page.goto(f"/cases/{case_id}")
    return page, lambda: kept(live, live.world.staff("Hanna"), CASE, case_id)


def tolvans_answer(live: Live, citizen: Somebody) -> tuple[Page, Kept]:
    case_id = live.world.held_by("Hanna")
    with live.app.app_context():
        order = Reply("Vilken styrka?", live.world.case(case_id).version, operation())
        send_counter_question(live.world.staff("Hanna"), case_id, order)
    page = citizen("Tolvan Tolvansson")
    page.clock.install()
    page.goto(f"/citizen/cases/{case_id}")
    return page, lambda: kept(live, live.world.citizen("Tolvan"), ANSWER, case_id)


def ninas_new_case(live: Live, citizen: Somebody) -> tuple[Page, Kept]:
    page = citizen("Nina Nittio")
    begin_prescription(page)
    page.clock.install()
    page.reload()
    case_type_id = UUID(page.url.split("/new-case/")[1].split("/")[0])
    return page, lambda: kept(live, live.world.citizen("Nina"), NEW_CASE, case_type_id)


@pytest.fixture(params=["reply", "answer", "new case"])
def writing(request: pytest.FixtureRequest, live: Live, staff: Somebody, citizen: Somebody) -> tuple[Page, str, Kept]:
    """Somebody about to write, on a page whose clock the test turns; the field's label; what is kept on the server."""
    what: str = request.param
    begin = {"reply": hannas_reply, "answer": tolvans_answer, "new case": ninas_new_case}[what]
    page, kept_now = begin(live, staff if what == "reply" else citizen)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))  # from here on its timers run when the test says so
    page.on("dialog", lambda dialog: dialog.accept())
    return page, LABELS[what], kept_now


def test_who_writes_without_a_pause_has_it_saved_within_ten_seconds(writing: tuple[Page, str, Kept]) -> None:
    page, label, kept_now = writing
    field = page.get_by_label(label).first
    field.focus()
    for number in range(7):
        page.keyboard.type(f"ord{number} ")
        page.clock.run_for(1200)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert "ord5" in kept_now()


def hide(page: Page) -> None:
    page.evaluate(
        """() => {
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    )


def test_a_page_that_is_hidden_saves_at_once(writing: tuple[Page, str, Kept]) -> None:
    page, label, kept_now = writing
    page.get_by_label(label).first.press_sequentially("Mitt i ett o")
    hide(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert "Mitt i ett o" in kept_now()


def test_a_page_that_is_left_saves_although_nobody_waits_for_it(writing: tuple[Page, str, Kept]) -> None:
    page, label, kept_now = writing
    page.get_by_label(label).first.press_sequentially("Hann inte k")
    page.goto("/help")
    until(
        page, lambda: "Hann inte k" in kept_now()
    )  # the request outlives its page: no event of the browser tells its end


def test_a_save_that_is_held_up_on_its_way_does_not_take_the_place_of_the_one_that_was_made_on_leaving(
    writing: tuple[Page, str, Kept],
) -> None:
    page, label, kept_now = writing
    held: list[Route] = []
    page.route("**/*", lambda route: held.append(route) if _is_first_save(route, held) else route.continue_())
    field = page.get_by_label(label).first
    field.press_sequentially("Hej")
    page.clock.run_for(9000)
    until(page, lambda: bool(held))
    field.press_sequentially(" igen")
    hide(page)
    until(page, lambda: "Hej igen" in kept_now())
    with page.expect_response(lambda answer: answer.request == held[0].request):
        held[0].continue_()
    assert "Hej igen" in kept_now()


def _is_first_save(route: Route, held: list[Route]) -> bool:
    return not held and "x-autosave" in route.request.headers


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError


def begun(writing: tuple[Page, str, Kept]) -> tuple[Page, Locator]:
    """The page with its clock running again, and the field by its name, which no language changes."""
    page, label, _kept_now = writing
    page.clock.resume()
    return page, page.locator(f"[name='{page.get_by_label(label).first.get_attribute('name')}']")


def in_english(page: Page) -> None:
    page.get_by_role("button", name="English").click()


@pytest.mark.parametrize("go", [Page.reload, in_english])
def test_the_next_page_shows_what_was_typed_just_before_it(
    writing: tuple[Page, str, Kept], go: Callable[[Page], object]
) -> None:
    page, field = begun(writing)
    typed = f"Nyss skrivet före {go.__name__}"
    field.fill(typed)
    go(page)
    expect(page.locator("html")).to_have_attribute("lang", "en" if go is in_english else "sv")
    expect(field).to_have_value(re.compile(f"{typed}$"), timeout=SECONDS)


def test_a_save_that_comes_when_the_next_page_is_drawn_is_shown_there(writing: tuple[Page, str, Kept]) -> None:
    page, field = begun(writing)
    other = page.context.new_page()
    other.goto(page.url)
    other.evaluate("sessionStorage.setItem('left-unsaved', 'yes')")  # as the page leaves it whose save is under way
    other.reload()
    field.fill("Kom sent")
    hide(page)
    expect(other.locator(f"[name='{field.get_attribute('name')}']")).to_have_value(
        re.compile("Kom sent$"), timeout=SECONDS
    )


def test_two_pages_of_one_text_take_nothing_from_each_other(writing: tuple[Page, str, Kept]) -> None:
    page, field = begun(writing)
    _page, _label, kept_now = writing
    other = page.context.new_page()
    other.goto(page.url)
    field.fill("I den ena")
    hide(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    again = other.locator(f"[name='{field.get_attribute('name')}']")
    again.fill("I den andra")
    hide(other)
    expect(other.get_by_text("Ett nyare utkast av samma text fanns.")).to_be_visible()
    expect(again).to_have_value(re.compile(r"^I den ena\s+I den andra$"))
    assert "I den ena" in kept_now()
