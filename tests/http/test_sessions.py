"""Login sessions: their cookie, their limits to the second, and their end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app import create_app
from app.auth.kinds import EndReason, SessionKind
from app.auth.models import LoginSession
from app.auth.services.housekeeping import forget_old_sessions
from app.auth.services.sessions import hash_of
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import RoleGrant
from config import Config
from tests.http.pages import send
from tests.identity import start_login, walk
from tests.logins import open_login, token_of
from tests.programs import close
from tests.providers import Product, events
from tests.shapes import COOKIE, IS_HTTPS, PUBLIC
from tests.world import World

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PAGE = "/personal-settings"


def browser_with(app: Flask, token: str) -> FlaskClient:
    browser = app.test_client()
    browser.set_cookie(COOKIE, token)
    return browser


def is_inside(browser: FlaskClient, page: str = PAGE) -> bool:
    return browser.get(page).status_code == 200


def rows(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(LoginSession)) or 0


@pytest.mark.parametrize(
    ("person", "idle"), [("Maja", 30), ("Hanna", 30), ("Adam", 15), ("Berit", 15), ("Greta", 15), ("Hugo", 15)]
)
def test_staff_are_logged_out_when_they_have_been_away(app: Flask, world: World, person: str, idle: int) -> None:
    for seconds, inside in ((idle * 60 - 1, True), (idle * 60, False)):
        with clock.at(NOON):
            browser = world.login(person)
        with clock.at(NOON + timedelta(seconds=seconds)):
            assert is_inside(browser) is inside


def test_a_citizen_is_logged_out_after_a_quarter_of_an_hour(app: Flask, world: World) -> None:
    for seconds, inside in ((15 * 60 - 1, True), (15 * 60, False)):
        with clock.at(NOON):
            browser = world.login_citizen("Tolvan")
        with clock.at(NOON + timedelta(seconds=seconds)):
            assert is_inside(browser, "/settings/notices") is inside


@pytest.mark.parametrize(("person", "hours"), [("Maja", 10), ("Greta", 8)])
def test_however_busy_a_session_has_an_end(app: Flask, world: World, person: str, hours: int) -> None:
    with clock.at(NOON):
        browser = world.login(person)
    at = NOON
    while at < NOON + hours * HOUR - 10 * MINUTE:
        at += 10 * MINUTE
        with clock.at(at):
            assert is_inside(browser)
    with clock.at(NOON + hours * HOUR - timedelta(seconds=1)):
        assert is_inside(browser)
    with clock.at(NOON + hours * HOUR):
        assert not is_inside(browser)


def test_working_extends_the_session_and_is_written_once_a_minute(app: Flask, world: World) -> None:
    def seen() -> datetime:
        with app.app_context():
            moment: datetime = session().scalars(select(LoginSession.last_seen_at)).one()
            return moment

    with clock.at(NOON):
        browser = world.login("Maja")
    with clock.at(NOON + timedelta(seconds=59)):
        is_inside(browser)
    assert seen() == NOON
    with clock.at(NOON + MINUTE):
        is_inside(browser)
    assert seen() == NOON + MINUTE


def test_a_page_that_asks_by_the_clock_does_not_extend_the_session(app: Flask, world: World) -> None:
    app.view_functions["auth.personal_settings"].polls = True  # type: ignore[union-attr]
    try:
        with clock.at(NOON):
            browser = world.login("Maja")
        with clock.at(NOON + 29 * MINUTE):
            assert is_inside(browser)
        with clock.at(NOON + 30 * MINUTE):
            assert not is_inside(browser)
    finally:
        del app.view_functions["auth.personal_settings"].polls  # type: ignore[union-attr]


def test_the_person_is_told_why_and_comes_back_to_the_page(product: Product) -> None:
    with clock.at(clock.now() - HOUR):
        token = open_login(product.app, World(product.app).staff("Maja"))
    browser = product.browser()
    browser.set_cookie(COOKIE, token, domain="127.0.0.1")
    away = browser.get(PAGE, base_url=PUBLIC)
    assert away.location == f"/login/staff?next={PAGE}"
    told = browser.get(away.location, base_url=PUBLIC)
    assert "Du har varit borta en stund" in told.text
    assert f'href="/login/staff?next={PAGE}"' in told.text
    assert walk(browser, product.idp.test_client(), "SE0000000000-2001", next=PAGE).location == PAGE
    (event,) = events(product.app, "session_ended")
    assert event["details"]["reason"] == "idle"  # type: ignore[index]


def test_a_visitor_who_keeps_nothing_gets_no_row_and_no_cookie(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/livez")
    assert "Set-Cookie" not in answer.headers
    assert rows(app) == 0


def test_a_made_up_cookie_is_taken_away(app: Flask, client: FlaskClient) -> None:
    client.set_cookie(COOKIE, "made-up")
    answer = client.get("/")
    assert any("Max-Age=0" in said for said in answer.headers.getlist("Set-Cookie") if said.startswith(f"{COOKIE}="))
    assert rows(app) == 0


def test_a_cookie_that_somebody_planted_does_not_become_a_login(product: Product) -> None:
    attacker = product.browser()
    start_login(attacker)
    planted = attacker.get_cookie(COOKIE, domain="127.0.0.1")
    assert planted is not None
    victim = product.browser()
    victim.set_cookie(COOKIE, planted.value, domain="127.0.0.1")
    walk(victim, product.idp.test_client(), "SE0000000000-2001")
    fresh = victim.get_cookie(COOKIE, domain="127.0.0.1")
    assert fresh is not None
    assert fresh.value != planted.value
    assert attacker.get(PAGE, base_url=PUBLIC).status_code == 303
    assert victim.get(PAGE, base_url=PUBLIC).status_code == 200


def test_the_cookie_is_for_this_server_and_no_script(product: Product) -> None:
    header = product.browser().get("/login/staff", base_url=PUBLIC).headers["Set-Cookie"]
    assert header.startswith(f"{COOKIE}=")
    parts = {part.strip() for part in header.split(";")[1:]}
    assert parts == {"HttpOnly", "Path=/", "SameSite=Lax"} | ({"Secure"} if IS_HTTPS else set())


def test_on_https_the_cookie_is_bound_to_the_host(config: Config) -> None:
    app = create_app(replace(config, public_url="https://vard.example"))
    header = app.test_client().get("/", base_url="https://vard.example").headers["Set-Cookie"]
    assert header.startswith("__Host-vardinkorg-visitor=")
    parts = {part.strip() for part in header.split(";")[1:]}
    assert parts == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    close(app)


def test_the_database_knows_only_the_hash_of_the_cookie(app: Flask, world: World) -> None:
    token = open_login(app, world.staff("Maja"))
    assert len(token) >= 43
    with app.app_context():
        row = session().scalars(select(LoginSession)).one()
        assert row.id_hash == hash_of(token)
        assert token.encode() not in row.data


def test_data_that_was_changed_or_moved_is_not_believed(app: Flask, world: World) -> None:
    tokens = [open_login(app, world.staff(name)) for name in ("Maja", "Adam")]
    with app.app_context(), atomic() as current:
        first, second = (current.get_one(LoginSession, hash_of(token)) for token in tokens)
        first.data = second.data
    assert not is_inside(browser_with(app, tokens[0]))


def test_a_role_that_has_ended_ends_the_session_at_the_next_request(app: Flask, world: World) -> None:
    token = open_login(app, world.staff("Maja"))
    browser = browser_with(app, token)
    assert is_inside(browser)
    with app.app_context(), atomic() as current:
        for grant in current.scalars(select(RoleGrant).where(RoleGrant.staff_id == world.staff_id("Maja"))):
            grant.ended_at = clock.now()
    assert not is_inside(browser)
    assert reason_of(app, token) is EndReason.NO_GRANT


def test_who_loses_one_clinic_of_two_is_asked_to_choose(app: Flask, world: World) -> None:
    token = open_login(app, world.staff("Henrik", "Storgatans vårdcentral"))
    browser = browser_with(app, token)
    with app.app_context(), atomic() as current:
        clinic, staff = world.clinic_id(), world.staff_id("Henrik")
        for grant in current.scalars(
            select(RoleGrant).where(RoleGrant.staff_id == staff, RoleGrant.clinic_id == clinic)
        ):
            grant.ended_at = clock.now()
    assert not is_inside(browser)
    page = browser.get("/choose-clinic")
    assert "Hamnens hudmottagning" in page.text
    assert "Storgatans vårdcentral" not in page.text


def reason_of(app: Flask, token: str) -> EndReason | None:
    with app.app_context():
        return session().get_one(LoginSession, hash_of(token)).reason


def public_ids(app: Flask) -> list[UUID]:
    with app.app_context():
        return list(session().scalars(select(LoginSession.public_id).where(LoginSession.kind == SessionKind.STAFF)))


def test_maja_logs_herself_out_in_another_browser(app: Flask, world: World) -> None:
    elsewhere = browser_with(app, open_login(app, world.staff("Maja")))
    (other,) = public_ids(app)
    here = app.test_client()
    here.set_cookie(COOKIE, open_login(app, world.staff("Maja")), domain="127.0.0.1")
    answer = send(here, PAGE, f"/login-sessions/{other}/end")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert not is_inside(elsewhere)
    assert here.get(PAGE, base_url=PUBLIC).status_code == 200


def test_a_session_that_has_come_to_its_end_is_shown_no_more_and_is_not_ended_again(app: Flask, world: World) -> None:
    with clock.at(NOON):
        open_login(app, world.staff("Maja"))
    (other,) = public_ids(app)
    with app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(absolute_end=NOON + 2 * MINUTE))
    with clock.at(NOON + MINUTE):
        here = browser_with(app, open_login(app, world.staff("Maja")))
    address = f"/login-sessions/{other}/end"
    with clock.at(NOON + 2 * MINUTE - timedelta(microseconds=1)):
        assert address in here.get(PAGE).text
    with clock.at(NOON + 2 * MINUTE):
        assert address not in here.get(PAGE).text
        assert here.post(address, data={"csrf_token": token_of(here, PAGE)}).status_code == 404
    assert events(app, "session_ended") == []


def test_nobody_ends_somebody_elses_session(app: Flask, world: World) -> None:
    adams = browser_with(app, open_login(app, world.staff("Adam")))
    (other,) = public_ids(app)
    maja = app.test_client()
    maja.set_cookie(COOKIE, open_login(app, world.staff("Maja")), domain="127.0.0.1")
    assert send(maja, PAGE, f"/login-sessions/{other}/end").status_code == 404
    assert [event["resource"] for event in events(app, "refused")] == [{"type": "login_session", "id": str(other)}]
    assert is_inside(adams)


def test_settings_work_at_once(app: Flask, world: World) -> None:
    maja = app.test_client()
    maja.set_cookie(COOKIE, open_login(app, world.staff("Maja")), domain="127.0.0.1")
    answer = send(maja, PAGE, PAGE, signature="Vänligen,\nMaja", language="en", scheme="dark", operation_id="x" * 20)
    assert answer.status_code == 303
    page = maja.get(PAGE, base_url=PUBLIC)
    assert "Vänligen,\nMaja" in page.text
    assert '<html lang="en" data-color-scheme="dark">' in page.text
    (event,) = events(app, "personal_settings_changed")
    assert event["details"] == {"fields": ["signature", "language", "scheme"]}


def test_old_sessions_are_forgotten(app: Flask, world: World) -> None:
    with clock.at(NOON - timedelta(days=40)):
        open_login(app, world.staff("Maja"))
        app.test_client().get("/")
    with clock.at(NOON):
        open_login(app, world.staff("Adam"))
        with app.app_context():
            forget_old_sessions()
    assert rows(app) == 1
