"""What cannot be taken back asks once before it is done, without scripts; what can be brought back is offered back."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from turbohtml import parse

from app.authz.facts import State
from app.cases.models import CaseStep, SavedView
from app.core import clock
from app.core.db import session
from app.roles.models import Absence
from tests.case_pages import CasePage, address, buttons, landed, read
from tests.http.test_absences import away, day
from tests.http.test_case_page import confirm_cancel
from tests.http.test_saved_views import kept as views
from tests.http.test_saved_views import save
from tests.pages import filled_fields, form_in, form_of, submit
from tests.world import World


@pytest.fixture
def case_id(world: World) -> UUID:
    return world.send("Tolvan")


@pytest.fixture
def maja(world: World) -> FlaskClient:
    return world.login("Maja")


def test_one_press_on_makulera_asks_and_does_nothing(world: World, maja: FlaskClient, case_id: UUID) -> None:
    asked = CasePage(maja, case_id).press("Makulera", reason="Dubblett", reason_line="Samma som förra")
    page = landed(maja, asked)
    assert "Vill du makulera ärendet?" in read(page)
    assert "Tolvan Tolvansson Anledning Dubblett – Samma som förra" in read(page)
    assert "Det går inte att ångra, och ärendet kan inte öppnas igen." in read(page)
    assert buttons(page) == ["Makulera"]
    assert world.case(case_id).state is State.RECEIVED
    assert "Samma som förra" not in asked.location


def test_the_second_press_does_it_with_the_reason(app: Flask, world: World, maja: FlaskClient, case_id: UUID) -> None:
    asked = CasePage(maja, case_id).press("Makulera", reason="Annat", reason_line="Fel person")
    assert "Ärendet är makulerat." in read(landed(maja, confirm_cancel(maja, case_id, asked)))
    assert world.case(case_id).state is State.CANCELLED
    with app.app_context():
        steps = session().scalars(select(CaseStep.reason).where(CaseStep.case_id == case_id)).all()
    assert steps[-1] == "other"


def test_who_keeps_the_case_finds_it_as_it_was_with_what_was_typed(
    world: World, maja: FlaskClient, case_id: UUID
) -> None:
    page = CasePage(maja, case_id)
    asked = landed(maja, page.press("Makulera", reason="Dubblett", note="Ring Tolvan", reason_line="Se 12"))
    back = asked.split("Behåll ärendet")[0].rsplit('href="', 1)[1].split('"')[0]
    kept = CasePage(maja, case_id)
    kept.html = maja.get(back).text
    assert (kept.fields()["note"], kept.fields()["reason_line"]) == ("Ring Tolvan", "Se 12")
    assert world.case(case_id).version == 1


def test_without_a_reason_nothing_is_asked_and_the_page_says_what_is_missing(
    world: World, maja: FlaskClient, case_id: UUID
) -> None:
    answer = CasePage(maja, case_id).press("Makulera")
    assert answer.status_code == 422
    assert "Välj en anledning." in read(answer.text)


def test_somebody_who_was_quicker_is_told_of_before_and_after_the_question(
    world: World, maja: FlaskClient, case_id: UUID
) -> None:
    old, asked = CasePage(maja, case_id), CasePage(maja, case_id).press("Makulera", reason="Dubblett")
    question = landed(maja, asked)
    world.distribute(case_id, person="Hanna", by="Alva")
    action = f"{address(case_id)}/cancel"
    late = maja.post(action, data=filled_fields(form_of(question, action)))
    assert late.status_code == 409
    assert old.press("Makulera", reason="Dubblett").status_code == 409
    assert world.case(case_id).state is State.RECEIVED


@pytest.mark.parametrize("query", ["", "?reason=nothing&version=1", "?reason=duplicate", "?reason=duplicate&version=x"])
def test_an_address_that_asks_nothing_leads_to_the_case(maja: FlaskClient, case_id: UUID, query: str) -> None:
    answer = maja.get(f"{address(case_id)}/cancel{query}")
    assert (answer.status_code, answer.location) == (303, address(case_id))


def test_a_case_that_can_be_cancelled_no_more_is_not_asked_about(
    world: World, maja: FlaskClient, case_id: UUID
) -> None:
    confirm_cancel(maja, case_id, CasePage(maja, case_id).press("Makulera", reason="Dubblett"))
    answer = maja.get(f"{address(case_id)}/cancel?reason=duplicate&version=2")
    assert (answer.status_code, answer.location) == (303, address(case_id))


def ways_back(page: str) -> str:
    """Where the button Ångra of the line on top leads."""
    return page.split('class="flashes"')[1].split('action="')[1].split('"', maxsplit=1)[0]


def test_a_saved_selection_that_was_removed_is_brought_back(app: Flask, world: World) -> None:
    hanna = world.login("Hanna")
    save(hanna, "/my-cases?started=proxy&sort=-received", "Mina gamla")
    before = views(app)
    with app.app_context():
        view_id = session().scalars(select(SavedView.id)).one()
    gone = landed(hanna, submit(hanna, "/my-cases?tab=todo", f"/my-cases/views/{view_id}/remove", {}))
    assert views(app) == []
    assert submit_undo(hanna, gone) == 303
    assert views(app) == before


def submit_undo(browser: FlaskClient, page: str) -> int:
    action = ways_back(page)
    flash = page.split('class="flashes"')[1]
    return browser.post(action, data=filled_fields(form_in(parse(flash), action))).status_code


def absence_of(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        rows = session().scalars(select(Absence))
        return [(one.staff_id, one.first_day, one.last_day, one.substitute_id) for one in rows]


@pytest.mark.parametrize(("first", "later"), [(3, 0), (0, 0), (0, 2)])
def test_an_absence_that_was_ended_by_mistake_is_brought_back(app: Flask, world: World, first: int, later: int) -> None:
    absence = away(world, "Hanna", "Henrik", first=first, last=6)
    before = absence_of(app)
    with clock.at(clock.now() + timedelta(days=later)):
        maja = world.login("Maja")
        gone = landed(maja, submit(maja, "/absences", f"/absences/{absence}/end", {}))
        assert absence_of(app) != before
        assert submit_undo(maja, gone) == 303
    assert absence_of(app) == before


def test_a_handler_brings_back_her_own(app: Flask, world: World) -> None:
    absence, hanna = away(world, "Hanna", first=3, last=6), world.login("Hanna")
    before = absence_of(app)
    gone = landed(hanna, submit(hanna, "/absences", f"/absences/{absence}/end", {}))
    assert submit_undo(hanna, gone) == 303
    assert absence_of(app) == before
    assert day(3) == before[0][1]
