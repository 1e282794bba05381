"""The headers that every answer carries, and the one content policy."""

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.headers import install_headers

ISSUERS = ("https://staff.example.se/realm/end?x=1", "https://citizens.example.se", "https://staff.example.se/other")


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("headers", static_folder=None)
    install_headers(app, ISSUERS)

    @app.get("/page")
    def page() -> str:
        return render_template_string("{{ csp_nonce() }} {{ csp_nonce() }}")

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError

    return app.test_client()


def policy(answer: TestResponse) -> dict[str, str]:
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (directive.partition(" ") for directive in directives)}


@pytest.mark.parametrize(("address", "status"), [("/page", 200), ("/missing", 404), ("/broken", 500)])
def test_every_answer_is_protected_also_when_it_is_an_error(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert policy(answer)["default-src"] == "'none'"
    assert "HX-Request" in answer.headers["Vary"]


def test_the_policy_is_exactly_the_one_decided(client: FlaskClient) -> None:
    answer = client.get("/page")
    nonce = answer.text.split()[0]

    assert policy(answer) == {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce}'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self' https://citizens.example.se https://staff.example.se",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "htmx",
        "report-uri": "/csp-reports",
    }


def test_the_nonce_is_one_within_a_page_and_new_for_the_next(client: FlaskClient) -> None:
    first, again = client.get("/page").text.split()
    second = client.get("/page").text.split()[0]

    assert first == again
    assert first != second
    assert len(first) >= 22


def test_browsers_are_told_to_stay_on_https_once_they_are_there(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/page").headers
    assert "max-age=63072000" in client.get("/page", base_url="https://localhost").headers["Strict-Transport-Security"]
