"""A node that is not known to be right serves nobody and asks nothing; one that is asked by many at once says how it is."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.auth.models import LoginSession
from app.core import clock, crypto
from app.core.crypto import Keyring
from app.core.db import session
from app.readiness.board import STALE_SECONDS, Board, Readiness
from app.readiness.keyring import fits_the_database
from app.readiness.wiring import begin
from tests.conftest import Engine
from tests.engines.test_readiness import away, forget_checks, serving
from tests.logins import open_login
from tests.shapes import COOKIE
from tests.world import World


@pytest.fixture(autouse=True)
def _the_keyring_in_use(app: Flask) -> Iterator[None]:
    before = crypto.keyring()
    yield
    crypto.use(before)


def stored(app: Flask) -> tuple[int | None, int | None]:
    """How many sessions have ended, and how much the log holds."""
    with app.app_context():
        ended = select(func.count()).select_from(LoginSession).where(LoginSession.revoked_at.is_not(None))
        return session().scalar(ended), session().scalar(select(func.count()).select_from(AuditEvent))


def test_a_node_that_is_not_known_to_be_right_ends_no_session_and_takes_nobodys_cookie(
    app: Flask, world: World, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    forget_checks(app)
    token, before = open_login(app, world.staff("Maja")), stored(app)
    with serving(database_url, engine.keyring) as node, node.app_context():
        fits_the_database(crypto.keyring())  # takes the right one up
    Keyring.create(tmp_path / "another.json")
    with serving(database_url, tmp_path / "another.json") as node:
        with away(node):
            begin(node)
        browser = node.test_client()
        browser.set_cookie(COOKIE, token)
        with clock.at(clock.now() + timedelta(days=2)):
            for answer in (
                browser.get("/"),
                browser.post("/logout"),
                browser.post("/cases/bulk/close", data={"a": "b"}),
            ):
                assert answer.status_code == 503
                assert f"{COOKIE}=;" not in answer.headers.get("Set-Cookie", "")
    assert stored(app) == before


class Slow:
    """A check that takes its time when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(self) -> None:
        self.begun.set()
        assert self.go_on.wait(20)


@pytest.fixture
def quiet(app: Flask) -> Iterator[tuple[Board, Slow]]:
    """A board that nobody has asked for an hour."""
    slow = Slow()
    board = Board({"database": slow}, {})
    with app.app_context():
        assert board.state() == Readiness({}, ())
    board._known = (time.monotonic() - 3600, Readiness({}, ()))
    slow.begun.clear()
    slow.go_on.clear()
    yield board, slow
    slow.go_on.set()


def ask(app: Flask, board: Board, slow: Slow) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            board.state()

    asking = threading.Thread(target=run)
    asking.start()
    assert slow.begun.wait(20)
    return asking


def test_of_two_who_ask_after_a_quiet_time_neither_is_told_that_the_checks_hang(
    app: Flask, quiet: tuple[Board, Slow]
) -> None:
    board, slow = quiet
    asking = ask(app, board, slow)
    with app.app_context():
        assert board.state() == Readiness({}, ())
    slow.go_on.set()
    asking.join(20)


def test_checks_that_do_hang_are_told(app: Flask, quiet: tuple[Board, Slow], monkeypatch: pytest.MonkeyPatch) -> None:
    board, slow = quiet
    asking = ask(app, board, slow)
    later = time.monotonic() + STALE_SECONDS + 1
    with app.app_context(), monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", lambda: later)
        assert board.state().failing == {"database": "the checks hang"}
    slow.go_on.set()
    asking.join(20)
