"""Visitors leave nothing in the database until a form needs it, and their forms are guarded all the same."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select

from app.auth.kinds import SessionKind
from app.auth.models import LoginSession
from app.auth.services.housekeeping import forget_visitors
from app.core import clock
from app.core.db import session
from app.web.entry import EntryKind, entry_of
from tests.http.pages import send, token_of
from tests.http.test_every_route import addresses, routes
from tests.identity import start_login
from tests.logins import open_login
from tests.providers import Product
from tests.shapes import COOKIE, IS_HTTPS, PUBLIC
from tests.statements import sent_to_database
from tests.world import World

VISITOR = "__Host-vardinkorg-visitor" if IS_HTTPS else "vardinkorg-visitor"


def visitors(app: Flask) -> int:
    with app.app_context():
        wanted = select(func.count()).where(LoginSession.kind == SessionKind.VISITOR)
        return session().scalar(wanted) or 0


def test_no_public_page_writes_a_row_for_a_visitor(app: Flask, world: World) -> None:
    for rule in routes(app, "GET"):
        entry = entry_of(app.view_functions[rule.endpoint])
        if entry is None or entry.kind is not EntryKind.PUBLIC or rule.endpoint == "health.readyz":
            continue
        for address in addresses(world, rule):
            with sent_to_database(app) as statements:
                assert app.test_client().get(address, base_url=PUBLIC).status_code < 500
            changed = [one for one in statements if one.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
            assert changed == [], address


@pytest.mark.parametrize("address", ["/", "/terms", "/no-such-page", "/clinic-cases", "/citizen"])
def test_a_hit_without_a_cookie_writes_nothing(app: Flask, address: str) -> None:
    with sent_to_database(app) as statements:
        app.test_client().get(address, base_url=PUBLIC)
    assert [one for one in statements if one.split()[0] in {"INSERT", "UPDATE", "DELETE"}] == []
    assert visitors(app) == 0


@pytest.mark.parametrize("cookie", [None, "made up", "maja"])
def test_a_probe_of_life_asks_the_database_nothing(app: Flask, world: World, cookie: str | None) -> None:
    browser = world.login("Maja") if cookie == "maja" else app.test_client()
    if cookie == "made up":
        browser.set_cookie(COOKIE, cookie)
    with sent_to_database(app) as statements:
        assert browser.get("/livez").status_code == 200
        assert browser.post("/csp-reports", data="{}").status_code == 204
    assert statements == []


def test_a_visitors_form_is_taken_with_its_token_and_no_row_is_made(app: Flask, client: FlaskClient) -> None:
    answer = send(client, "/", "/language", language="en", next="/")
    assert (answer.status_code, answer.location) == (303, "/")
    assert '<html lang="en"' in client.get("/", base_url=PUBLIC).text
    assert visitors(app) == 0


def test_the_cookie_is_for_this_server_and_no_script(client: FlaskClient) -> None:
    said = client.get("/", base_url=PUBLIC).headers["Set-Cookie"]
    assert said.startswith(f"{VISITOR}=")
    for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in said
    assert ("Secure" in said) is IS_HTTPS
    assert "Domain" not in said


@pytest.mark.parametrize(
    "which", ["none", "another's", "its cookie gone", "a changed cookie", "a cookie signed elsewhere"]
)
def test_a_visitors_form_without_its_own_token_is_refused(app: Flask, client: FlaskClient, which: str) -> None:
    token = token_of(client.get("/", base_url=PUBLIC))
    if which == "none":
        token = ""
    if which == "another's":
        token = token_of(app.test_client().get("/", base_url=PUBLIC))
    if which == "its cookie gone":
        client.delete_cookie(VISITOR, domain="127.0.0.1")
    if which == "a changed cookie":
        client.set_cookie(VISITOR, "eyJjc3JmX3Rva2VuIjoieCJ9.abc", domain="127.0.0.1")
    if which == "a cookie signed elsewhere":
        forged = URLSafeSerializer("another secret that is long enough", salt="visitor").dumps({"csrf_token": "x"})
        client.set_cookie(VISITOR, str(forged), domain="127.0.0.1")
    sent = {"csrf_token": token, "language": "en", "next": "/"}
    assert client.post("/language", data=sent, base_url=PUBLIC).status_code == 400
    assert '<html lang="sv"' in client.get("/", base_url=PUBLIC).text


def test_a_visitors_token_is_worth_nothing_in_a_login(app: Flask, world: World) -> None:
    browser = app.test_client()
    token = token_of(browser.get("/", base_url=PUBLIC))
    browser.set_cookie(COOKIE, open_login(app, world.staff("Maja")), domain="127.0.0.1")
    browser.get("/", base_url=PUBLIC)
    sent = {"csrf_token": token, "language": "en", "next": "/"}
    assert browser.post("/language", data=sent, base_url=PUBLIC).status_code == 400


def test_a_login_that_begins_makes_the_row_and_an_hour_after_its_end_it_is_gone(product: Product) -> None:
    browser = product.browser()
    send(browser, "/", "/language", language="en", next="/")
    start_login(browser)
    assert visitors(product.app) == 1
    assert '<html lang="en"' in browser.get("/", base_url=PUBLIC).text
    with clock.at(clock.now() + timedelta(hours=3)), product.app.app_context():
        forget_visitors()
    assert visitors(product.app) == 0


def test_the_language_outlives_the_login(product: Product) -> None:
    browser = product.login("SE0000000000-2001")
    send(browser, "/", "/language", language="en", next="/")
    send(browser, "/", "/logout")
    assert '<html lang="en"' in browser.get("/terms", base_url=PUBLIC).text
