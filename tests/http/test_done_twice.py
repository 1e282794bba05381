"""What is ended in one window and once more in another is told to be ended already: no refusal, and no missing page."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.kinds import EventKind
from app.authz.actors import Role
from tests.case_pages import landed, read
from tests.http.test_absences import PAGE as ABSENCES
from tests.http.test_absences import away
from tests.http.test_staff_admin import events, grant_of
from tests.pages import Typed, filled_fields, form_of
from tests.world import World


@pytest.fixture
def adam(world: World) -> FlaskClient:
    return world.login("Adam")


def twice(browser: FlaskClient, page: str, action: str, **typed: Typed) -> str:
    """Open the page in two windows, send its form from both; what the second is answered with, as read."""
    first, second = (filled_fields(form_of(browser.get(page).text, action)) for _ in range(2))
    landed(browser, browser.post(action, data={**first, **typed}))
    return read(landed(browser, browser.post(action, data={**second, **typed})))


@pytest.fixture
def ending(app: Flask, world: World) -> str:
    return f"/staff/grants/{grant_of(app, world, 'Hanna', Role.HANDLER).id}/end"


def test_a_role_that_is_ended_twice(app: Flask, adam: FlaskClient, ending: str) -> None:
    assert "Rollen är redan avslutad." in twice(adam, ending, ending, reason="Slutar")
    assert events(app, EventKind.REFUSED) == []


def test_a_role_that_is_ended_while_the_second_window_forgets_to_say_why(adam: FlaskClient, ending: str) -> None:
    twice(adam, ending, ending, reason="Slutar")
    token = filled_fields(form_of(adam.get("/groups/new").text, "/groups/new"))
    assert "Rollen är redan avslutad." in read(landed(adam, adam.post(ending, data=token | {"reason": ""})))


def test_the_page_that_asks_about_a_role_that_is_ended(adam: FlaskClient, ending: str) -> None:
    twice(adam, ending, ending, reason="Slutar")
    assert "Rollen är redan avslutad." in read(landed(adam, adam.get(ending)))


def test_a_role_that_is_not_ones_own_to_end_is_refused_though_it_is_ended(
    app: Flask, world: World, adam: FlaskClient
) -> None:
    ending = f"/staff/grants/{grant_of(app, world, 'Greta', Role.REVIEWER).id}/end"
    twice(adam, ending, ending, reason="Slutar")
    assert world.login("Berit").get(ending).status_code == 403


def test_a_group_that_is_closed_twice(world: World, adam: FlaskClient) -> None:
    closing = f"/groups/{world.group_id('Läkare')}/close"
    assert "Gruppen är redan stängd." in twice(adam, closing, closing)
    assert "Gruppen är redan stängd." in read(landed(adam, adam.get(closing)))


def test_an_absence_that_is_ended_twice(world: World, adam: FlaskClient) -> None:
    absence = away(world, "Hanna")
    assert "Frånvaron är redan avslutad." in twice(adam, ABSENCES, f"{ABSENCES}/{absence}/end")


def test_a_clinic_that_a_citizen_takes_away_twice(world: World) -> None:
    clinic_id: UUID = world.clinic_id()
    removal = f"/citizen/clinics/{clinic_id}/remove"
    assert "Mottagningen är redan borttagen." in twice(world.login_citizen("Tolvan"), removal, removal)
