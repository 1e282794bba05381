"""The two inboxes of the staff: who sees which case in which tab, and what reading a list leaves behind."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.audit.canonical import decode
from app.audit.models import AuditEvent, AuditSubject
from app.core import calendar, clock
from app.core.db import atomic, session
from app.roles.models import GroupMember
from tests import pages
from tests.statements import sent_to_database
from tests.world import World


def tab_counts(page: str) -> dict[str, int]:
    """The tabs of a page with their counts."""
    found = [text.rpartition(" ") for text in pages.texts(page, ".tabs__tab:has(.tabs__count)")]
    return {name: int(count) for name, _, count in found}


def test_a_new_case_is_among_the_new_with_the_citizens_name_and_a_link(world: World) -> None:
    case_id = world.send("Tolvan")
    page = world.login("Maja").get("/clinic-cases").text
    row = page.split("<tbody>", 1)[1].split("</tr>", 1)[0]
    assert "Tolvan Tolvansson" in row
    assert f"/cases/{case_id}" in row
    assert "Förnya recept" in row
    assert "Oläst" in row


def test_the_tabs_count_what_they_hold(world: World) -> None:
    world.send()
    held = world.send("Nina")
    world.distribute(held, person="Hanna")
    counts = tab_counts(world.login("Maja").get("/clinic-cases").text)
    assert counts == {"Nya": 1, "Pågående": 1, "Väntar på invånaren": 0, "Försenade": 0, "Avslutade": 0}


def test_a_case_past_its_deadline_is_late_and_still_in_its_other_tab(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        world.send()
    page = world.login("Maja").get("/clinic-cases?tab=late").text
    assert "Försenat" in page
    assert tab_counts(page)["Försenade"] == 1
    assert tab_counts(page)["Nya"] == 1


def test_a_handler_sees_her_own_and_her_groups_cases_and_no_others(world: World) -> None:
    mine, ours, other = world.send("Tolvan"), world.send("Nina"), world.send("Sam")
    world.distribute(mine, person="Hanna")
    world.distribute(ours, group="Sjuksköterskor")
    world.distribute(other, person="Henrik")
    hanna = world.login("Hanna")
    assert "Tolvan Tolvansson" in hanna.get("/my-cases").text
    groups = hanna.get("/my-cases?tab=groups").text
    assert "Nina Nittio" in groups
    assert "Sam Samordning" not in groups
    assert hanna.get("/clinic-cases").status_code == 403


def test_a_case_that_waits_past_its_last_day_is_something_to_do(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    page = f"/cases/{case_id}"
    pages.press(hanna, page, f"{page}/draft", f"{page}/counter-question", {"counter_question": "Vilken dos?"})
    assert "Tolvan Tolvansson" in hanna.get("/my-cases?tab=waiting").text
    with clock.at(clock.now() + timedelta(days=15)):
        later = world.login("Hanna").get("/my-cases?tab=todo").text
    assert "Obesvarad av invånaren" in later


@pytest.mark.parametrize(("days", "tab"), [(0, "waiting"), (1, "todo")])
def test_a_case_waits_until_its_last_day_has_ended(world: World, days: int, tab: str) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    page = f"/cases/{case_id}"
    pages.press(hanna, page, f"{page}/draft", f"{page}/counter-question", {"counter_question": "Vilken dos?"})
    last = world.case(case_id).answer_by
    assert last is not None
    with clock.at(calendar.end_of_day(last + timedelta(days=days)) - timedelta(seconds=1)):
        hanna = world.login("Hanna")
        shown = [one for one in ("waiting", "todo") if "Tolvan Tolvansson" in hanna.get(f"/my-cases?tab={one}").text]
        assert (shown, "Obesvarad av invånaren" in hanna.get(page).text) == ([tab], tab == "todo")


def test_what_is_opened_is_read_until_somebody_else_does_something(world: World) -> None:
    case_id = world.send()
    maja = world.login("Maja")
    assert "Oläst" in maja.get("/clinic-cases").text
    maja.get(f"/cases/{case_id}")
    assert "Oläst" not in maja.get("/clinic-cases").text
    world.distribute(case_id, person="Hanna", by="Alva")
    assert "Oläst" in maja.get("/clinic-cases?tab=ongoing").text


def test_a_case_written_by_a_proxy_and_a_protected_citizen_are_marked(world: World) -> None:
    world.send("Tvåan", child="Lill")
    world.send("Skyddade Sara")
    page = world.login("Maja").get("/clinic-cases").text
    assert "Ombud" in page
    assert "Skyddad identitet" in page


def test_a_list_is_one_event_with_the_cases_that_were_shown(app: Flask, world: World) -> None:
    shown = {str(world.send("Tolvan")), str(world.send("Nina"))}
    world.login("Maja").get("/clinic-cases")
    with app.app_context():
        payload = session().scalars(select(AuditEvent.payload).where(AuditEvent.kind == "case_list_read")).one()
    details = decode(payload)["details"]
    assert isinstance(details, dict)
    assert set(details["cases"]) == shown


def test_the_second_look_at_a_list_on_a_day_adds_an_event_and_no_subject(app: Flask, world: World) -> None:
    world.send()
    maja = world.login("Maja")
    maja.get("/clinic-cases")
    maja.get("/clinic-cases")
    with app.app_context():
        assert len(session().scalars(select(AuditEvent.id).where(AuditEvent.kind == "case_list_read")).all()) == 2
        assert len(session().scalars(select(AuditSubject.id).where(AuditSubject.kind == "case_list_read")).all()) == 1


def test_long_lists_are_paged_without_losing_or_doubling_a_case(world: World) -> None:
    sent = {str(world.send(name)) for name in ("Tolvan", "Nina", "Sam") * 9}
    maja = world.login("Maja")
    first = maja.get("/clinic-cases").text
    second = maja.get(pages.links(first, 'a[href*="after="]')[0]).text
    shown = re.findall(r"/cases/([0-9a-f-]{36})", first) + re.findall(r"/cases/([0-9a-f-]{36})", second)
    assert sorted(shown) == sorted(sent)


@pytest.mark.parametrize("address", ["/clinic-cases", "/my-cases"])
def test_a_list_asks_the_database_equally_often_however_many_rows_there_are(
    app: Flask, world: World, address: str
) -> None:
    alva = world.login("Alva")

    def statements() -> int:
        with sent_to_database(app) as asked:
            assert alva.get(address).status_code == 200
        return len(asked)

    def add(number: int) -> None:
        for _ in range(number):
            world.distribute(world.send(), person="Alva")

    add(1)
    alva.get(address)
    few = statements()
    add(9)
    assert statements() == few


def test_the_reader_chooses_how_many_rows_a_page_has(world: World) -> None:
    for _ in range(26):
        world.send()
    maja = world.login("Maja")
    assert maja.get("/clinic-cases?size=1000").text.count("<tr") == 26
    page = maja.get("/clinic-cases?size=50").text
    assert page.count("<tr") == 27
    assert "after=" not in page
    assert "size=100" in page


def test_an_address_that_makes_no_sense_shows_the_beginning_of_the_list(world: World) -> None:
    world.send("Tolvan")
    page = world.login("Maja").get("/clinic-cases?tab=nothing&after=yesterday_1&size=many")
    assert page.status_code == 200
    assert "Tolvan Tolvansson" in page.text


@pytest.mark.parametrize(
    "since", ["yesterday", "2026-11-23", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"]
)
def test_what_is_new_since_no_time_at_all_is_nothing(world: World, since: str) -> None:
    maja = world.login("Maja")
    world.send("Tolvan")
    answer = maja.get(f"/clinic-cases/news?since={since}")
    assert (answer.status_code, "nytt" in answer.text) == (200, False)


def test_an_empty_list_says_why_it_is_empty(world: World) -> None:
    assert "Allt som har kommit in är fördelat." in world.login("Maja").get("/clinic-cases").text
    assert "När ett ärende fördelas till dig hamnar det här." in world.login("Hanna").get("/my-cases").text


def test_a_case_in_a_group_where_nobody_can_take_it_is_new_again(app: Flask, world: World) -> None:
    world.distribute(world.send("Tolvan"), group="Läkare")
    with app.app_context(), atomic() as current:
        current.execute(delete(GroupMember).where(GroupMember.group_id == world.group_id("Läkare")))
    assert tab_counts(world.login("Maja").get("/clinic-cases").text)["Nya"] == 1
