"""Everybody may read how accessible the service is, what becomes of personal data, and whom to turn to."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.help.about import OPERATOR
from settings.operator import Operator
from tests.case_pages import read
from tests.pages import Page, seen
from tests.world import World

ABOUT = {"/accessibility": "Tillgänglighet", "/personal-data": "Personuppgifter", "/contact": "Kontakt"}


@pytest.fixture
def operated(app: Flask) -> Iterator[None]:
    """An installation whose operator says who they are."""
    before = OPERATOR.of(app)
    told = Operator("Region Exempel", "kontakt@region.example", "010-555 00 00", "dso@region.example")
    OPERATOR.set(app, told)
    yield
    OPERATOR.set(app, before)


def at_the_foot(page: str) -> dict[str | None, str]:
    return {link.attr("href"): seen(link) for link in Page(page).tree.select("footer a")}


@pytest.mark.parametrize("path", ["/", "/help", "/no-such-page", *ABOUT])
def test_the_three_pages_stand_at_the_foot_of_a_visitors_page(client: FlaskClient, path: str) -> None:
    assert at_the_foot(client.get(path).text) == ABOUT


def test_the_three_pages_stand_at_the_foot_of_everybodys_page(world: World) -> None:
    assert at_the_foot(world.login("Maja").get("/clinic-cases").text) == ABOUT
    assert at_the_foot(world.login_citizen("Tolvan").get("/citizen").text) == ABOUT


@pytest.mark.parametrize(("path", "heading"), ABOUT.items())
def test_each_page_is_there_for_visitors_staff_and_citizens(
    world: World, client: FlaskClient, path: str, heading: str
) -> None:
    for reader in (client, world.login("Maja"), world.login_citizen("Tolvan")):
        assert Page(reader.get(path).text).heading == heading


@pytest.mark.usefixtures("operated")
def test_the_operator_is_named_with_the_ways_to_reach_them(client: FlaskClient) -> None:
    page = read(client.get("/contact").text)
    for told in ("Region Exempel", "kontakt@region.example", "010-555 00 00", "dso@region.example"):
        assert told in page


def test_without_an_operator_the_clinic_is_the_way(client: FlaskClient) -> None:
    page = client.get("/contact").text
    assert "Ring din mottagning. Den hjälper dig vidare." in page
    assert "mailto:" not in page


def test_personal_data_tells_of_the_log_of_access(client: FlaskClient) -> None:
    page = read(client.get("/personal-data").text)
    assert "Varje gång någon läser, söker fram, ändrar eller skriver ut dina uppgifter sparas vem det var" in page


def test_the_statement_on_accessibility_says_how_far_and_where_to_complain(client: FlaskClient) -> None:
    page = client.get("/accessibility").text
    assert "delvis förenlig med lagen" in page
    assert "https://www.digg.se/tdosanmalan" in page
