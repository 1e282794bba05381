"""Every door at which a day is typed reads it in the same way, and tells of one that cannot be with the text left standing."""

from collections.abc import Callable
from datetime import date, time, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.authz.actors import Role
from app.cases.models import Message
from app.core import clock
from app.core.calendar import add_working_days
from app.core.db import atomic, session
from app.roles.models import Absence, ClosedDay, OpenHours, RoleGrant
from tests.case_pages import CasePage, address, landed
from tests.http.test_clinic_settings import CLOSED as CLOSED_DAYS
from tests.http.test_clinic_settings import PAGE as SETTINGS
from tests.http.test_portal_new_case import begin, case_type
from tests.pages import submit
from tests.world import World

WRONG = {
    "9999-12-31": "Skriv ett datum från 2000-01-01 till 2100-12-31.",
    "0001-01-01": "Skriv ett datum från 2000-01-01 till 2100-12-31.",
    "31 feb": "Den dagen finns inte.",
    "2026-02-31": "Den dagen finns inte.",
    "snart": "Skriv datumet som 2026-12-02, 2/12 eller 2 dec.",
    "21-11-26": "Datumet kan läsas på flera sätt. Skriv året med fyra siffror, till exempel 2026-12-02.",
}
Door = Callable[[World, str], TestResponse]
MONTHS = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"]


def _grant(world: World, text: str) -> TestResponse:
    typed: dict[str, str | list[str]] = {
        "hsa_id": "SE0000000000-2002",
        "roles": [Role.RECEIVER.value],
        "reason": "Ny",
        "last": text,
    }
    return submit(world.login("Adam"), "/staff/grant", "/staff/grant", typed)


def _absence(world: World, text: str) -> TestResponse:
    today = clock.today().isoformat()
    return submit(world.login("Hanna"), "/absences/new", "/absences/new", {"first": today, "last": text})


def _closed(world: World, text: str) -> TestResponse:
    return submit(world.login("Adam"), SETTINGS, CLOSED_DAYS, {"closed-first": text})


def _review(world: World, text: str) -> TestResponse:
    typed = {"citizen": "19121212-1212", "reason": "sample", "first": text}
    return submit(world.login("Greta"), "/log-review", "/log-review", typed)


def _filter(world: World, text: str) -> TestResponse:
    return world.login("Maja").get("/clinic-cases", query_string={"first": text})


def _promise(world: World, text: str) -> TestResponse:
    page = CasePage(world.login("Maja"), world.send("Tolvan"))
    return page.press("Skicka delsvar", partial_reply="Hej", promised=text)


DOORS: dict[str, Door] = {
    "grant": _grant,
    "absence": _absence,
    "closed": _closed,
    "review": _review,
    "filter": _filter,
    "promise": _promise,
}


@pytest.mark.parametrize("text", WRONG)
@pytest.mark.parametrize("door", DOORS)
def test_a_day_that_cannot_be_is_told_at_its_field_and_stays_there(world: World, door: str, text: str) -> None:
    answer = DOORS[door](world, text)
    assert answer.status_code == 422, answer.text
    assert WRONG[text] in answer.text
    assert f'value="{text}"' in answer.text


@pytest.mark.parametrize("door", DOORS)
def test_a_day_just_on_the_other_side_of_today_is_not_taken_for_one_a_year_away(world: World, door: str) -> None:
    is_back = door in {"review", "filter"}
    near = clock.today() + timedelta(days=1 if is_back else -1)
    text, another = f"{near.day}/{near.month}", "" if near.year == clock.today().year else f" {near.year}"
    answer = DOORS[door](world, text)
    told = "har inte varit än" if is_back else "har just passerat"
    assert answer.status_code == 422, answer.text
    assert f"{another} {told}. Skriv också året om du menar 2" in answer.text
    assert f">Fel: </span>{near.day} " in answer.text
    assert f'value="{text}"' in answer.text


def spellings(day: date) -> list[str]:
    return [
        f"{day:%Y%m%d}",
        f"{day.day}/{day.month}",
        f"{day.day} {MONTHS[day.month - 1]}",
        f"{day.day}/{day.month}-{day.year}",
        f"{day:%y%m%d}",
        f"{day:%d.%m.%y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {MONTHS[day.month - 1]} {day:%y}",
    ]


@pytest.mark.parametrize("spelling", range(9))
def test_days_to_come_are_read_as_they_are_written(app: Flask, world: World, spelling: int) -> None:
    day = add_working_days(clock.today(), 28)
    text = spellings(day)[spelling]
    case_id = world.send("Tolvan")
    page = CasePage(world.login("Maja"), case_id)
    assert page.press("Skicka delsvar", partial_reply="Hej", promised=text).status_code == 303
    assert _absence(world, text).status_code == 303
    assert _grant(world, text).status_code == 303
    assert _closed(world, text).status_code == 303
    with app.app_context():
        grant = session().scalars(select(RoleGrant).where(RoleGrant.reason == "Ny")).one()
        assert grant.valid_to == day
        assert session().scalars(select(Absence.last_day)).one() == day
        assert session().scalars(select(ClosedDay.day)).one() == day
        assert session().scalars(select(Message.promised_by).where(Message.case_id == case_id)).all()[-1] == day


