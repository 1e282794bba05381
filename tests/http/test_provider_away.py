"""An identity provider that hangs, drips, swells or is gone: the house goes on, and the journal says why."""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.auth import oidc_client, provider_call, provider_documents, turnstile
from app.auth.models import LoginSession
from app.auth.services.sessions import Proof
from app.core import clock
from app.core.db import atomic
from tests.http.pages import send
from tests.http.test_hostile_tokens import answer_to, by_an_unknown_key
from tests.http.test_logout import PAGE, browser_of, logout_token, order, tell
from tests.http.test_strangers_are_counted import logged, tried
from tests.identity import EvilProvider, come_back, start_login
from tests.providers import Product, free_port
from tests.shapes import PUBLIC

Behaviour = Callable[[socket.socket], None]


class Neighbour:
    """A server that takes every connection and then behaves as it is told, counting them."""

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.taken: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self.listening.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                taken = self.listening.accept()[0]
                self.taken.append(taken)
                threading.Thread(target=self._serve, args=(taken,), daemon=True).start()

    def _serve(self, taken: socket.socket) -> None:
        with contextlib.suppress(OSError):
            select.select([taken], [], [], 5)
            self.behave(taken)

    def close(self) -> None:
        """End everything that hangs on it."""
        self.listening.close()
        for taken in self.taken:
            with contextlib.suppress(OSError):
                taken.shutdown(socket.SHUT_RDWR)
            taken.close()


def is_silent(_taken: socket.socket) -> None:
    """It takes the connection and says nothing."""


def drips(taken: socket.socket) -> None:
    taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        taken.sendall(b" ")
        time.sleep(0.1)


def drips_before_it_begins(taken: socket.socket) -> None:
    taken.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        taken.sendall(b"x")
        time.sleep(0.1)


def swells(taken: socket.socket) -> None:
    taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        taken.sendall(b" " * 65536)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds are tenths here: how they relate is what matters."""
    monkeypatch.setattr(provider_call, "TOTAL_SECONDS", 0.8)
    monkeypatch.setattr(provider_call, "READ_SECONDS", 0.6)
    monkeypatch.setattr(turnstile, "WAIT_SECONDS", 0.3)
    monkeypatch.setattr(oidc_client, "LOGOUT_SECONDS", 0.2)


@pytest.fixture
def neighbour() -> Iterator[Callable[[Behaviour], Neighbour]]:
    """Starts such servers."""
    started: list[Neighbour] = []

    def start(behave: Behaviour) -> Neighbour:
        started.append(Neighbour(behave))
        return started[-1]

    yield start
    for one in started:
        one.close()


def moved_to(app: Flask, port: int, side: str = "staff") -> oidc_client.StrictApp:
    """The product's client of that side, whose provider is now at this port; nothing is kept of the old one."""
    client = oidc_client.provider(app, side)
    client.settings = replace(client.settings, issuer=f"http://127.0.0.1:{port}/{side}")  # type: ignore[type-var]
    client.metadata.kept = client.keys.kept = None
    return client


def login(app: Flask, side: str = "staff") -> tuple[int, float]:
    began = time.monotonic()
    status = app.test_client().get(f"/login/{side}", base_url=PUBLIC).status_code
    return status, time.monotonic() - began


@pytest.mark.parametrize("behave", [is_silent, drips, drips_before_it_begins, swells], ids=lambda one: one.__name__)
def test_a_login_waits_no_longer_than_a_person_would_and_the_next_not_at_all(
    victim: Flask, neighbour: Callable[[Behaviour], Neighbour], behave: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    away = neighbour(behave)
    moved_to(victim, away.port)
    status, seconds = login(victim)
    assert status == 503
    assert seconds < 20
    assert ("TooLarge" if behave is swells else "Timeout") in caplog.text
    assert "the identity provider for staff cannot be used" in caplog.text
    for _ in range(10):
        assert login(victim)[0] == 503
    assert len(away.taken) == 1, "a failure is remembered"


@pytest.mark.parametrize("side", ["staff", "citizen"])
def test_strangers_who_come_while_it_is_away_are_counted(victim: Flask, side: str) -> None:
    moved_to(victim, free_port(), side)
    before = logged(victim)
    for _ in range(5):
        assert victim.test_client().get(f"/login/{side}", base_url=PUBLIC).status_code == 503
    assert logged(victim) == before
    assert tried(victim) == {"login_without_provider": 5}


def test_a_stranger_whose_login_it_left_half_way_is_counted(victim: Flask) -> None:
    browser, before = victim.test_client(), logged(victim)
    state = start_login(browser)["state"]
    moved_to(victim, free_port())
    assert come_back(browser, code="any", state=state).status_code == 503
    assert logged(victim) == before
    assert tried(victim) == {"login_without_provider": 1}


def test_who_was_logged_in_before_and_finds_it_away_is_counted(product: Product) -> None:
    maja = product.login("SE0000000000-2001")
    with product.app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=2)))
    moved_to(product.app, free_port())
    assert maja.get("/login/staff", base_url=PUBLIC).status_code == 200, "it says first why the session ended"
    before = logged(product.app)
    for _ in range(3):
        assert maja.get("/login/staff", base_url=PUBLIC).status_code == 503
    assert logged(product.app) == before
    assert tried(product.app) == {"login_without_provider": 3}


