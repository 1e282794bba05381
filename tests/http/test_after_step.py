"""Going on when a case is done with: stay, the next one, or the list, as the person has chosen."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import session
from app.roles.after_step import AfterStep
from app.roles.models import StaffMember
from tests import pages
from tests.logins import token_of
from tests.world import World, operation

SETTINGS = "/personal-settings"


def choose(browser: FlaskClient, after_step: str, **more: str) -> None:
    form = {"csrf_token": token_of(browser, SETTINGS), "operation_id": operation(), "signature": ""}
    choices = {"language": "sv", "scheme": "auto", "after_step": after_step}
    assert browser.post(SETTINGS, data={**form, **choices, **more}).status_code == 303


def distribute(world: World, browser: FlaskClient, case_id: object, to: str = "Hanna") -> str:
    """Fördela on the case page; gives the address it leads to."""
    page = f"/cases/{case_id}"
    target = {"target": f"person:{world.staff_id(to)}"}
    answer = pages.press(browser, page, f"{page}/draft", f"{page}/distribute", target)
    assert answer.status_code == 303
    return answer.location


def test_the_choice_is_kept_and_shown_again(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    choose(maja, "next", shortcuts="y")
    page = maja.get(SETTINGS).text
    assert re.search(r'value="next"[^>]*checked|checked[^>]*value="next"', page)
    with app.app_context():
        member = session().get_one(StaffMember, world.staff_id("Maja"))
        assert (member.after_step, member.shortcuts) == (AfterStep.NEXT, True)


def test_closer_rows_are_ones_own_choice_for_every_list(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    assert "page--dense" not in maja.get("/clinic-cases").text
    choose(maja, "case", dense_lists="y")
    assert all("page--dense" in maja.get(page).text for page in ("/clinic-cases", "/help"))
    assert "page--dense" not in world.login("Alva").get("/clinic-cases").text
    with app.app_context():
        assert session().get_one(StaffMember, world.staff_id("Maja")).dense_lists
    choose(maja, "case")
    assert "page--dense" not in maja.get("/clinic-cases").text


def test_a_choice_that_does_not_exist_is_refused(world: World) -> None:
    maja = world.login("Maja")
    form = {"csrf_token": token_of(maja, SETTINGS), "operation_id": operation(), "language": "sv", "scheme": "auto"}
    assert maja.post(SETTINGS, data={**form, "after_step": "elsewhere"}).status_code == 422


def test_whoever_has_chosen_nothing_comes_to_the_case_while_they_may_see_it(world: World) -> None:
    first, _second = world.send("Tolvan"), world.send("Nina")
    maja = world.login("Maja")
    maja.get("/clinic-cases")
    assert distribute(world, maja, first) == f"/cases/{first}"


def test_the_next_case_of_the_list_comes_with_the_offer_to_undo_the_step_before(world: World) -> None:
    first, second = world.send("Tolvan"), world.send("Nina")
    maja = world.login("Maja")
    choose(maja, "next")
    maja.get("/clinic-cases")
    assert distribute(world, maja, first) == f"/cases/{second}"
    page = maja.get(f"/cases/{second}").text
    assert "Ärendet är fördelat till Hanna Handläggare." in page
    undo = pages.filled_fields(pages.form_of(page, f"/cases/{first}/undo"))
    assert maja.post(f"/cases/{first}/undo", data=undo).location == f"/cases/{first}"
    assert world.case(first).holder_id is None


def test_a_list_is_distributed_to_its_end_without_going_back_once(world: World) -> None:
    cases = [world.send("Tolvan") for _ in range(4)]
    maja = world.login("Maja")
    choose(maja, "next")
    maja.get("/clinic-cases")
    at = f"/cases/{cases[0]}"
    for case_id in cases:
        assert at == f"/cases/{case_id}"
        at = distribute(world, maja, case_id)
    assert at == "/clinic-cases?tab=new"
    assert "Det var det sista ärendet i listan." in maja.get(at).text
    assert {world.case(case_id).holder_id for case_id in cases} == {world.staff_id("Hanna")}


def test_back_to_the_list_is_the_tab_that_the_person_came_from(world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    choose(maja, "list")
    maja.get("/clinic-cases?tab=new")
    assert distribute(world, maja, case_id) == "/clinic-cases?tab=new"
    assert f"/cases/{case_id}/undo" in maja.get("/clinic-cases?tab=new").text


@pytest.mark.parametrize("way", ["next", "list"])
def test_taking_a_case_and_writing_a_note_stay_in_it(world: World, way: str) -> None:
    case_id, other = world.send("Tolvan"), world.send("Nina")
    for one in (case_id, other):
        world.distribute(one, group="Sjuksköterskor")
    hanna = world.login("Hanna")
    choose(hanna, way)
    hanna.get("/my-cases?tab=groups")
    page = f"/cases/{case_id}"
    assert pages.press(hanna, page, f"{page}/draft", f"{page}/take", {}).location == page
    assert pages.press(hanna, page, f"{page}/draft", f"{page}/note", {"note": "Ringde."}).location == page


def test_a_reply_sent_can_be_taken_back_from_the_next_case(world: World) -> None:
    first, second = world.send("Tolvan"), world.send("Nina")
    for case_id in (first, second):
        world.distribute(case_id, person="Hanna")
    hanna = world.login("Hanna")
    choose(hanna, "next")
    hanna.get("/my-cases")
    page = f"/cases/{first}"
    sent = pages.press(hanna, page, f"{page}/draft", f"{page}/final-reply", {"final_reply": "Receptet är förnyat."})
    assert sent.location == f"/cases/{second}"
    undo = pages.filled_fields(pages.form_of(hanna.get(sent.location).text, f"{page}/undo"))
    assert hanna.post(f"{page}/undo", data=undo).location == page
    assert world.case(first).ended_at is None
