"""Somebody is away: who tells of it, who stands in, and what those who give out cases are told."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import Role
from app.core import clock
from app.core.db import session
from app.core.errors import Invalid
from app.roles.models import Absence, RoleGrant
from app.roles.services.absences import NewAbsence, register_absence
from app.roles.services.grants import GrantEnd, end_role
from tests.case_pages import CasePage, choices, landed, read, value_of
from tests.http.test_bulk import GIVE, INBOX, bar, give, ticked
from tests.logins import token_of
from tests.pages import filled_fields, form_of, submit
from tests.world import World, operation

PAGE, NEW = "/absences", "/absences/new"


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def away(world: World, name: str, substitute: str = "", first: int = 0, last: int = 4, by: str = "Maja") -> UUID:
    """Let somebody be away, with somebody in their place."""
    stands_in = world.staff_id(substitute) if substitute else None
    with world.app.app_context():
        order = NewAbsence(world.staff_id(name), day(first), day(last), stands_in, operation())
        return register_absence(world.staff(by), order)


def absences(app: Flask) -> list[Absence]:
    with app.app_context():
        return list(session().scalars(select(Absence).order_by(Absence.first_day)))


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        found = session().scalars(select(AuditEvent.kind).order_by(AuditEvent.id))
        return [kind for kind in found if kind.startswith("absence_")]


def register(browser: FlaskClient, first: int = 0, last: int = 4, **more: str) -> TestResponse:
    days = {"first": day(first).isoformat(), "last": day(last).isoformat()}
    return submit(browser, NEW, NEW, {**days, **more})


def test_a_handler_tells_that_she_will_be_away_and_who_stands_in(app: Flask, world: World) -> None:
    hanna = world.login("Hanna")
    assert "Frånvaro" in hanna.get("/personal-settings").text
    assert 'name="person"' not in hanna.get(NEW).text
    page = landed(hanna, register(hanna, substitute=str(world.staff_id("Henrik"))))
    assert "Henrik Handläggare" in read(page)
    [absence] = absences(app)
    assert (absence.staff_id, absence.substitute_id) == (world.staff_id("Hanna"), world.staff_id("Henrik"))
    assert (absence.first_day, absence.last_day) == (day(0), day(4))
    assert kinds(app) == ["absence_registered"]


def test_a_handler_keeps_nobody_elses_absence(app: Flask, world: World) -> None:
    theirs = away(world, "Henrik")
    hanna = world.login("Hanna")
    register(hanna, first=1, person=str(world.staff_id("Siv")))
    assert {one.staff_id for one in absences(app)} == {world.staff_id("Henrik"), world.staff_id("Hanna")}
    assert hanna.get(f"{PAGE}/{theirs}").status_code == 403
    token = filled_fields(form_of(hanna.get(NEW).text, NEW))
    assert hanna.post(f"{PAGE}/{theirs}/end", data=token).status_code == 403
    assert "Henrik" not in read(hanna.get(PAGE).text)
    with app.app_context():
        assert len(session().scalars(select(AuditEvent).where(AuditEvent.kind == EventKind.REFUSED)).all()) == 2


@pytest.mark.parametrize(("name", "where"), [("Maja", "/clinic-cases"), ("Adam", "/staff"), ("Berit", "/staff")])
def test_those_who_keep_everybodys_see_and_register_it(app: Flask, world: World, name: str, where: str) -> None:
    browser = world.login(name)
    assert f'href="{PAGE}"' in browser.get(where).text
    assert "Ingen frånvaro" in read(browser.get(PAGE).text)
    page = landed(browser, register(browser, person=str(world.staff_id("Hanna"))))
    assert "Hanna Handläggare" in read(page)
    assert "Borta nu" in read(page)
    assert len(absences(app)) == 1


@pytest.mark.parametrize("name", ["Greta", "Hugo"])
def test_others_do_not(world: World, name: str) -> None:
    absence = away(world, "Hanna")
    assert world.login(name).get(f"{PAGE}/{absence}").status_code == (403 if name == "Greta" else 404)
    assert "Hanna" not in read(world.login(name).get(PAGE).text)


def test_an_absence_is_changed_ended_and_removed(app: Flask, world: World) -> None:
    absence, maja = away(world, "Hanna"), world.login("Maja")
    address = f"{PAGE}/{absence}"
    assert submit(maja, address, address, {"last": day(9).isoformat()}).status_code == 303
    assert absences(app)[0].last_day == day(9)
    assert "Ta bort" not in read(maja.get(PAGE).text)
    with clock.at(clock.now() + timedelta(days=2)):
        later = world.login("Maja")
        submit(later, PAGE, f"{address}/end", {})
        assert "Ingen frånvaro" in read(later.get(PAGE).text)
    assert absences(app)[0].last_day == day(1)
    upcoming = away(world, "Henrik", first=3)
    assert "Ta bort" in read(maja.get(PAGE).text)
    submit(maja, PAGE, f"{PAGE}/{upcoming}/end", {})
    assert len(absences(app)) == 1
    assert kinds(app)[-4:] == ["absence_changed", "absence_changed", "absence_registered", "absence_removed"]


def test_everything_that_is_missing_is_said_at_once(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    answer = submit(maja, NEW, NEW, {"first": "", "last": ""})
    said = read(answer.text)
    assert (answer.status_code, absences(app)) == (422, [])
    assert all(f"{label}: {wrong}" in said for label, wrong in (("Vem", "Välj en person"), ("Från", "Skriv ett datum")))


def test_an_absence_that_is_over_stays_as_it_was(app: Flask, world: World) -> None:
    absence = away(world, "Hanna", last=1)
    page = world.login("Maja").get(PAGE).text
    with clock.at(clock.now() + timedelta(days=9)):
        later = world.login("Maja")
        fields = filled_fields(form_of(page, f"{PAGE}/{absence}/end")) | {"csrf_token": token_of(later, "/help")}
        assert later.post(f"{PAGE}/{absence}/end", data=fields).status_code == 303
        assert "Frånvaron är redan avslutad." in read(later.get(PAGE).text)
    assert absences(app)[0].last_day == day(1)


@pytest.mark.parametrize(
    ("first", "last", "substitute", "sentence"),
    [
        (-1, 2, "", "Frånvaron kan inte börja före i dag."),
        (3, 2, "", "Till måste vara samma dag som Från eller senare"),
        (0, 2, "Hanna", "Välj någon annan än den som är frånvarande."),
        (0, 2, "Maja", "Ersättaren måste vara ärendehanterare"),
        (0, 2, "Hugo", "Ersättaren måste vara ärendehanterare"),
        (0, 900, "", "Välj högst 2 år."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    app: Flask, world: World, first: int, last: int, substitute: str, sentence: str
) -> None:
    maja = world.login("Maja")
    stands_in = str(world.staff_id(substitute)) if substitute else ""
    answer = register(maja, first, last, person=str(world.staff_id("Hanna")), substitute=stands_in)
    assert (answer.status_code, absences(app)) == (422, [])
    assert sentence in read(answer.text)
    assert day(last).isoformat() in answer.text


def test_two_absences_of_one_person_do_not_overlap(app: Flask, world: World) -> None:
    away(world, "Hanna", first=0, last=4)
    maja = world.login("Maja")
    answer = register(maja, 4, 6, person=str(world.staff_id("Hanna")))
    assert (answer.status_code, "Personen är redan frånvarande" in read(answer.text)) == (422, True)
    assert register(maja, 5, 6, person=str(world.staff_id("Hanna"))).status_code == 303


def test_substitutes_that_would_go_round_are_refused(app: Flask, world: World) -> None:
    away(world, "Hanna", "Henrik", first=0, last=4)
    away(world, "Henrik", "Siv", first=2, last=6)
    with pytest.raises(Invalid, match="substitute-loop"):
        away(world, "Siv", "Hanna", first=4, last=9)
    away(world, "Siv", "Hanna", first=5, last=9)
    assert len(absences(app)) == 3


def test_the_same_form_sent_twice_is_one_absence(app: Flask, world: World) -> None:
    hanna = world.login("Hanna")
    form = {**filled_fields(form_of(hanna.get(NEW).text, NEW)), "last": day(3).isoformat()}
    assert [hanna.post(NEW, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(absences(app)) == 1


def test_the_select_of_a_case_tells_who_is_away_and_who_is_there_instead(world: World) -> None:
    away(world, "Hanna", "Henrik")
    away(world, "Henrik", "Siv")
    page = CasePage(world.login("Maja"), world.send("Tolvan"))
    offered = choices(page.html, "target")
    assert any(text.startswith("Hanna") and "ersättare Siv" in text and "frånvarande" in text for text in offered)


def test_whoever_is_away_is_given_a_case_only_when_chosen_again(world: World) -> None:
    away(world, "Hanna", "Henrik")
    case_id = world.send("Tolvan")
    page = CasePage(world.login("Maja"), case_id)
    answer = page.press("Fördela", target="Hanna")
    assert answer.status_code == 422
    assert "Hanna Handläggare är frånvarande till" in read(answer.text)
    assert "ersättaren Henrik Handläggare är vald i stället." in read(answer.text)
    page.html = answer.text
    assert page.fields()["target"] == f"person:{world.staff_id('Henrik')}"
    assert world.case(case_id).holder_id is None
    assert page.press("Fördela", target="Hanna").status_code == 303
    assert world.case(case_id).holder_id == world.staff_id("Hanna")


def test_pressing_once_more_gives_the_case_to_the_substitute(world: World) -> None:
    away(world, "Hanna", "Henrik")
    case_id = world.send("Tolvan")
    page = CasePage(world.login("Maja"), case_id)
    page.html = page.press("Fördela", target="Hanna").text
    assert page.press("Fördela").status_code == 303
    assert world.case(case_id).holder_id == world.staff_id("Henrik")


def test_no_right_moves_to_the_substitute(world: World) -> None:
    case_id = world.held_by("Hanna")
    away(world, "Hanna", "Siv")
    assert world.login("Siv").get(f"/cases/{case_id}").status_code == 404


def test_a_substitute_who_is_no_longer_a_handler_is_nobody(app: Flask, world: World) -> None:
    away(world, "Hanna", "Siv")
    with app.app_context():
        wanted = (RoleGrant.staff_id == world.staff_id("Siv"), RoleGrant.role == Role.HANDLER)
        grant = session().scalars(select(RoleGrant.id).where(*wanted)).first()
        assert grant is not None
        end_role(world.staff("Adam"), grant, GrantEnd("Slutar", operation()))
    page = CasePage(world.login("Maja"), world.send("Tolvan"))
    assert not any("ersättare" in text for text in choices(page.html, "target"))
    answer = page.press("Fördela", target="Hanna")
    assert "har ingen ersättare" in read(answer.text)


def test_somebody_away_may_take_on_a_case_themselves(world: World) -> None:
    away(world, "Alva")
    case_id = world.send("Tolvan")
    assert CasePage(world.login("Alva"), case_id).press("Fördela", target="Alva").status_code == 303
    assert world.case(case_id).holder_id == world.staff_id("Alva")


def test_the_bar_over_a_list_chooses_the_substitute_once_for_all(world: World) -> None:
    away(world, "Hanna", "Henrik")
    cases = [world.send("Tolvan"), world.send("Nina")]
    maja, boxes = world.login("Maja"), ticked(world, cases)
    page = landed(maja, give(maja, boxes, "Hanna"))
    assert "Hanna Handläggare är frånvarande till" in read(page)
    assert page.count(" checked") == 2
    assert bar(page)["target"] == f"person:{world.staff_id('Henrik')}"
    assert {world.case(case_id).holder_id for case_id in cases} == {None}
    again = {**bar(page), "case": boxes, "target": value_of(page, "target", "Hanna")}
    landed(maja, maja.post(GIVE, data=again))
    assert {world.case(case_id).holder_id for case_id in cases} == {world.staff_id("Hanna")}


def test_the_page_of_absences_leads_to_moving_the_cases_of_those_who_are_away(world: World) -> None:
    world.held_by("Hanna")
    away(world, "Hanna", "Henrik")
    address = f"{INBOX}/held-by/{world.staff_id('Hanna')}"
    maja = world.login("Maja")
    assert "Omfördela 1 ärende" in read(maja.get(PAGE).text)
    page = maja.get(address).text
    assert bar(page)["target"] == f"person:{world.staff_id('Henrik')}"
    assert address not in world.login("Adam").get(PAGE).text
