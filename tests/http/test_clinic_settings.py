"""Inställningar: what an administrator sets, what citizens see of it, and how the deadlines of new cases follow."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.core import clock
from app.core.calendar import end_of_day
from app.core.clock import STOCKHOLM
from app.core.db import session
from app.roles.models import Clinic, ClosedDay, OpenHours
from tests.pages import filled_fields, form_of, submit
from tests.world import World

PAGE = "/clinic/settings"
CLOSED = f"{PAGE}/closed-days"


@pytest.fixture
def adam(world: World) -> FlaskClient:
    return world.login("Adam")


def save(browser: FlaskClient, **typed: str) -> TestResponse:
    return submit(browser, PAGE, PAGE, {f"settings-{name}": text for name, text in typed.items()})


def closes(browser: FlaskClient, first: date, last: date | None = None, reason: str = "Utbildning") -> TestResponse:
    typed = {
        "closed-first": first.isoformat(),
        "closed-last": last.isoformat() if last else "",
        "closed-reason": reason,
    }
    return submit(browser, PAGE, CLOSED, typed)


def clinic(app: Flask, world: World) -> Clinic:
    with app.app_context():
        session().rollback()
        return session().get_one(Clinic, world.clinic_id())


def hours(app: Flask, world: World) -> dict[int, tuple[time, time]]:
    with app.app_context():
        rows = session().scalars(select(OpenHours).where(OpenHours.clinic_id == world.clinic_id()))
        return {row.weekday: (row.opens, row.closes) for row in rows}


def closed(app: Flask, world: World) -> list[tuple[date, str]]:
    with app.app_context():
        rows = session().scalars(
            select(ClosedDay).where(ClosedDay.clinic_id == world.clinic_id()).order_by(ClosedDay.day)
        )
        return [(row.day, row.reason) for row in rows]


def logged(app: Flask, kind: EventKind) -> list[dict[str, object]]:
    with app.app_context():
        rows = session().scalars(select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id))
        return [json.loads(row.payload)["details"] for row in rows]


def next_monday() -> date:
    today = clock.today()
    return today + timedelta(days=7 - today.weekday())


def test_the_card_leads_to_the_page_with_the_facts_and_the_usual_hours(adam: FlaskClient) -> None:
    assert PAGE in adam.get("/").text
    page = adam.get(PAGE).text
    for text in ("Storgatans vårdcentral", "SE0000000000-1001", "De här uppgifterna ändras inte här.", "behåller det"):
        assert text in page
    fields = filled_fields(form_of(page, PAGE))
    assert (fields["settings-opens_0"], fields["settings-closes_4"]) == ("08:00", "16:00")
    assert (fields["settings-opens_5"], fields["settings-return_after_days"]) == ("", "")


@pytest.mark.parametrize("name", ["Maja", "Hanna", "Berit", "Greta"])
def test_nobody_but_an_administrator_comes_in(world: World, name: str) -> None:
    browser = world.login(name)
    assert browser.get(PAGE).status_code == 403
    assert PAGE not in browser.get("/").text


def test_what_is_saved_is_what_the_database_holds_and_the_log_tells_which_fields(
    app: Flask, world: World, adam: FlaskClient
) -> None:
    answer = save(adam, telephone="010-555 12 34", closes_4="12:00", return_after_days="5")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    stored = clinic(app, world)
    assert (stored.telephone, stored.return_after_days, stored.settings_version) == ("010-555 12 34", 5, 2)
    assert hours(app, world)[4] == (time(8), time(12))
    [told] = logged(app, EventKind.CLINIC_SETTINGS_CHANGED)
    assert told["fields"] == ["telephone", "return_after_days", "hours"]
    assert "010-555" not in json.dumps(told)
    assert "Inställningarna är sparade." in adam.get(PAGE).text


def test_the_citizen_sees_the_new_telephone(world: World, adam: FlaskClient) -> None:
    save(adam, telephone="010-555 12 34")
    assert "010-555 12 34" in world.login_citizen("Tolvan").get(f"/citizen/new-case/clinics/{world.clinic_id()}").text


def test_two_administrators_at_once_lose_nothing(app: Flask, world: World, adam: FlaskClient) -> None:
    fields = filled_fields(form_of(adam.get(PAGE).text, PAGE))
    save(adam, telephone="010-1")
    answer = adam.post(PAGE, data={**fields, "settings-telephone": "010-2", "settings-opening_hours": "Dygnet runt"})
    assert answer.status_code == 409
    for text in (
        "av någon annan eller av dig i ett annat fönster",
        "Det här gäller nu",
        "010-1",
        "010-2",
        "Dygnet runt",
    ):
        assert text in answer.text
    assert clinic(app, world).telephone == "010-1"
    again = adam.post(PAGE, data=filled_fields(form_of(answer.text, PAGE)))
    assert again.status_code == 303
    assert clinic(app, world).telephone == "010-2"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"closes_0": "07:00"}, "Skriv både när mottagningen öppnar"),
        ({"opens_2": ""}, "Skriv både när mottagningen öppnar"),
        ({"closes_1": "kvart över fyra"}, "Skriv klockslaget som 08:00."),
        ({"return_after_days": "0"}, "Skriv ett antal från 1 till 30"),
        ({f"{edge}_{n}": "" for edge in ("opens", "closes") for n in range(7)}, "Minst en dag i veckan"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    app: Flask, world: World, adam: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = save(adam, telephone="010-99", **typed)
    assert (answer.status_code, sentence in answer.text, "010-99" in answer.text) == (422, True, True)
    assert (hours(app, world), clinic(app, world).settings_version) == ({}, 1)


def test_a_version_that_is_no_number_is_an_old_one(adam: FlaskClient) -> None:
    answer = save(adam, telephone="010-99", version="9" * 5000)
    assert (answer.status_code, "010-99" in answer.text) == (409, True)


def test_everything_that_is_wrong_is_told_at_once(adam: FlaskClient) -> None:
    answer = save(adam, closes_0="07:00", return_after_days="0")
    assert answer.status_code == 422
    assert "Skriv både när mottagningen öppnar" in answer.text
    assert "Skriv ett antal från 1 till 30" in answer.text


def test_closed_days_are_added_shown_as_one_and_taken_away_with_a_way_back(
    app: Flask, world: World, adam: FlaskClient
) -> None:
    assert "Inga stängda dagar" in adam.get(PAGE).text
    monday = next_monday()
    assert closes(adam, monday, monday + timedelta(days=2)).status_code == 303
    assert closed(app, world) == [(monday + timedelta(days=n), "Utbildning") for n in range(3)]
    page = adam.get(PAGE).text
    assert page.count("Ta bort ") == 1
    removed = submit(adam, PAGE, f"{CLOSED}/remove", {})
    assert (removed.status_code, closed(app, world)) == (303, [])
    undone = adam.post(CLOSED, data=filled_fields(form_of(adam.get(PAGE).text, CLOSED)))
    assert (undone.status_code, len(closed(app, world))) == (303, 3)
    assert [told["added"] for told in logged(app, EventKind.CLOSED_DAYS_CHANGED)] == [True, False, True]


def test_days_that_have_passed_or_end_before_they_begin_are_refused_and_kept(adam: FlaskClient) -> None:
    today = clock.today()
    for first, last in ((today - timedelta(days=1), None), (today + timedelta(days=3), today + timedelta(days=2))):
        answer = closes(adam, first, last, "Sommarstängt")
        assert (answer.status_code, "Välj dagar från i dag" in answer.text) == (422, True)
        assert "Sommarstängt" in answer.text
        assert "<title>Fel:" in answer.text
    assert "högst 92 dagar" in closes(adam, today, today + timedelta(days=100)).text


def test_new_cases_follow_the_clinics_days_and_old_ones_keep_their_limit(world: World, adam: FlaskClient) -> None:
    monday = next_monday()
    morning = datetime.combine(monday, time(10), tzinfo=STOCKHOLM)
    with clock.at(morning):
        before = world.send()
        usual = world.case(before).respond_by
    assert closes(adam, monday + timedelta(days=1)).status_code == 303
    assert save(adam, closes_0="09:00").status_code == 303
    with clock.at(morning):
        after = world.send("Tolvan")
    assert world.case(before).respond_by == usual
    limit = world.case(after).respond_by
    assert usual is not None
    assert limit is not None
    assert limit > usual


def test_another_clinic_keeps_its_own_hours(world: World, adam: FlaskClient) -> None:
    save(adam, closes_0="09:00", closes_1="09:00", closes_2="09:00", closes_3="09:00", closes_4="09:00")
    friday = datetime(2026, 11, 20, 10, tzinfo=STOCKHOLM)
    with clock.at(friday):
        here, there = world.send(), world.send(clinic="Hamnens hudmottagning")
    assert world.case(here).respond_by == end_of_day(date(2026, 11, 25))
    assert world.case(there).respond_by == end_of_day(date(2026, 11, 24))
