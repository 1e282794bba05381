"""Strangers make no events, however hard they try: they are counted, and each minute becomes one event."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.kinds import Attempted, EventKind
from app.audit.models import AuditEvent, StrangerCount
from app.audit.strangers import count_stranger, log_strangers
from app.core import clock
from app.core.db import atomic, db, session
from app.jobs.worker import tick
from tests.http.pages import token_of
from tests.identity import EvilProvider, come_back, start_login
from tests.providers import Product, events
from tests.shapes import PUBLIC
from tests.world import World

TEN = datetime(2026, 11, 23, 10, 0, 30, tzinfo=UTC)
LIE = "Maja Mottagare 191212121212 har läst grannens journal"


def counted(app: Flask) -> dict[str, int]:
    """What is counted and not told of yet."""
    with app.app_context():
        rows = session().execute(select(StrangerCount.attempted, func.sum(StrangerCount.number)).group_by("attempted"))
        return {attempted: int(number) for attempted, number in rows}


def tried(app: Flask) -> dict[str, int]:
    """What is counted, whether a minute has been told of meanwhile or not."""
    found = Counter(counted(app))
    for event in events(app, "strangers_refused"):
        found.update({name: n for name, n in dict(event["details"]).items() if name != "minute"})  # type: ignore[call-overload]
    return dict(found)


def logged(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).where(AuditEvent.kind != EventKind.STRANGERS_REFUSED)) or 0


def test_what_a_stranger_brings_to_the_callback_is_read_by_nobody(victim: Flask, evil: EvilProvider) -> None:
    before = logged(victim)
    for _ in range(5):
        answer = victim.test_client().get("/login/staff/callback", query_string={"error": LIE}, base_url=PUBLIC)
        assert answer.status_code == 403
    assert logged(victim) == before
    assert tried(victim) == {"login_without_state": 5}
    assert not evil.key_fetches


def test_forms_of_strangers_are_counted(app: Flask) -> None:
    before, browser = logged(app), app.test_client()
    for _ in range(3):
        assert browser.post("/language", data={"language": "en"}).status_code == 400
        assert browser.post("/terms", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert logged(app) == before
    assert tried(app) == {"form_without_token": 3, "form_of_another_site": 3}


@pytest.mark.parametrize(
    ("said", "attempted"),
    [
        ("access_denied", "login_cancelled"),
        ("server_error", "login_refused_by_provider"),
        (LIE, "login_refused_by_provider"),
    ],
)
def test_a_login_that_began_here_and_came_to_no_token(
    victim: Flask, evil: EvilProvider, said: str, attempted: str
) -> None:
    browser, before = victim.test_client(), logged(victim)
    answer = come_back(browser, error=said, state=start_login(browser)["state"])
    assert answer.status_code == 403
    assert logged(victim) == before
    assert tried(victim) == {attempted: 1}
    assert evil.nonce == ""


def test_an_unsigned_logout_token(product: Product) -> None:
    before = logged(product.app)
    for _ in range(3):
        product.browser().post("/backchannel-logout/staff", data={"logout_token": "a.b.c"}, base_url=PUBLIC)
    assert logged(product.app) == before


def test_a_known_person_is_no_stranger(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    for _ in range(3):
        assert maja.post("/language", data={"language": "en"}).status_code == 400
    told = events(app, "refused")
    assert [one["actor"]["name"] for one in told] == ["Maja Mottagare"] * 3  # type: ignore[index]
    assert counted(app) == {}


def test_one_who_has_yet_to_accept_the_terms_is_no_stranger(product: Product) -> None:
    browser = product.login("SE0000000000-2001")
    page = token_of(browser.get("/", base_url=PUBLIC))
    assert page
    browser.post("/language", data={"language": "en"}, base_url=PUBLIC)
    assert len(events(product.app, "refused")) == 1


def test_each_minute_becomes_one_event_by_whoever_comes_next(app: Flask) -> None:
    with app.app_context():
        for seconds in (0, 10, 29):
            with clock.at(TEN + timedelta(seconds=seconds)):
                count_stranger(Attempted.FORM_WITHOUT_TOKEN)
                count_stranger(Attempted.LOGIN_WITHOUT_STATE)
        assert events(app, "strangers_refused") == []
        with clock.at(TEN + timedelta(seconds=30)):
            count_stranger(Attempted.OTHER)
            count_stranger(Attempted.OTHER)
    (event,) = events(app, "strangers_refused")
    assert event["details"] == {"minute": "2026-11-23T10:00Z", "form_without_token": 3, "login_without_state": 3}
    assert counted(app) == {"other": 2}


def test_the_worker_tells_of_the_last_minute_when_nobody_comes(app: Flask) -> None:
    seen: dict[str, str] = {}
    with app.app_context():
        with clock.at(TEN):
            count_stranger(Attempted.OTHER)
            tick(seen)
        assert events(app, "strangers_refused") == []
        with clock.at(TEN + timedelta(minutes=1)):
            tick(seen)
            tick(seen)
    assert len(events(app, "strangers_refused")) == 1
    assert counted(app) == {}


def test_no_count_is_lost_between_nodes(app: Flask) -> None:
    ways = list(Attempted)[:4]

    def node(number: int) -> None:
        with app.app_context():
            for turn in range(10):
                count_stranger(ways[(number + turn) % len(ways)])
                log_strangers()
            db.session.remove()

    nodes = [threading.Thread(target=node, args=(number,)) for number in range(4)]
    for one in nodes:
        one.start()
    for one in nodes:
        one.join()
    assert sum(tried(app).values()) == 40


def test_what_a_later_version_counts_is_told_as_other(app: Flask) -> None:
    with app.app_context():
        with atomic() as current:
            for attempted, number in (("passkey_without_touch", 3), ("other", 2), ("form_without_token", 1)):
                current.add(StrangerCount(minute=TEN.replace(second=0), attempted=attempted, number=number))
        log_strangers()
        db.session.remove()
    (event,) = events(app, "strangers_refused")
    assert event["details"] == {"minute": "2026-11-23T10:00Z", "other": 5, "form_without_token": 1}
    assert counted(app) == {}
