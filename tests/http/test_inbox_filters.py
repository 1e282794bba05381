"""Narrowing and sorting an inbox: by the address, which names no citizen, and as it was left last time."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from app.core import calendar, clock
from app.core.db import atomic, session
from app.core.paging import Cursor
from app.inbox.inboxes import ClinicTab
from app.inbox.queries.lists import CaseRow, Listed, case_rows
from app.inbox.queries.order import Order, Sort
from app.roles.models import StaffMember
from tests.pages import links, texts
from tests.statements import sent_to_database
from tests.world import World

NAMES = ("Tolvan", "Nina", "Sam")


def people(page: str) -> list[str]:
    """Whose cases the list shows, in its order."""
    return texts(page, 'a.ds-link[href^="/cases/"]')


def test_a_list_can_show_one_case_type(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    page = world.login("Maja").get(f"/clinic-cases?type={world.case(case_id).case_type_id}").text
    assert people(page) == ["Tolvan Tolvansson"]
    assert "Ärendetyp: Förnya recept" in page
    other = "00000000-0000-4000-8000-000000000000"
    assert "Inga träffar" in world.login("Maja").get(f"/clinic-cases?type={other}").text


def test_a_list_can_show_what_a_colleague_or_a_group_has(world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Hanna")
    world.distribute(world.send("Nina"), group="Sjuksköterskor")
    maja = world.login("Maja")
    hers = maja.get(f"/clinic-cases?tab=ongoing&held=person:{world.staff_id('Hanna')}").text
    assert people(hers) == ["Tolvan Tolvansson"]
    assert "Tilldelad: Hanna Handläggare" in hers
    assert f'href="/clinic-cases/held-by/{world.staff_id("Hanna")}"' in hers
    assert "held-by" not in maja.get(f"/clinic-cases?tab=ongoing&held=group:{world.group_id()}").text
    assert people(maja.get(f"/clinic-cases?tab=ongoing&held=group:{world.group_id()}").text) == ["Nina Nittio"]


def test_a_list_can_show_what_somebody_holds_who_no_longer_may(app: Flask, world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Hanna")
    world.send("Nina")
    with app.app_context(), atomic() as current:
        current.get_one(StaffMember, world.staff_id("Hanna")).locked_at = clock.now()
    page = world.login("Maja").get("/clinic-cases?held=unable").text
    assert people(page) == ["Tolvan Tolvansson"]


def test_a_list_can_show_what_came_between_two_days(world: World) -> None:
    for days, name in enumerate(NAMES):
        with clock.at(clock.now() - timedelta(days=days)):
            world.send(name)
    yesterday = clock.today() - timedelta(days=1)
    page = world.login("Maja").get(f"/clinic-cases?first={yesterday}&last={yesterday}").text
    assert people(page) == ["Nina Nittio"]


def test_a_day_begins_and_ends_at_midnight(world: World) -> None:
    day = clock.today() - timedelta(days=1)
    begins, ends = calendar.start_of_day(day), calendar.end_of_day(day)
    instant = timedelta(microseconds=1)
    for moment, name in zip((begins - instant, begins, ends - instant, ends), (*NAMES, "Tolvan"), strict=True):
        with clock.at(moment):
            world.send(name)
    page = world.login("Maja").get(f"/clinic-cases?first={day}&last={day}").text
    assert sorted(people(page)) == ["Nina Nittio", "Sam Samordning"]


def test_two_days_in_the_wrong_order_are_the_days_between_them(world: World) -> None:
    world.send("Nina")
    today = clock.today()
    page = world.login("Maja").get(f"/clinic-cases?first={today}&last={today - timedelta(days=2)}").text
    assert people(page) == ["Nina Nittio"]
    assert f'name="last" type="text" value="{today}"' in page


def test_a_list_can_show_what_is_late_and_what_a_proxy_wrote(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        world.send("Tolvan")
    world.send("Tvåan", child="Lill")
    maja = world.login("Maja")
    assert people(maja.get("/clinic-cases?late=1").text) == ["Tolvan Tolvansson"]
    assert people(maja.get("/clinic-cases?started=proxy").text) == ["Lill Tvåtusen"]
    assert people(maja.get("/clinic-cases?started=citizen").text) == ["Tolvan Tolvansson"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("received", ["Sam", "Nina", "Tolvan"]),
        ("-received", ["Tolvan", "Nina", "Sam"]),
        ("respond_by", ["Sam", "Nina", "Tolvan"]),
        ("citizen", ["Nina", "Sam", "Tolvan"]),
        ("-citizen", ["Tolvan", "Sam", "Nina"]),
        ("last_event", ["Sam", "Nina", "Tolvan"]),
    ],
)
def test_a_list_can_be_sorted(world: World, sort: str, expected: list[str]) -> None:
    for days, name in enumerate(NAMES):
        with clock.at(clock.now() - timedelta(days=days * 4)):
            world.send(name)
    page = world.login("Maja").get(f"/clinic-cases?sort={sort}").text
    assert [name.split()[0] for name in people(page)] == expected
    assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in page


def test_a_filter_stays_until_it_is_taken_away(world: World) -> None:
    world.send("Tolvan")
    world.send("Tvåan", child="Lill")
    maja = world.login("Maja")
    maja.get("/clinic-cases?started=proxy&sort=-received")
    page = maja.get("/clinic-cases").text
    assert people(page) == ["Lill Tvåtusen"]
    assert "Startad av: Ombud" in page
    clear = page.split("Rensa filter")[0].rsplit("<a ", 1)[1].split('href="')[1].split('"')[0]
    assert len(people(maja.get(clear.replace("&amp;", "&")).text)) == 2
    assert len(people(maja.get("/clinic-cases").text)) == 2


@pytest.mark.parametrize(("inbox", "name"), [("/clinic-cases", "Maja"), ("/my-cases", "Hanna")])
@pytest.mark.parametrize("sort", ["respond_by", "-citizen"])
def test_an_order_goes_on_in_the_other_tabs_but_by_the_limit_not_among_the_ended(
    world: World, inbox: str, name: str, sort: str
) -> None:
    tabs = links(world.login(name).get(f"{inbox}?sort={sort}").text, ".tabs__tab")
    kept = {tab.partition("tab=")[2].partition("&")[0]: f"sort={sort}" in tab for tab in tabs}
    assert len(kept) > 3
    assert kept == {tab: tab != "ended" or sort == "-citizen" for tab in kept}


def test_the_filter_of_one_inbox_is_not_the_other_inboxes(world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Alva")
    alva = world.login("Alva")
    alva.get("/clinic-cases?started=proxy")
    assert people(alva.get("/my-cases").text) == ["Tolvan Tolvansson"]


def test_the_way_back_from_a_case_is_the_list_as_it_was(world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    maja.get("/clinic-cases?sort=citizen&started=citizen")
    assert 'href="/clinic-cases?tab=new&amp;started=citizen&amp;sort=citizen"' in maja.get(f"/cases/{case_id}").text


def test_the_next_case_is_the_next_of_the_order_and_the_filter(world: World) -> None:
    nina, tolvan = world.send("Nina"), world.send("Tolvan")
    world.send("Tvåan", child="Lill")
    maja = world.login("Maja")
    maja.get("/clinic-cases?sort=-citizen&started=citizen")
    assert f'href="/cases/{nina}"' in maja.get(f"/cases/{tolvan}").text.split("Nästa i listan")[0].rsplit("<a ", 1)[1]
    assert "Nästa i listan" not in maja.get(f"/cases/{nina}").text


@pytest.mark.parametrize(
    "query",
    [
        "type=x",
        "held=person:x",
        "held=god:1",
        "started=x",
        "sort=x",
        "sort=--citizen",
        "size=7",
        "after=x_y",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_whole_list(world: World, query: str) -> None:
    world.send("Tolvan")
    answer = world.login("Maja").get(f"/clinic-cases?{query}")
    assert answer.status_code == 200
    assert people(answer.text) == ["Tolvan Tolvansson"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", [Sort.RECEIVED, Sort.RESPOND_BY, Sort.LAST_EVENT, Sort.CITIZEN])
def test_pages_of_every_order_put_together_are_the_whole_list(
    app: Flask, world: World, sort: Sort, descending: bool
) -> None:
    for number in range(11):
        with clock.at(clock.now() - timedelta(days=number // 3)):
            world.send(NAMES[number % 3])
    maja, listed = world.staff("Maja"), Listed(ClinicTab.NEW, order=Order(sort, descending))
    with app.app_context():
        whole = case_rows(session(), maja, listed, "sv", None, 100)
        after: Cursor[UUID] | None = None
        seen: list[CaseRow] = []
        while True:
            page = case_rows(session(), maja, listed, "sv", after, 2)
            seen += page.rows
            after = page.next
            if after is None:
                break
    assert [row.case_id for row in seen] == [row.case_id for row in whole.rows]
    assert len(whole.rows) == 11


def test_a_narrowed_list_asks_as_many_questions_as_a_whole_one(app: Flask, world: World) -> None:
    for name in NAMES:
        world.send(name)
    maja = world.login("Maja")
    maja.get("/clinic-cases?sort=received")
    counts = []
    with sent_to_database(app) as asked:
        for query in ("?sort=received", "?held=nobody&late=1", "?sort=citizen"):
            maja.get(f"/clinic-cases{query}")  # keeps what was chosen, once
            asked.clear()
            maja.get(f"/clinic-cases{query}")
            counts.append(len([statement for statement in asked if statement.startswith("SELECT")]))
    assert max(counts) == counts[0], counts


def test_a_case_of_another_clinic_is_no_place_in_this_ones_order_of_names(world: World) -> None:
    elsewhere = world.send("Tolvan")
    world.send("Nina", case_type="Kontakta mig", clinic="Hamnens hudmottagning")
    page = world.login("Hugo").get(f"/clinic-cases?sort=citizen&after=_{elsewhere}").text
    assert people(page) == ["Nina Nittio"]
