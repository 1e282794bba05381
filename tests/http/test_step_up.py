"""Giving and ending roles and taking the log home want a login of the last five minutes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.auth.models import LoginSession
from app.auth.services.sessions import Proof
from app.authz.actors import Role
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import RoleGrant
from app.web.guard import wants_fresh_login
from tests.http.pages import send, token_of
from tests.identity import EvilProvider, come_back, start_login
from tests.logins import open_login
from tests.pages import filled_fields, form_of, links
from tests.providers import Product, events
from tests.shapes import COOKIE, PUBLIC
from tests.world import World

ADAM, BERIT, GRETA, HENRIK = (f"SE0000000000-{number}" for number in ("2005", "2006", "2007", "2003"))
GRANT, CSV = "/staff/grant", "/log-review/report.csv"
MARKED = {
    "groups.add", "admin.grant", "admin.give", "admin.end", "admin.end_now", "review.download",
    "notices.address", "notices.verify_address", "notices.forget_address",
}  # fmt: skip
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def aged(app: Flask) -> None:
    """Everybody who is logged in proved it five minutes and a second ago."""
    with app.app_context(), atomic() as current:
        for row in current.scalars(select(LoginSession)):
            row.auth_time = clock.now() - timedelta(seconds=301)


def cookie_of(browser: FlaskClient) -> str:
    found = browser.get_cookie(COOKIE, domain="127.0.0.1")
    assert found is not None
    return found.value


def get(browser: FlaskClient, address: str) -> TestResponse:
    return browser.get(address, base_url=PUBLIC)


def prove(product: Product, browser: FlaskClient, address: str, key: str) -> TestResponse:
    """Follow the way to log in again and press a persona's button there; answers with where it leads."""
    away = get(browser, address)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.location).query).items()}
    assert (asked["prompt"], asked["max_age"]) == ("login", "300")
    idp = product.idp.test_client()
    assert "persona" in idp.get("/staff/authorize", query_string=asked).text
    back = urlsplit(idp.post("/staff/authorize", data={**asked, "persona": key}).location)
    return get(browser, f"{back.path}?{back.query}")


def logged_in_at(app: Flask, world: World, name: str, auth_time: datetime | None) -> FlaskClient:
    """A browser whose login is of that moment, as the provider said, or silent."""
    client = app.test_client()
    proof = Proof(auth_time=auth_time) if auth_time else None
    client.set_cookie(COOKIE, open_login(app, world.staff(name), proof))
    return client


def test_the_mark_is_on_these_views_and_no_others(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if wants_fresh_login(view)} == MARKED


@pytest.mark.parametrize("said", [True, False], ids=["the provider said when", "the provider was silent"])
@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 200), (301, 303)])
def test_a_login_is_fresh_for_three_hundred_seconds(
    app: Flask, world: World, seconds: int, status: int, *, said: bool
) -> None:
    with clock.at(AT):
        browser = logged_in_at(app, world, "Berit", AT if said else None)
    with clock.at(AT + timedelta(seconds=seconds)):
        answer = browser.get(GRANT)
    assert answer.status_code == status
    if status == 303:
        assert answer.location == "/login/staff?fresh=1&next=/staff/grant"


def test_what_the_provider_said_counts_even_when_the_session_is_new(app: Flask, world: World) -> None:
    with clock.at(AT):
        browser = logged_in_at(app, world, "Berit", AT - timedelta(seconds=301))
        assert browser.get(GRANT).status_code == 303
        assert browser.get("/staff").status_code == 200


def test_the_end_of_a_role_and_the_file_want_it_too(app: Flask, world: World) -> None:
    with app.app_context():
        grant = session().scalars(select(RoleGrant).where(RoleGrant.staff_id == world.staff_id("Maja"))).first()
        assert grant is not None
        address = f"/staff/grants/{grant.id}/end"
    answer = logged_in_at(app, world, "Berit", clock.now() - timedelta(seconds=301)).get(address)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).query) == {"fresh": ["1"], "next": [address]}
    for path in (CSV, f"{CSV}?lists=1"):
        told = logged_in_at(app, world, "Greta", clock.now() - timedelta(seconds=301)).get(path)
        assert told.status_code == 401
        page = parse_qs(urlsplit(links(told.text, 'a[href^="/login/staff"]')[0]).query)["next"]
        assert page == [path.replace("report.csv", "report")], "the page that the file is fetched from"


