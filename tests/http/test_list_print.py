"""An inbox on paper: what is on it, what is not, and the trace that it leaves."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import EventKind, Level
from app.audit.models import AuditEvent, AuditSubject
from app.audit.queries import LogSearch, find_events
from app.core import case_number, clock
from app.core.db import session
from app.inbox.services import list_print
from tests.http.test_inbox_search import rows, searched
from tests.pages import links
from tests.world import World


def prints_of(app: Flask) -> list[tuple[str, set[UUID]]]:
    """The printed lists of the log, each with the citizens on it."""
    with app.app_context():
        printed = session().scalars(select(AuditEvent).where(AuditEvent.kind == EventKind.CASE_LIST_PRINTED)).all()
        on_it = {
            event.id: set(session().scalars(select(AuditSubject.citizen_id).where(AuditSubject.event_row == event.id)))
            for event in printed
        }
        return [(event.level, on_it[event.id]) for event in printed]


def link_of(page: str) -> str:
    """Where the page says that the list is printed."""
    return links(page, "a.list-foot__print")[0]


def test_maja_prints_what_is_new_and_the_log_knows_whom_the_paper_names(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    paper = maja.get(link_of(maja.get("/clinic-cases").text)).text
    assert "Tolvan Tolvansson" in rows(paper)
    assert case_number.shown(world.case(case_id).number) in rows(paper)
    assert "Utskrivet av Maja Mottagare" in paper
    assert "Behöver mer Alvedon" not in paper
    assert prints_of(app) == [(Level.EXPORT, {world.citizen_id("Tolvan")})]


def test_the_paper_holds_what_the_list_was_narrowed_to(world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Hanna")
    world.distribute(world.send("Nina"), group="Sjuksköterskor")
    maja = world.login("Maja")
    page = maja.get(f"/clinic-cases?tab=ongoing&held=person:{world.staff_id('Hanna')}").text
    paper = maja.get(link_of(page)).text
    assert "Tolvan Tolvansson" in rows(paper)
    assert "Nina Nittio" not in paper
    assert "Tilldelad: Hanna Handläggare" in paper


def test_a_searched_list_is_printed_as_searched_without_the_number(world: World) -> None:
    world.send("Tolvan")
    world.send("Nina")
    maja = world.login("Maja")
    paper = maja.get(link_of(searched(maja, "191212121212"))).text
    assert "Tolvan Tolvansson" in rows(paper)
    assert "Nina Nittio" not in paper
    assert "Sökning: ett personnummer" in paper
    assert "19121212" not in paper


def test_a_protected_citizen_stands_on_no_paper_but_is_counted(app: Flask, world: World) -> None:
    world.send("Skyddade Sara")
    world.send("Tolvan")
    paper = world.login("Maja").get("/clinic-cases/print").text
    assert "Skyddade Sara" not in paper
    assert "1 ärende gäller en person med skyddad identitet och skrivs inte ut." in paper
    assert prints_of(app) == [(Level.EXPORT, {world.citizen_id("Tolvan")})]


def test_hanna_prints_her_own_cases_and_nobody_elses(app: Flask, world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Hanna")
    world.distribute(world.send("Nina"), person="Henrik")
    hanna = world.login("Hanna")
    paper = hanna.get(link_of(hanna.get("/my-cases").text)).text
    assert "Tolvan Tolvansson" in rows(paper)
    assert "Nina Nittio" not in paper
    assert prints_of(app) == [(Level.EXPORT, {world.citizen_id("Tolvan")})]


def test_a_paper_with_two_cases_of_one_citizen_is_one_row_of_the_report(app: Flask, world: World) -> None:
    numbers = [world.case(world.send("Tolvan")).number for _ in range(2)]
    world.login("Maja").get("/clinic-cases/print")
    tolvan, greta = world.citizen_id("Tolvan"), world.staff("Greta")
    with app.app_context():
        day = timedelta(days=1)
        asked = LogSearch(greta.clinic_id, (tolvan,), None, clock.now() - day, clock.now() + day, greta.staff_id)
        found = find_events(session(), asked, with_lists=True, after=None, size=10)
    [printed] = [event for event in found if event.kind is EventKind.CASE_LIST_PRINTED]
    assert len(printed.touched) == len(numbers)


def test_a_list_longer_than_paper_should_be_says_that_it_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_print, "MAX_ROWS", 1)
    world.send("Tolvan")
    world.send("Nina")
    paper = world.login("Maja").get("/clinic-cases/print").text
    assert "Bara de första" in paper
    assert "Nina Nittio" not in paper


@pytest.mark.parametrize("name", ["Hanna", "Adam", "Berit", "Greta"])
def test_only_a_receiver_prints_the_clinics_list(app: Flask, world: World, name: str) -> None:
    world.send("Tolvan")
    assert world.login(name).get("/clinic-cases/print").status_code == 403
    assert prints_of(app) == []


def test_the_other_clinics_list_is_another_paper(world: World) -> None:
    world.send("Tolvan")
    paper = world.login("Hugo").get("/clinic-cases/print").text
    assert "Tolvan Tolvansson" not in paper
    assert "Inga ärenden att skriva ut" in paper


def test_an_empty_list_has_nothing_to_print(world: World) -> None:
    assert "Skriv ut listan" not in world.login("Maja").get("/clinic-cases").text
