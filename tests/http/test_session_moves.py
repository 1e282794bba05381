"""A cookie that is used from another network or browser than before: a signal in the log, and nobody is thrown out."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.auth.services.network_changes import changes
from app.auth.services.sessions import Browser
from tests.logins import logged_in
from tests.providers import events
from tests.shapes import COOKIE
from tests.world import World

PAGE = "/personal-settings"
WARD = {"REMOTE_ADDR": "10.1.2.3"}
SAME_WARD = {"REMOTE_ADDR": "10.1.2.77"}
MAPPED_WARD = {"REMOTE_ADDR": "::ffff:10.1.2.9"}
CAFE = {"REMOTE_ADDR": "192.0.2.9"}
MAPPED_CAFE = {"REMOTE_ADDR": "::ffff:192.0.2.9"}
FIREFOX, SCRIPT = {"User-Agent": "Firefox"}, {"User-Agent": "curl"}


@pytest.fixture
def maja(app: Flask, world: World) -> FlaskClient:
    """Maja, who logged in on the ward, in Firefox."""
    return logged_in(app, world.staff("Maja"), Browser("10.1.2.0/24", _hash_of("Firefox")))


def signals(app: Flask) -> list[dict[str, Any]]:
    return list(events(app, "session_moved"))


def _hash_of(named: str) -> str:
    return hashlib.sha256(named.encode()).hexdigest()


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        (Browser("a", "x"), Browser("a", "x"), ()),
        (Browser("a", "x"), Browser("b", "x"), ("network",)),
        (Browser("a", "x"), Browser("a", "y"), ("browser",)),
        (Browser("a", "x"), Browser("b", "y"), ("network", "browser")),
        (Browser("", ""), Browser("b", "y"), ()),
        (Browser("a", "x"), Browser("", ""), ()),
    ],
)
def test_only_what_is_known_can_be_another(before: Browser, now: Browser, changed: tuple[str, ...]) -> None:
    assert changes(before, now) == changed


def test_another_desk_of_the_same_ward_is_no_signal(app: Flask, maja: FlaskClient) -> None:
    for place in (WARD, SAME_WARD, MAPPED_WARD):
        assert maja.get(PAGE, environ_base=place, headers=FIREFOX).status_code == 200
    assert signals(app) == []


def test_another_network_is_told_once_and_majas_page_is_shown(app: Flask, world: World, maja: FlaskClient) -> None:
    for _ in range(3):
        assert maja.get(PAGE, environ_base=CAFE, headers=FIREFOX).status_code == 200
    (event,) = signals(app)
    assert (event["details"]["changed"], event["details"]["network_before"]) == (["network"], "10.1.2.0/24")
    assert event["client"]["network"] == "192.0.2.0/24"
    assert event["actor"]["id"] == str(world.staff_id("Maja"))


def test_networks_of_ipv4_are_told_apart_inside_ipv6_too(app: Flask, maja: FlaskClient) -> None:
    for place in (MAPPED_WARD, MAPPED_CAFE):
        assert maja.get(PAGE, environ_base=place, headers=FIREFOX).status_code == 200
    (event,) = signals(app)
    assert event["client"]["network"] == "192.0.2.0/24"


def test_another_browser_is_told_and_so_is_the_way_back(app: Flask, maja: FlaskClient) -> None:
    for browser in (SCRIPT, SCRIPT, FIREFOX):
        maja.get(PAGE, environ_base=WARD, headers=browser)
    assert [event["details"]["changed"] for event in signals(app)] == [["browser"], ["browser"]]


def test_a_citizens_session_is_watched_too_and_the_browser_is_not_in_the_log(app: Flask, world: World) -> None:
    tolvan = logged_in(app, world.citizen("Tolvan"), Browser("10.1.2.0/24", _hash_of("Firefox")))
    assert tolvan.get("/settings/notices", environ_base=CAFE, headers=SCRIPT).status_code == 200
    (event,) = signals(app)
    assert event["resource"] == {"type": "citizen", "id": str(world.citizen_id("Tolvan"))}
    assert event["details"]["changed"] == ["network", "browser"]
    assert "curl" not in str(event)
    assert _hash_of("curl") not in str(event)


def test_of_many_requests_at_the_same_moment_one_tells(app: Flask, world: World) -> None:
    first = logged_in(app, world.staff("Maja"), Browser("10.1.2.0/24", _hash_of("Firefox")))
    cookie = first.get_cookie(COOKIE)
    assert cookie is not None

    def ask(_number: int) -> int:
        browser = app.test_client()
        browser.set_cookie(COOKIE, cookie.value)
        return browser.get(PAGE, environ_base=CAFE, headers=FIREFOX).status_code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(6))) == [200] * 6
    assert len(signals(app)) == 1
