"""Help: a page for each role and one for citizens, in the same place on every page."""

import pytest
from flask.testing import FlaskClient

from app.help.topics import TITLES, Topic
from tests.pages import links, texts
from tests.world import World


def cards(page: str) -> list[str]:
    return texts(page, ".card__label")


@pytest.mark.parametrize("topic", list(Topic))
def test_every_page_says_how_to_do_the_work_what_is_logged_and_whom_to_ask(client: FlaskClient, topic: Topic) -> None:
    answer = client.get(f"/help/{topic.value}")
    assert answer.status_code == 200
    assert str(TITLES[topic]) in answer.text
    for part in ("<ol>", "logg", "Vem frågar du?"):
        assert part in answer.text, part


def test_a_page_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/help/regional").status_code == 404


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Maja", ["Ärendemottagare (ÄM)"]),
        ("Alva", ["Ärendemottagare (ÄM)", "Ärendehanterare (ÄH)"]),
        ("Adam", ["Lokal administratör (ADM)"]),
        ("Berit", ["Behörighetsadministratör (BEH)"]),
        ("Greta", ["Granskare (GR)"]),
    ],
)
def test_the_pages_of_ones_own_roles_come_first(world: World, name: str, own: list[str]) -> None:
    page = world.login(name).get("/help").text
    assert cards(page) == own
    assert page.count('href="/help/') == len([*Topic, "shortcuts"])


def test_a_citizen_sees_the_page_for_citizens_alone(world: World) -> None:
    page = world.login_citizen("Tolvan").get("/help").text
    assert cards(page) == ["Invånare"]
    assert page.count('href="/help/') == 1


def test_the_citizens_page_begins_with_where_to_turn_in_an_emergency(client: FlaskClient) -> None:
    page = client.get("/help/citizen").text
    assert page.index('href="tel:112"') < page.index("Skriv till din mottagning")


@pytest.mark.parametrize("path", ["/", "/staff", "/groups", "/help", "/help/administrator"])
def test_help_is_reached_from_the_same_place_on_every_page(world: World, path: str) -> None:
    page = world.login("Adam").get(path).text
    assert links(page, "a.masthead__link")[-1] == "/help"