def test_who_may_not_is_told_so_and_not_asked_to_log_in_again(app: Flask, world: World) -> None:
    assert logged_in_at(app, world, "Maja", clock.now() - timedelta(seconds=301)).get(GRANT).status_code == 403


def test_berit_logs_in_again_and_goes_on_under_a_new_id(product: Product) -> None:
    browser = product.login(BERIT)
    aged(product.app)
    old = cookie_of(browser)
    answer = prove(product, browser, get(browser, GRANT).location, BERIT)
    assert answer.location == GRANT
    assert get(browser, GRANT).status_code == 200
    assert cookie_of(browser) != old
    thief = product.browser()
    thief.set_cookie(COOKIE, old, domain="127.0.0.1")
    assert get(thief, "/staff").status_code == 303
    first, second = events(product.app, "login_ok")
    assert "step_up" not in first["details"]  # type: ignore[operator]
    assert second["details"]["step_up"] is True  # type: ignore[index]


def test_henrik_stays_at_the_clinic_he_had_chosen(product: Product) -> None:
    browser = product.browser()
    prove_first = start_login(browser)
    back = urlsplit(
        product.idp.test_client().post("/staff/authorize", data={**prove_first, "persona": HENRIK}).location
    )
    get(browser, f"{back.path}?{back.query}")
    chosen = str(World(product.app).clinic_id("Hamnens hudmottagning"))
    send(browser, "/choose-clinic", "/choose-clinic", clinic_id=chosen)
    answer = prove(product, browser, "/login/staff?fresh=1&next=/personal-settings", HENRIK)
    assert answer.location == "/personal-settings"
    assert "Hamnens hudmottagning" in get(browser, "/personal-settings").text


def test_the_file_comes_with_the_question_that_was_asked(product: Product) -> None:
    browser = product.login(GRETA)
    fields = filled_fields(form_of(get(browser, "/log-review").text, "/log-review"))
    asked = browser.post(
        "/log-review", data={**fields, "reason": "sample", "citizen": "19121212-1212"}, base_url=PUBLIC
    )
    assert asked.location.startswith("/log-review/report?q="), asked.text
    file = asked.location.replace("/report?", "/report.csv?")
    aged(product.app)
    refused = get(browser, file)
    assert (refused.status_code, refused.mimetype) == (401, "text/html")
    assert "Logga in igen och hämta filen efter det." in refused.text
    again = links(refused.text, 'a[href^="/login/staff"]')[0]
    assert prove(product, browser, again, GRETA).location == asked.location, "the page, where the browser can be"
    assert get(browser, file).mimetype == "text/csv"


def test_a_form_that_comes_too_late_gives_nothing_and_loses_nothing(product: Product) -> None:
    browser = product.login(BERIT)
    page, before = get(browser, GRANT), len(events(product.app, "role_granted"))
    typed = {"hsa_id": ADAM, "roles": ["receiver", "handler"], "first": "2027-01-04", "reason": "Vikariat"}
    aged(product.app)
    fields = {**filled_fields(form_of(page.text, GRANT)), **typed}
    answer = browser.post(GRANT, data=fields, base_url=PUBLIC)
    assert answer.status_code == 401
    assert "Bekräfta att det är du" in answer.text
    assert len(events(product.app, "role_granted")) == before
    assert prove(product, browser, "/login/staff?fresh=1&next=/staff/grant", BERIT).location == GRANT
    again = get(browser, GRANT)
    form = form_of(again.text, GRANT)
    shown = filled_fields(form)
    assert (shown["hsa_id"], shown["first"], shown["reason"]) == (ADAM, "2027-01-04", "Vikariat")
    assert len(form.select("[checked]")) == 2
    assert shown["csrf_token"] != fields["csrf_token"]
    sent = browser.post(GRANT, data={**shown, "roles": typed["roles"]}, base_url=PUBLIC)
    assert sent.location == "/staff"
    assert len(events(product.app, "role_granted")) == before + 2
    assert 'value="Vikariat"' not in get(browser, GRANT).text


