"""The product in the shape it has in production: https, and a proxy in front that tells of it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Engine, House
from tests.http.behind_proxy import HOST, browser_of, door_at, used
from tests.http.pages import token_of
from tests.providers import events

PUBLIC_URL = f"https://{HOST}"
FROM_NGINX = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": HOST}
FROM_CHROMIUM = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
"""What it sends with a form of a page that says ``no-referrer``: no Referer."""


@pytest.fixture(scope="session")
def secure_door(engine: Engine, house: House) -> Flask:
    return door_at(PUBLIC_URL, engine, house)


@pytest.fixture
def secure(app: Flask, secure_door: Flask) -> Iterator[Flask]:
    yield from used(secure_door)


def token(browser: FlaskClient, page: str) -> str:
    return token_of(browser.get(page, headers=FROM_NGINX, base_url=PUBLIC_URL))


@pytest.mark.parametrize(
    "sent", [FROM_CHROMIUM, {"Origin": PUBLIC_URL}, {}], ids=["fetch metadata", "origin", "neither"]
)
def test_a_form_is_taken_over_https_although_no_page_lets_browsers_send_a_referer(
    secure: Flask, sent: dict[str, str]
) -> None:
    browser = browser_of(secure, "Maja")
    page = browser.get("/clinic-cases", headers=FROM_NGINX, base_url=PUBLIC_URL)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = {"csrf_token": token_of(page)}
    answer = browser.post("/logout", data=form, base_url=PUBLIC_URL, headers={**FROM_NGINX, **sent})
    assert answer.status_code == 303
    assert browser.get("/clinic-cases", headers=FROM_NGINX, base_url=PUBLIC_URL).status_code == 303, "she is logged out"
    assert events(secure, "refused") == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_form_from_elsewhere_is_refused_over_https_with_the_right_token(
    secure: Flask, sent: dict[str, str], status: int
) -> None:
    browser = browser_of(secure, "Maja")
    form = {"csrf_token": token(browser, "/clinic-cases")}
    assert browser.post("/logout", data=form, base_url=PUBLIC_URL, headers={**FROM_NGINX, **sent}).status_code == status
    assert browser.get("/clinic-cases", headers=FROM_NGINX, base_url=PUBLIC_URL).status_code == 200, (
        "she is still logged in"
    )


def test_a_form_without_its_token_is_refused_over_https(secure: Flask) -> None:
    browser = browser_of(secure, "Maja")
    assert browser.post("/logout", base_url=PUBLIC_URL, headers=FROM_NGINX | FROM_CHROMIUM).status_code == 400
    assert browser.get("/clinic-cases", headers=FROM_NGINX, base_url=PUBLIC_URL).status_code == 200
