"""The product's own address is PUBLIC_URL, whatever Host and scheme a request comes with."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import Engine, House
from tests.http.behind_proxy import browser_of, door_at, used
from tests.http.pages import token_of
from tests.providers import Product
from tests.shapes import PUBLIC

WITH_PORT = "https://Vard.example:8443"
HOSTS = ["vard.example", "VARD.EXAMPLE:8443", "127.0.0.1:8000", "evil.example"]
"""What a proxy may pass on: what was asked for, without its port, the node's own, what somebody made up."""


@pytest.fixture(scope="session")
def ported_door(engine: Engine, house: House) -> Flask:
    return door_at(WITH_PORT, engine, house)


@pytest.fixture
def ported(app: Flask, ported_door: Flask) -> Iterator[Flask]:
    yield from used(ported_door)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "evil.example", "127.0.0.1:8001"])
def test_a_login_reaches_the_provider_whatever_host_arrives(product: Product, host: str) -> None:
    browser = product.browser()
    first = browser.get("/login/staff?next=/personal-settings", base_url=f"http://{host}")
    assert first.location == f"{PUBLIC}/login/staff?next=%2Fpersonal-settings&moved=1", (
        "where the callback's cookie will be"
    )
    again = browser.get(first.location.removeprefix(PUBLIC), base_url=f"http://{host}")
    assert again.location.startswith(product.config.staff_oidc.issuer), "not back to itself for ever"


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_links_and_redirects_never_take_the_host_that_arrived(ported: Flask, host: str, scheme: str) -> None:
    answer = ported.test_client().get("/login//staff", headers={"X-Forwarded-Host": host, "X-Forwarded-Proto": scheme})
    assert answer.status_code == 308
    assert answer.location == "https://vard.example:8443/login/staff"


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("origin", ["https://vard.example:8443", None])
def test_a_form_is_taken_whatever_host_arrives(ported: Flask, host: str, origin: str | None) -> None:
    browser = browser_of(ported, "Maja")
    sent = {"X-Forwarded-Host": host, "X-Forwarded-Proto": "https", **({"Origin": origin} if origin else {})}
    page = browser.get("/clinic-cases", base_url="https://vard.example", headers=sent)
    form = {"csrf_token": token_of(page)}
    assert browser.post("/logout", data=form, base_url="https://vard.example", headers=sent).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "http://vard.example:8443", "https://vard.example", "null"])
def test_a_form_from_another_origin_is_refused_although_the_host_is_right(ported: Flask, origin: str) -> None:
    browser = browser_of(ported, "Maja")
    sent = {"X-Forwarded-Host": "vard.example:8443", "X-Forwarded-Proto": "https", "Origin": origin}
    form = {"csrf_token": token_of(browser.get("/clinic-cases", base_url="https://vard.example", headers=sent))}
    assert browser.post("/logout", data=form, base_url="https://vard.example", headers=sent).status_code == 403


@pytest.mark.parametrize("told", [{}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "https"}])
@pytest.mark.parametrize("page", ["/", "/livez", "/nowhere"])
def test_browsers_are_told_to_stay_on_https_by_what_the_address_is_and_not_by_what_a_proxy_says(
    ported: Flask, told: dict[str, str], page: str
) -> None:
    header = ported.test_client().get(page, headers=told).headers["Strict-Transport-Security"]
    assert header == "max-age=63072000; includeSubDomains"
