"""Logging out: by the person, and by the identity provider behind the browser's back."""

import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.auth.oidc_client import provider
from app.auth.services.sessions import Proof
from tests.http.pages import send
from tests.http.test_hostile_tokens import SIGNATURES
from tests.identity import LOGOUT_EVENT, EvilProvider, signed, walk
from tests.logins import open_login
from tests.providers import Product, events
from tests.shapes import COOKIE, PUBLIC
from tests.world import World

PAGE = "/personal-settings"
NOW = int(time.time())
MAJA = "SE0000000000-2001"


def test_logging_out_ends_the_session_here_first(product: Product) -> None:
    browser = product.login(MAJA)
    cookie = browser.get_cookie(COOKIE, domain="127.0.0.1")
    assert cookie is not None
    answer = send(browser, PAGE, "/logout")
    assert answer.status_code == 303
    assert answer.location.startswith(f"{product.config.staff_oidc.issuer}/end-session?")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = product.browser()
    thief.set_cookie(COOKIE, cookie.value, domain="127.0.0.1")
    assert thief.get(PAGE, base_url=PUBLIC).status_code == 303
    assert browser.get(PAGE, base_url=PUBLIC).status_code == 303
    (event,) = events(product.app, "logged_out")
    assert event["actor"]["hsa_id"] == MAJA  # type: ignore[index]


def test_no_personal_data_is_in_the_address_of_the_logout(product: Product) -> None:
    browser = product.login("191212121212", "citizen")
    answer = send(browser, "/settings/notices", "/logout")
    assert "id_token_hint" not in answer.location
    assert "1912" not in answer.location


def test_the_provider_sends_the_browser_back_and_both_are_told_apart(product: Product) -> None:
    idp, browser = product.idp.test_client(), product.browser()
    walk(browser, idp, MAJA)
    away = send(browser, PAGE, "/logout").location
    back = idp.get(away.removeprefix(product.config.staff_oidc.issuer.removesuffix("/staff")))
    assert back.status_code == 303
    assert back.location.startswith(f"{PUBLIC}/logged-out?state=")
    assert "här och hos legitimeringen" in browser.get(back.location.removeprefix(PUBLIC), base_url=PUBLIC).text
    assert "Du är utloggad här." in product.browser().get("/logged-out?state=made-up", base_url=PUBLIC).text


def test_logging_out_twice_is_no_error(product: Product) -> None:
    browser = product.login(MAJA)
    send(browser, PAGE, "/logout")
    assert send(browser, "/", "/logout").location == "/logged-out"


def test_a_logout_that_another_site_asks_for_is_refused(product: Product) -> None:
    browser = product.login(MAJA)
    browser.get(PAGE, base_url=PUBLIC)
    assert browser.post("/logout", base_url=PUBLIC).status_code == 400
    forged = browser.post("/logout", base_url=PUBLIC, headers={"Origin": "https://evil.example"})
    assert forged.status_code == 403
    assert browser.get(PAGE, base_url=PUBLIC).status_code == 200


def test_logging_out_works_while_the_provider_is_away(product: Product) -> None:
    browser = product.login(MAJA)
    client: Any = provider(product.app, "staff")
    client.settings, client.metadata.kept = replace(client.settings, issuer="http://127.0.0.1:1/nobody"), None
    assert send(browser, PAGE, "/logout").location == "/logged-out"
    assert browser.get(PAGE, base_url=PUBLIC).status_code == 303


def test_the_provider_ends_the_session_behind_the_browsers_back(product: Product) -> None:
    browser = product.login(MAJA)
    provider = product.idp.extensions["provider"]
    realm = product.idp.extensions["realms"]["staff"]
    (session,) = provider.sessions.values()
    server = make_server("127.0.0.1", 0, product.app, threaded=True)
    told = realm.client._replace(backchannel_logout_uri=f"http://127.0.0.1:{server.port}/backchannel-logout/staff")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        provider.end(type(realm)(realm.name, realm.issuer, realm.title, told, realm.personas), session.sid)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert browser.get(PAGE, base_url=PUBLIC).status_code == 303
    assert "Din legitimering har avslutats" in browser.get("/login/staff", base_url=PUBLIC).text
    (event,) = events(product.app, "session_ended")
    assert event["details"]["reason"] == "ended_by_provider"  # type: ignore[index]


def order(evil: EvilProvider, drop: tuple[str, ...] = (), **change: Any) -> dict[str, Any]:
    """The claims of a logout token: end Maja's session, with the test's changes."""
    honest = {
        "iss": evil.issuer,
        "aud": "vardinkorgen-demo-staff",
        "sub": "subject-1",
        "sid": "session-1",
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
        "jti": "token-1",
        "events": {LOGOUT_EVENT: {}},
    }
    return {name: value for name, value in {**honest, **change}.items() if name not in drop}


def tell(victim: Flask, token: str, side: str = "staff") -> TestResponse:
    """The provider's server sends a logout token."""
    return victim.test_client().post(f"/backchannel-logout/{side}", data={"logout_token": token}, base_url=PUBLIC)


def logout_token(claims: dict[str, Any]) -> str:
    return signed(claims, {"typ": "logout+jwt"})


@pytest.fixture
def maja(victim: Flask, evil: EvilProvider) -> FlaskClient:
    """Maja's browser, logged in at the provider of the test."""
    return browser_of(victim, "Maja", Proof(evil.issuer, "subject-1", "session-1"))