def test_why_a_role_ends_is_kept_too(product: Product) -> None:
    browser = product.login(BERIT)
    with product.app.app_context():
        maja = World(product.app).staff_id("Maja")
        wanted = (RoleGrant.staff_id == maja, RoleGrant.role == Role.RECEIVER)
        address = f"/staff/grants/{session().scalars(select(RoleGrant).where(*wanted)).one().id}/end"
    token = token_of(get(browser, address))
    aged(product.app)
    answer = browser.post(address, data={"csrf_token": token, "reason": "Slutar"}, base_url=PUBLIC)
    assert answer.status_code == 401
    assert not events(product.app, "role_ended")
    assert prove(product, browser, f"/login/staff?fresh=1&next={address}", BERIT).location == address
    assert "Slutar" in get(browser, address).text


def test_a_forged_form_is_refused_and_not_kept(product: Product) -> None:
    browser = product.login(BERIT)
    aged(product.app)
    assert browser.post(GRANT, data={"reason": "Falsk"}, base_url=PUBLIC).status_code == 400
    prove(product, browser, get(browser, GRANT).location, BERIT)
    assert "Falsk" not in get(browser, GRANT).text


def test_somebody_else_who_logs_in_there_begins_as_anybody_does(product: Product) -> None:
    browser = product.login(BERIT)
    page = get(browser, GRANT)
    aged(product.app)
    fields = {**filled_fields(form_of(page.text, GRANT)), "reason": "Berits skäl"}
    assert browser.post(GRANT, data=fields, base_url=PUBLIC).status_code == 401
    answer = prove(product, browser, "/login/staff?fresh=1&next=/staff/grant", ADAM)
    assert answer.location == "/"
    assert "Adam Administratör" in get(browser, "/").text
    assert "Berits skäl" not in get(browser, GRANT).text
    assert "step_up" not in events(product.app, "login_ok")[-1]["details"]  # type: ignore[operator]


def stepped_up(app: Flask, evil: EvilProvider) -> tuple[FlaskClient, TestResponse]:
    """Maja logs in with an honest provider and then again with what it says now."""
    browser, change, drop = app.test_client(), evil.change, evil.drop
    evil.change, evil.drop = {}, ()
    asked = start_login(browser)
    evil.nonce = asked["nonce"]
    assert come_back(browser, code="any", state=asked["state"]).status_code == 303
    evil.change, evil.drop = change, drop
    asked = start_login(browser, fresh="1", next="/personal-settings")
    evil.nonce = asked["nonce"]
    return browser, come_back(browser, code="any", state=asked["state"])


def failed(app: Flask, browser: FlaskClient, answer: TestResponse, detail: str) -> None:
    """Refused and told to the log; the login that was there goes on, and can try again."""
    assert answer.status_code == 403
    assert "nyss har loggat in" in answer.text
    assert "fresh=1&amp;next=/personal-settings" in answer.text
    (event,) = events(app, "login_failed")
    assert event["details"] == {"side": "staff", "code": "not-fresh", "detail": detail}
    assert get(browser, "/personal-settings").status_code == 200


def test_a_provider_that_does_not_say_when_is_not_believed(victim: Flask, evil: EvilProvider) -> None:
    evil.drop = ("auth_time",)
    failed(victim, *stepped_up(victim, evil), "missing")


@pytest.mark.parametrize(("seconds", "believed"), [(299, True), (300, True), (301, False)])
def test_a_provider_that_remembers_an_old_login_is_not_believed(
    victim: Flask, evil: EvilProvider, seconds: int, *, believed: bool
) -> None:
    now = clock.now().replace(microsecond=0)
    evil.change = {"auth_time": int(now.timestamp()) - seconds}
    with clock.at(now):
        browser, answer = stepped_up(victim, evil)
        if believed:
            assert answer.location == "/personal-settings"
        else:
            failed(victim, browser, answer, "old")


def test_an_ordinary_login_needs_no_word_of_when(victim: Flask, evil: EvilProvider) -> None:
    evil.drop = ("auth_time",)
    browser = victim.test_client()
    asked = start_login(browser)
    assert "prompt" not in asked
    assert "max_age" not in asked
    evil.nonce = asked["nonce"]
    assert come_back(browser, code="any", state=asked["state"]).status_code == 303


def test_a_visitor_cannot_ask_for_a_step_up(product: Product) -> None:
    assert "prompt" not in start_login(product.browser(), fresh="1")
