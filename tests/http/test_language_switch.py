"""Whoever changes language stays where they are, also when a form has just been refused."""

from flask import Flask
from flask.testing import FlaskClient

from tests.case_pages import CasePage, address
from tests.http.test_portal_new_case import case_type
from tests.pages import field_value, submit
from tests.world import World


def switched(browser: FlaskClient, page: str) -> str:
    """Where the page's language switch leads."""
    typed = {"csrf_token": field_value(page, "csrf_token"), "next": field_value(page, "next"), "language": "en"}
    return browser.post("/language", data=typed).location


def test_maja_stays_at_the_case_whose_distribution_was_refused(world: World) -> None:
    page = CasePage(world.login("Maja"), world.send("Tolvan"))
    refused = page.press("Fördela")
    assert refused.status_code == 422
    assert switched(page.client, refused.text) == address(page.case_id)


def test_tolvan_stays_at_the_terms_that_he_has_not_accepted(app: Flask, world: World) -> None:
    tolvan, terms = world.login_citizen("Tolvan"), f"/citizen/new-case/{case_type(app)}"
    refused = submit(tolvan, terms, terms, {})
    assert refused.status_code == 422
    assert switched(tolvan, refused.text) == terms


def test_tolvan_stays_at_what_was_searched_for(world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    assert switched(tolvan, tolvan.get("/citizen/clinics?q=hamn").text) == "/citizen/clinics?q=hamn"