def test_the_house_answers_while_sixty_four_logins_hang(
    victim: Flask, neighbour: Callable[[Behaviour], Neighbour]
) -> None:
    away = neighbour(is_silent)
    moved_to(victim, away.port, "citizen")
    house = threading.Semaphore(16)  # as many threads as the house has

    def visits(path: str) -> float:
        began = time.monotonic()
        with house:
            victim.test_client().get(path, base_url=PUBLIC)
        return time.monotonic() - began

    with ThreadPoolExecutor(80) as visitors:
        hanging = [visitors.submit(visits, "/login/citizen") for _ in range(64)]
        time.sleep(0.1)
        alive = [visitors.submit(visits, "/livez") for _ in range(5)]
        wait([*hanging, *alive], timeout=30)
    assert max(one.result() for one in alive) < 5
    assert len(away.taken) == 1, "one asks for all"
    assert len([one for one in threading.enumerate() if one.name == "citizen-provider"]) <= 1, "and holds one thread"


def test_what_is_kept_serves_while_the_provider_hangs(
    victim: Flask, evil: EvilProvider, neighbour: Callable[[Behaviour], Neighbour]
) -> None:
    assert login(victim)[0] == 302
    client = oidc_client.provider(victim, "staff")
    client.metadata.fetched -= provider_documents.KEPT_SECONDS + 1
    away = neighbour(is_silent)
    client.settings = replace(client.settings, issuer=f"http://127.0.0.1:{away.port}/staff")  # type: ignore[type-var]
    assert [login(victim)[0] for _ in range(3)] == [302, 302, 302]
    assert len(away.taken) == 1, "and nobody waits for it twice"
    client.metadata.fetched -= provider_documents.STALE_SECONDS
    assert login(victim)[0] == 503, "but not for ever"


def test_a_provider_that_comes_back_is_asked_again(
    victim: Flask, evil: EvilProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved_to(victim, free_port())
    assert login(victim)[0] == 503
    moved_to(victim, evil.port)
    assert login(victim)[0] == 503, "half a minute has not gone"
    monkeypatch.setattr(turnstile, "TROUBLE_SECONDS", 0)
    assert login(victim)[0] == 302


def test_keys_that_cannot_be_fetched_anew_serve_as_they_are(
    victim: Flask, evil: EvilProvider, neighbour: Callable[[Behaviour], Neighbour]
) -> None:
    assert answer_to(victim, evil)[1].status_code == 303
    client = oidc_client.provider(victim, "staff")
    assert client.metadata.kept is not None
    client.metadata.kept["jwks_uri"] = f"http://127.0.0.1:{neighbour(is_silent).port}/keys"
    maja = browser_of(victim, "Maja", Proof(evil.issuer, "subject-1", "session-1"))
    assert tell(victim, by_an_unknown_key(order(evil))).status_code == 400
    assert tell(victim, logout_token(order(evil))).status_code == 200
    assert maja.get(PAGE).status_code == 303


def test_logging_out_does_not_wait_for_the_provider(
    victim: Flask, evil: EvilProvider, neighbour: Callable[[Behaviour], Neighbour], monkeypatch: pytest.MonkeyPatch
) -> None:
    maja = answer_to(victim, evil)[0]
    moved_to(victim, neighbour(is_silent).port)
    monkeypatch.setattr(provider_call, "TOTAL_SECONDS", 60)
    monkeypatch.setattr(provider_call, "READ_SECONDS", 60)
    began = time.monotonic()
    assert send(maja, PAGE, "/logout").location == "/logged-out"
    assert time.monotonic() - began < 30
    assert maja.get(PAGE, base_url=PUBLIC).status_code == 303


def test_logging_out_goes_by_what_is_kept_however_old(victim: Flask, evil: EvilProvider) -> None:
    maja = answer_to(victim, evil)[0]
    client = oidc_client.provider(victim, "staff")
    client.metadata.fetched -= 100 * provider_documents.STALE_SECONDS
    assert send(maja, PAGE, "/logout").location.startswith(f"{evil.issuer}/end-session?")


def test_a_token_endpoint_that_hangs_holds_a_few_and_turns_the_rest_away(
    victim: Flask, evil: EvilProvider, neighbour: Callable[[Behaviour], Neighbour]
) -> None:
    away = neighbour(is_silent)
    assert login(victim)[0] == 302
    client = oidc_client.provider(victim, "staff")
    assert client.metadata.kept is not None
    client.metadata.kept["token_endpoint"] = f"http://127.0.0.1:{away.port}/token"
    with ThreadPoolExecutor(24) as visitors:
        answers = list(visitors.map(lambda _: answer_to(victim, evil)[1].status_code, range(24)))
    assert set(answers) == {503}
    assert len(away.taken) <= provider_call.CALLS_AT_ONCE + 3


def test_what_is_wrong_is_told_without_an_address(victim: Flask, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    moved_to(victim, port)
    assert login(victim)[0] == 503
    assert "the identity provider for staff cannot be used: ConnectionRefusedError: Connection refused" in caplog.text
    told = [line.message for line in caplog.records if line.name.startswith("app.auth")]
    assert not [line for line in told if str(port) in line]
