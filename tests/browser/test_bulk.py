"""Many cases at once, as somebody does it on a Monday morning: give them out, think again, and mind who is on holiday."""

from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from app.core import clock
from app.roles.services.absences import NewAbsence, register_absence
from tests.browser.actions import choose_holder, follow, press
from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.world import operation

CITIZENS = ("Tolvan", "Nina", "Sam")


def inbox(page: Page) -> None:
    page.goto("/clinic-cases?size=100")


def box(page: Page, case_id: UUID) -> Locator:
    return page.locator(f'input[name="case"][value^="{case_id}"]')


def test_bulk_distribute_and_undo(live: Live, staff: Somebody) -> None:
    cases = [live.world.send(name, "Förnya recept") for name in CITIZENS]
    maja = staff("Maja Mottagare")
    inbox(maja)
    assert violations(maja) == []
    first_row = maja.get_by_role("row").nth(1).bounding_box()
    assert first_row is not None
    assert first_row["y"] < 300, "what stands above the list has grown"
    for case_id in cases[:2]:
        box(maja, case_id).check()
    choose_holder(maja, "Hanna Handläggare")
    press(maja, "Fördela")
    expect(maja.get_by_role("heading", level=1)).to_have_text("2 ärenden är fördelade till Hanna Handläggare.")
    assert violations(maja) == []
    held = [live.world.case(case_id).holder_id for case_id in cases]
    assert held == [live.world.staff_id("Hanna"), live.world.staff_id("Hanna"), None]
    press(maja, "Ångra 2 ärenden")
    expect(maja.get_by_role("heading", level=1)).to_have_text("2 ärenden är ångrade.")
    assert {live.world.case(case_id).holder_id for case_id in cases} == {None}
    follow(maja, "Till listan")
    inbox(maja)
    for case_id in cases:
        expect(box(maja, case_id)).not_to_be_checked()


def test_what_was_ticked_stays_ticked_when_nobody_was_chosen_also_without_javascript(
    live: Live, staff: Somebody
) -> None:
    case_id = live.world.send("Nina", "Förnya recept")
    maja = staff("Maja Mottagare", java_script_enabled=False)
    inbox(maja)
    box(maja, case_id).check()
    press(maja, "Fördela")
    expect(maja.get_by_text("Välj en person eller en grupp.").first).to_be_visible()
    expect(box(maja, case_id)).to_be_checked()
    choose_holder(maja, "Sjuksköterskor")
    press(maja, "Fördela")
    expect(maja.get_by_role("heading", level=1)).to_have_text("1 ärende är fördelat till Sjuksköterskor.")
    assert live.world.case(case_id).group_id == live.world.group_id()


def test_a_colleague_away_with_a_substitute(live: Live, staff: Somebody) -> None:
    world = live.world
    old, new = world.send("Tolvan", "Förnya recept"), world.send("Nina", "Förnya recept")
    world.distribute(old, person="Hanna")
    maja = staff("Maja Mottagare")
    maja.goto("/clinic-cases")
    follow(maja, "Frånvaro")
    follow(maja, "Registrera frånvaro")
    assert violations(maja) == []
    maja.get_by_label("Vem").select_option(str(world.staff_id("Hanna")))
    maja.get_by_label("Till", exact=True).fill((clock.today() + timedelta(days=4)).isoformat())
    maja.get_by_label("Ersättare").select_option(str(world.staff_id("Henrik")))
    press(maja, "Spara")
    expect(maja.get_by_role("row").filter(has_text="Hanna Handläggare")).to_contain_text("Borta nu")
    assert violations(maja) == []
    follow(maja, "Omfördela 1 ärende")
    expect(maja.get_by_text("Hanna Handläggare har 1 öppet ärende på mottagningen.")).to_be_visible()
    assert violations(maja) == []
    press(maja, "Omfördela 1 ärende")
    expect(maja.get_by_role("heading", level=1)).to_contain_text("fördelat till Henrik")
    assert world.case(old).holder_id == world.staff_id("Henrik")
    maja.goto(f"/cases/{new}")
    choose_holder(maja, "Hanna Handläggare")
    press(maja, "Fördela")
    expect(maja.get_by_text("Hanna Handläggare är frånvarande till").first).to_be_visible()
    press(maja, "Fördela")
    expect(maja.get_by_text("Ärendet är fördelat till Henrik").first).to_be_visible()
    assert world.case(new).holder_id == world.staff_id("Henrik")
    maja.goto("/absences")
    press(maja, "Tillbaka i dag")
    expect(maja.get_by_text("Ingen frånvaro", exact=True)).to_be_visible()


def test_the_pages_fit_a_phone(live: Live, staff: Somebody) -> None:
    world = live.world
    world.send("Nina", "Förnya recept")
    with live.app.app_context():
        first = clock.today() + timedelta(days=30)
        order = NewAbsence(world.staff_id("Hanna"), first, first, world.staff_id("Henrik"), operation())
        absence = register_absence(world.staff("Maja"), order)
    maja = staff("Maja Mottagare", viewport={"width": 320, "height": 640})
    for address in ("/clinic-cases", "/absences", f"/absences/{absence}"):
        maja.goto(address)
        assert maja.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert violations(maja) == []
    maja.goto("/absences")
    press(maja, "Ta bort")
