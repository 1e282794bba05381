"""Who does something too often is told when to try again, loses no text, and uses up nobody else's turn."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.auth.kinds import SessionKind
from app.auth.models import LoginSession
from app.cases.models import Message
from app.core import clock
from app.core.db import atomic, session
from app.jobs.worker import tick
from app.limits.counting import forget_old_counts
from app.limits.kinds import LIMITS_IN_USE, Limited
from app.limits.models import LimitCount
from app.notices.models import NoticeAddress
from settings.limits import USUAL
from tests.hooks import instead
from tests.http.test_case_operations import press
from tests.http.test_portal_new_case import TYPED, begin, case_type, cases, write
from tests.http.test_strangers_are_counted import tried
from tests.notice_pages import submit as submit_settings
from tests.pages import submit
from tests.providers import Product, events
from tests.shapes import PUBLIC
from tests.world import World

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
FEW = replace(USUAL, logins_network=3, logins_browser=2, searches=2, sends_citizen=2, sends_staff=1, codes=1, reads=2)
MAJA, HANNA = "SE0000000000-2001", "SE0000000000-2002"
SEARCH, LIST = "/clinic-cases/search", "/clinic-cases"


@pytest.fixture
def few(app: Flask) -> Iterator[None]:
    """An installation with very low limits, at a moment in the middle of nothing."""
    with instead(app, LIMITS_IN_USE, FEW), clock.at(NOON):
        yield


@pytest.fixture
def few_logins(product: Product) -> Iterator[None]:
    """The same as of now, since a provider tells the time as well."""
    with instead(product.app, LIMITS_IN_USE, FEW), clock.at(clock.now()):
        yield


def search(browser: FlaskClient, term: str = "Tolvan") -> int:
    return submit(browser, LIST, SEARCH, {"term": term}).status_code


def refusals(app: Flask) -> list[object]:
    return [event["details"] for event in events(app, "refused")]


def test_searches_are_counted_for_each_person_and_the_term_is_given_back(app: Flask, world: World, few: None) -> None:
    maja, adam = world.login("Maja"), world.login("Berit")
    assert [search(maja) for _ in range(2)] == [303, 303]
    answer = submit(maja, LIST, SEARCH, {"term": "Tolvan Tolvansson"})
    assert answer.status_code == 429
    assert "Försök igen klockan 14:00" in answer.text, "the hour is over then, in Stockholm"
    assert "Tolvan Tolvansson" in answer.text
    assert answer.headers["Retry-After"] == "3571"
    assert refusals(app) == [{"action": "search", "code": "too-many"}]
    assert len(events(app, "cases_searched")) == 2
    assert search(world.login("Alva")) == 303, "somebody else's turn is their own"
    assert adam.get("/staff").status_code == 200, "and other work goes on"


def test_the_next_hour_begins_anew_and_trying_made_the_wait_no_longer(app: Flask, world: World, few: None) -> None:
    maja = world.login("Maja")
    assert [search(maja) for _ in range(6)] == [303, 303, 429, 429, 429, 429]
    with app.app_context():
        assert session().scalar(select(LimitCount.number)) == 2
    with clock.at(NOON + timedelta(minutes=1)):
        assert search(maja) == 429
    with clock.at(NOON + timedelta(hours=1)):
        assert search(world.login("Maja")) == 303


def test_a_citizen_sends_so_many_cases_an_hour_and_the_draft_stays(app: Flask, world: World, few: None) -> None:
    for _ in range(2):
        world.send("Tolvan")
    tolvan, address = world.login_citizen("Tolvan"), f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)
    write(tolvan, address, **TYPED)
    answer = submit(tolvan, f"{address}/review", f"{address}/send", {})
    assert answer.status_code == 429
    assert "ring 112" in answer.text
    assert len(cases(app)) == 2
    assert "Tabletter" in tolvan.get(f"{address}/review").text
    assert refusals(app) == [{"action": "send_as_citizen", "code": "too-many"}]
    world.send("Tvåan")


def test_a_reply_that_is_one_too_many_stays_as_a_draft(app: Flask, world: World, few: None) -> None:
    case_ids = [world.send("Tolvan"), world.send("Tvåan")]
    hanna = world.login("Hanna")
    for case_id in case_ids:
        world.distribute(case_id, person="Hanna")
    pages = [f"/cases/{case_id}" for case_id in case_ids]
    answers = [press(hanna, one, "partial-reply", partial_reply="Vi ringer dig") for one in case_ids]
    assert [answer.status_code for answer in answers] == [303, 429]
    assert "Vi ringer dig" in answers[1].text
    assert "Vi ringer dig" in hanna.get(pages[1]).text
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Message)) == 1
    assert refusals(app) == [{"action": "send_as_staff", "code": "too-many"}]


def test_codes_are_sent_so_many_times_whatever_address_they_are_for(app: Flask, world: World, few: None) -> None:
    tolvan = world.login_citizen("Tolvan")
    assert submit_settings(tolvan, "/settings/address", address__email="one@example.se").status_code == 303
    with clock.at(NOON + timedelta(minutes=5)):
        answer = submit_settings(tolvan, "/settings/address", address__email="two@example.se")
    assert answer.status_code == 429
    assert "two@example.se" in answer.text
    with app.app_context():
        waiting = select(func.count()).where(NoticeAddress.verified_at.is_(None)).select_from(NoticeAddress)
        assert session().scalar(waiting) == 1


def login(browser: FlaskClient, address: str = "192.0.2.7", query: str = "") -> int:
    return browser.get(f"/login/staff{query}", base_url=PUBLIC, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_logins_are_counted_for_the_address_and_strangers_leave_one_summary(product: Product, few_logins: None) -> None:
    browsers = [product.browser() for _ in range(5)]
    assert [login(browser) for browser in browsers] == [302, 302, 302, 429, 429]
    assert login(product.browser(), "198.51.100.7") == 302, "another address is another count"
    assert tried(product.app)["login_too_often"] == 2
    assert not events(product.app, "refused")
    with product.app.app_context():
        rows = select(func.count()).where(LoginSession.kind == SessionKind.VISITOR).select_from(LoginSession)
        assert session().scalar(rows) == 4, "what is refused leaves no session"


@pytest.fixture
def usual_logins(product: Product) -> Iterator[None]:
    """An installation that has changed no limit."""
    with instead(product.app, LIMITS_IN_USE, USUAL), clock.at(clock.now()):
        yield


def test_a_hospital_behind_one_address_logs_in_at_seven_beside_one_who_floods(
    product: Product, usual_logins: None
) -> None:
    one_who_floods = product.browser()
    floods = [login(one_who_floods) for _ in range(40)]
    through = 1 + USUAL.logins_browser  # the first gives it the session by which it is counted
    assert floods == [302] * through + [429] * (40 - through)
    assert {login(product.browser()) for _ in range(300)} == {302}


@pytest.mark.parametrize(
    ("strangers", "neighbours"),
    [
        ("192.0.2.7", "192.0.2.8"),
        ("2001:db8:1912:1::7", "2001:db8:1912:2::7"),
        ("::ffff:192.0.2.7", "192.0.2.8"),
        ("192.0.2.7:50123", "192.0.2.8:50123"),
    ],
)
def test_a_stranger_closes_the_door_for_no_neighbour(
    product: Product, few_logins: None, strangers: str, neighbours: str
) -> None:
    for _ in range(4):
        login(product.browser(), strangers)
    assert login(product.browser(), strangers) == 429
    assert login(product.browser(), neighbours) == 302


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("2001:db8:1912:1::7", "2001:db8:1912:1:ffff::8"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:50123", "192.0.2.7:50124"),
    ],
)
def test_who_takes_a_new_address_of_the_same_line_is_counted_on(
    product: Product, few_logins: None, one: str, same: str
) -> None:
    for _ in range(3):
        login(product.browser(), one)
    assert login(product.browser(), same) == 429


def test_no_address_is_kept_where_logins_are_counted(product: Product, few_logins: None) -> None:
    assert login(product.browser(), "192.0.2.7") == 302
    with product.app.app_context():
        kept = [row.whose for row in session().scalars(select(LimitCount)) if row.what == Limited.LOGIN_FROM_NETWORK]
    assert len(kept) == 1
    assert re.fullmatch("[0-9a-f]{32}", kept[0])


def test_a_browser_that_begins_again_and_again_is_stopped_before_its_address(
    product: Product, few_logins: None
) -> None:
    browser = product.browser()
    assert [login(browser) for _ in range(5)] == [302, 302, 302, 429, 429]
    assert login(product.browser(), "198.51.100.7") == 302


def test_a_stranger_at_the_same_address_keeps_nobody_from_logging_in_who_was_here(
    product: Product, world: World, few_logins: None
) -> None:
    maja, hanna = product.login(MAJA), product.login(HANNA)
    with product.app.app_context(), atomic() as current:
        row = current.scalars(select(LoginSession).where(LoginSession.staff_id == world.staff_id("Hanna"))).one()
        row.last_seen_at = clock.now() - timedelta(hours=2)
    for _ in range(4):
        login(product.browser())
    assert login(product.browser()) == 429
    assert login(maja, query="?fresh=1") == 302
    assert login(hanna) == 200, "her page says first why the session ended"
    assert login(hanna) == 302


def test_what_comes_back_from_the_provider_is_never_refused_for_its_address(product: Product, few_logins: None) -> None:
    browser = product.browser()
    login(browser)
    for _ in range(4):
        login(product.browser())
    assert login(product.browser()) == 429
    answer = browser.get("/login/staff/callback?error=access_denied&state=x", base_url=PUBLIC)
    assert answer.status_code == 403


def test_many_opened_cases_are_told_of_once_an_hour_and_stop_nobody(app: Flask, world: World, few: None) -> None:
    case_id = world.send("Tolvan")
    maja, berit = world.login("Maja"), world.login_citizen("Tolvan")
    for _ in range(3):
        assert maja.get(f"/cases/{case_id}").status_code == 200
        assert berit.get(f"/citizen/cases/{case_id}").status_code == 200
    for _ in range(2):
        with app.app_context():
            tick({})
    (event,) = events(app, "read_volume_high")
    assert event["details"] == {"number": 3, "since": "2026-11-23T12:00Z"}
    assert event["actor"]["id"] == str(world.staff_id("Maja"))  # type: ignore[index]
    assert event["clinic_id"] == str(world.clinic_id())
    with clock.at(NOON + timedelta(minutes=61)), app.app_context():
        tick({})
    assert len(events(app, "read_volume_high")) == 1


def test_the_last_minutes_of_an_hour_are_looked_at_in_the_next(app: Flask, world: World, few: None) -> None:
    case_id = world.send("Tolvan")
    with clock.at(NOON + timedelta(minutes=59)):
        maja = world.login("Maja")
        for _ in range(3):
            maja.get(f"/cases/{case_id}")
    with clock.at(NOON + timedelta(minutes=60)), app.app_context():
        tick({})
    assert len(events(app, "read_volume_high")) == 1


def test_greta_finds_it_in_her_report_on_the_person(app: Flask, world: World, few: None) -> None:
    case_id, maja = world.send("Tolvan"), world.login("Maja")
    for _ in range(3):
        maja.get(f"/cases/{case_id}")
    with app.app_context():
        tick({})
    asked = {"staff": "SE0000000000-2001", "reason": "sample"}
    greta = world.login("Greta")
    page = submit(greta, "/log-review", "/log-review", asked)
    assert "Öppnade ovanligt många ärenden på en timme" in greta.get(page.location).text


def test_the_counts_of_hours_that_are_over_are_forgotten(app: Flask, world: World, few: None) -> None:
    search(world.login("Maja"))
    with app.app_context():
        forget_old_counts(NOON - timedelta(minutes=70))
        assert session().scalar(select(func.count()).select_from(LimitCount)) == 1
        forget_old_counts(NOON + timedelta(minutes=70))
        assert session().scalar(select(func.count()).select_from(LimitCount)) == 0