def test_days_that_have_been_are_the_latest_such_days(world: World) -> None:
    day = clock.today() - timedelta(days=3)
    world.send("Tolvan")
    maja, greta = world.login("Maja"), world.login("Greta")
    for text in spellings(day):
        listed = maja.get("/clinic-cases", query_string={"first": text})
        assert listed.status_code == 200
        assert f'value="{day}"' in listed.text
        typed = {"citizen": "19121212-1212", "reason": "sample", "first": text}
        answer = submit(greta, "/log-review", "/log-review", typed)
        assert f"{day} – {clock.today()}" in greta.get(answer.location).text


def test_a_closed_day_of_another_year_is_shown_with_its_year(world: World) -> None:
    day = clock.today().replace(year=clock.today().year + 1, month=6, day=1)
    assert _closed(world, day.isoformat()).status_code == 303
    assert f"1 juni {day.year}" in world.login("Adam").get(SETTINGS).text


@pytest.mark.parametrize("text", ["8", "0800", "8.00", "08:00", "kl 8", "kl. 8", "kl. 8.00."])
def test_eight_is_eight_when_the_clinic_says_when_it_opens(app: Flask, world: World, text: str) -> None:
    typed = {"settings-opens_0": text, "settings-closes_0": "16"}
    assert submit(world.login("Adam"), SETTINGS, SETTINGS, typed).status_code == 303
    with app.app_context():
        mondays = select(OpenHours.opens).where(OpenHours.clinic_id == world.clinic_id(), OpenHours.weekday == 0)
        assert session().scalars(mondays).one() == time(8)


def test_a_promise_that_cannot_be_read_stays_in_the_draft(world: World) -> None:
    page = CasePage(world.login("Maja"), world.send("Tolvan"))
    page.save_draft(partial_reply="Hej", promised="nästa vecka")
    again = page.client.get(address(page.case_id)).text
    assert 'value="nästa vecka"' in again
    assert WRONG["snart"] in again


@pytest.fixture
def moving_a_time(app: Flask, world: World) -> tuple[FlaskClient, str]:
    browser = world.login_citizen("Tolvan")
    where = f"/citizen/new-case/{case_type(app, 'Av- eller omboka tid')}"
    begin(browser, where)
    return browser, where


@pytest.mark.parametrize("text", WRONG)
def test_a_citizens_day_that_cannot_be_is_told_and_kept(moving_a_time: tuple[FlaskClient, str], text: str) -> None:
    browser, where = moving_a_time
    page = f"{where}/pages/1"
    answer = submit(browser, page, page, {"act": "next", "answer-andring": "avboka", "answer-datum": text})
    told = landed(browser, answer)
    assert WRONG[text].replace("2000-01-01", clock.today().isoformat()) in told
    assert f'value="{text}"' in told


def test_what_a_citizen_writes_is_the_day_that_is_reviewed(moving_a_time: tuple[FlaskClient, str]) -> None:
    browser, where = moving_a_time
    page, day = f"{where}/pages/1", clock.today() + timedelta(days=40)
    for text in spellings(day):
        submit(browser, page, page, {"act": "next", "answer-andring": "avboka", "answer-datum": text})
        assert f'value="{day}"' in browser.get(page).text


def test_days_at_the_end_of_the_calendar_that_are_stored_already_break_no_page(app: Flask, world: World) -> None:
    world.send("Tolvan")
    hanna, today = world.staff_id("Hanna"), clock.today()
    with app.app_context(), atomic() as current:
        for grant in current.scalars(select(RoleGrant).where(RoleGrant.staff_id == hanna)):
            grant.valid_to = date.max
        current.add(
            Absence(
                clinic_id=world.staff("Hanna").clinic_id, staff_id=hanna, first_day=today, last_day=date.max,
                made_by=hanna, made_at=clock.now(),
            )
        )  # fmt: skip
    for name, pages in {
        "Hanna": ("/my-cases", "/absences", "/personal-settings"),
        "Maja": ("/clinic-cases", "/absences"),
        "Adam": ("/", "/staff", "/groups", SETTINGS),
    }.items():
        browser = world.login(name)
        for page in pages:
            assert browser.get(page).status_code == 200, page


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-27", "x"])
def test_an_address_at_the_end_of_the_calendar_begins_from_the_start(world: World, at: str) -> None:
    world.send("Tolvan")
    maja, greta = world.login("Maja"), world.login("Greta")
    key = "00000000-0000-0000-0000-000000000001"
    assert maja.get("/clinic-cases", query_string={"after": f"{at}_{key}"}).status_code == 200
    asked = submit(greta, "/log-review", "/log-review", {"citizen": "19121212-1212", "reason": "sample"})
    after = urlencode({"after": f"{at}_1"})
    assert greta.get(f"{asked.location}&{after}").status_code == 200