def browser_of(app: Flask, name: str, proof: Proof) -> FlaskClient:
    browser = app.test_client()
    browser.set_cookie(COOKIE, open_login(app, World(app).staff(name), proof))
    return browser


def test_a_logout_token_ends_the_session_it_names(victim: Flask, evil: EvilProvider, maja: FlaskClient) -> None:
    second = browser_of(victim, "Maja", Proof(evil.issuer, "subject-1", "session-2"))
    answer = tell(victim, logout_token(order(evil)))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert maja.get(PAGE).status_code == 303
    assert second.get(PAGE).status_code == 200


def test_a_logout_token_without_a_session_ends_all_of_the_person(
    victim: Flask, evil: EvilProvider, maja: FlaskClient
) -> None:
    second = browser_of(victim, "Maja", Proof(evil.issuer, "subject-1", "session-2"))
    adam = browser_of(victim, "Adam", Proof(evil.issuer, "subject-2", "session-3"))
    assert tell(victim, logout_token(order(evil, drop=("sid",)))).status_code == 200
    assert [browser.get(PAGE).status_code for browser in (maja, second, adam)] == [303, 303, 200]


def test_the_same_subject_at_another_issuer_is_another_person(victim: Flask, evil: EvilProvider) -> None:
    elsewhere = browser_of(victim, "Maja", Proof("https://other.example", "subject-1", "session-1"))
    assert tell(victim, logout_token(order(evil, drop=("sid",)))).status_code == 200
    assert elsewhere.get(PAGE).status_code == 200


def test_a_logout_token_serves_once(victim: Flask, evil: EvilProvider, maja: FlaskClient) -> None:
    token = logout_token(order(evil))
    assert tell(victim, token).status_code == 200
    again = browser_of(victim, "Maja", Proof(evil.issuer, "subject-1", "session-1"))
    assert tell(victim, token).status_code == 400
    assert again.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("iss", {"iss": "http://127.0.0.1:1/staff"}),
        ("aud", {"aud": "somebody-else"}),
        ("aud", {"aud": ["vardinkorgen-demo-staff", "somebody-else"]}),
        ("events", {"events": {}}),
        ("events", {"events": {LOGOUT_EVENT: "yes"}}),
        ("events", {"events": [LOGOUT_EVENT]}),
        ("nonce", {"nonce": "any"}),
        ("time", {"iat": NOW - 600, "exp": NOW + 3600}),
        ("time", {"iat": NOW - 100, "exp": NOW - 60}),
        ("time", {"iat": NOW + 3600, "exp": NOW + 3660}),
        ("time", {"iat": NOW, "exp": NOW + 86400}),
        ("time", {"iat": "now"}),
        ("jti", {"jti": ""}),
        ("jti", {"jti": 1}),
        ("whom", {"sid": "", "sub": ""}),
        ("whom", {"sid": ["session-1"], "sub": None}),
    ],
)
def test_a_logout_token_that_says_something_else_ends_nothing(
    victim: Flask,
    evil: EvilProvider,
    maja: FlaskClient,
    code: str,
    change: dict[str, Any],
) -> None:
    assert tell(victim, logout_token(order(evil, **change))).status_code == 400
    assert maja.get(PAGE).status_code == 200
    (event,) = events(victim, "refused")
    assert event["details"]["code"] == code  # type: ignore[index]


@pytest.mark.parametrize("claim", ["iss", "aud", "iat", "exp", "jti", "events"])
def test_a_logout_token_that_leaves_something_out_ends_nothing(
    victim: Flask,
    evil: EvilProvider,
    maja: FlaskClient,
    claim: str,
) -> None:
    assert tell(victim, logout_token(order(evil, drop=(claim,)))).status_code == 400
    assert maja.get(PAGE).status_code == 200


@pytest.mark.parametrize("sign", SIGNATURES, ids=lambda sign: sign.__name__)
def test_a_logout_token_that_is_not_the_providers_ends_nothing(
    victim: Flask, evil: EvilProvider, maja: FlaskClient, sign: Any
) -> None:
    assert tell(victim, sign(order(evil))).status_code == 400
    assert maja.get(PAGE).status_code == 200


def test_a_login_token_is_no_logout_token(victim: Flask, evil: EvilProvider, maja: FlaskClient) -> None:
    assert tell(victim, signed(order(evil))).status_code == 400
    assert events(victim, "refused")[0]["details"]["code"] == "typ"  # type: ignore[index]
    assert maja.get(PAGE).status_code == 200


def test_a_staff_token_says_nothing_to_the_citizens_address(
    victim: Flask, evil: EvilProvider, maja: FlaskClient
) -> None:
    assert tell(victim, logout_token(order(evil)), "citizen").status_code == 400
    assert tell(victim, logout_token(order(evil)), "anybody").status_code == 404
    assert maja.get(PAGE).status_code == 200


def test_a_flood_of_forged_tokens_does_not_stop_the_providers_own(
    victim: Flask, evil: EvilProvider, maja: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert {tell(victim, forged).status_code for forged in ("forged", "a.b.c") for _ in range(50)} == {400}
    assert events(victim, "refused") == []
    assert len([line for line in caplog.messages if "no identity provider has signed" in line]) <= 1
    assert tell(victim, logout_token(order(evil))).status_code == 200
    assert maja.get(PAGE).status_code == 303
