"""The demo identity provider keeps the rules that a real one keeps."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from demo.idp import clients, make_app
from demo.idp.provider import challenge_of
from demo.personas import CITIZENS, STAFF

PRODUCT, VERIFIER = "http://127.0.0.1:8000", "v" * 50
ASKED = {
    "client_id": "us",
    "redirect_uri": f"{PRODUCT}/login/staff/callback",
    "response_type": "code",
    "scope": "openid",
    "state": "st",
    "nonce": "no",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
MAJA = {"persona": "SE0000000000-2001"}


@pytest.fixture(scope="module")
def program() -> Flask:
    return make_app("http://127.0.0.1:8001", clients(PRODUCT, ("us", "secret"), ("them", "secret")))


@pytest.fixture
def browser(program: Flask) -> FlaskClient:
    return program.test_client()


def code_of(browser: FlaskClient) -> str:
    answer = browser.post("/staff/authorize", data={**ASKED, **MAJA})
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def exchange(browser: FlaskClient, code: str, side: str = "staff", **change: str) -> Any:
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": ASKED["redirect_uri"],
        "code_verifier": VERIFIER,
        "client_id": "us" if side == "staff" else "them",
        "client_secret": "secret",
    }
    return browser.post(f"/{side}/token", data={**sent, **change})


@pytest.mark.parametrize(
    ("side", "client", "names"),
    [
        ("staff", "us", [person.name for person in STAFF]),
        ("citizen", "them", [person.name for person in CITIZENS]),
    ],
)
def test_the_page_has_one_button_for_each_persona(
    browser: FlaskClient, side: str, client: str, names: list[str]
) -> None:
    asked = {**ASKED, "client_id": client, "redirect_uri": f"{PRODUCT}/login/{side}/callback"}
    page = browser.get(f"/{side}/authorize", query_string=asked).text
    assert "<h1>Demo-inloggning</h1>" in page
    assert "inga riktiga uppgifter" in page
    buttons = [part.split(">", 1)[1].split("<", 1)[0] for part in page.split("<button")[1:]]
    assert [button.split(" – ")[0] for button in buttons] == names


@pytest.mark.parametrize(
    "change",
    [{"client_id": "x"}, {"redirect_uri": "https://evil.example/"}, {"redirect_uri": f"{ASKED['redirect_uri']}/more"}],
)
def test_an_unknown_client_or_address_is_not_even_sent_back(browser: FlaskClient, change: dict[str, str]) -> None:
    assert browser.get("/staff/authorize", query_string={**ASKED, **change}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"nonce": ""},
        {"scope": "email"},
        {"response_type": "token"},
    ],
)
def test_a_request_without_its_protection_is_sent_back_as_an_error(
    browser: FlaskClient, change: dict[str, str]
) -> None:
    answer = browser.get("/staff/authorize", query_string={**ASKED, **change})
    assert "error=" in answer.location
    assert "code=" not in answer.location


def test_a_code_serves_once(browser: FlaskClient) -> None:
    code = code_of(browser)
    assert exchange(browser, code).status_code == 200
    assert exchange(browser, code).status_code == 400


@pytest.mark.parametrize(
    "change", [{"code_verifier": "x" * 50}, {"code_verifier": ""}, {"redirect_uri": "https://evil.example/"}]
)
def test_a_code_without_its_verifier_is_worth_nothing(browser: FlaskClient, change: dict[str, str]) -> None:
    assert exchange(browser, code_of(browser), **change).status_code == 400


def test_a_code_of_one_issuer_is_worth_nothing_at_the_other(browser: FlaskClient) -> None:
    assert exchange(browser, code_of(browser), side="citizen").status_code == 400


@pytest.mark.parametrize("change", [{"client_secret": "wrong"}, {"client_id": "them"}])
def test_the_client_proves_itself(browser: FlaskClient, change: dict[str, str]) -> None:
    assert exchange(browser, code_of(browser), **change).status_code == 401


def test_logout_leads_to_the_registered_address_only(browser: FlaskClient) -> None:
    good = {"client_id": "us", "post_logout_redirect_uri": f"{PRODUCT}/logged-out", "state": "s"}
    assert browser.get("/staff/end-session", query_string=good).location == f"{PRODUCT}/logged-out?state=s"
    elsewhere = {**good, "post_logout_redirect_uri": "https://evil.example/"}
    answer = browser.get("/staff/end-session", query_string=elsewhere)
    assert answer.status_code == 200
    assert "Du är utloggad" in answer.text


def test_the_key_that_is_shown_is_the_public_one(browser: FlaskClient) -> None:
    (shown,) = browser.get("/staff/jwks").json["keys"]  # type: ignore[index]
    assert set(shown) <= {"kty", "n", "e", "kid", "use", "alg"}
