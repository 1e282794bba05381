"""The database is locked, or gone: a page that says so, nothing half done, what was typed given back; then all goes on."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.core import sqlite_guard
from app.core.database_timeouts import limit
from app.core.db import db
from tests.databases import locked_elsewhere
from tests.logins import token_of
from tests.production.manual import PAGES
from tests.programs import close
from tests.statements import before_each
from tests.world import World, operation

TEXT = "Du kan hämta receptet i dag."


@contextmanager
def gone(app: Flask) -> Iterator[None]:
    """No statement reaches the database."""

    def refuse(statement: str, _values: object) -> None:
        raise OperationalError(statement, {}, Exception("the server closed the connection"))

    with before_each(app, refuse):
        yield


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another process has the database for itself, longer than anybody waits."""
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    close(app)
    tables = "LOCK TABLE cases, audit_events, login_sessions IN ACCESS EXCLUSIVE MODE"
    with locked_elsewhere(url, tables):
        yield


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch, database_url: str, engine_name: str) -> None:
    """Wait a twentieth of a second where the product waits fifteen."""
    monkeypatch.setattr(sqlite_guard, "BUSY_TIMEOUT_MS", 50)
    if engine_name == "postgresql":
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(limit(connection.info.dbname, "lock_timeout", "50ms"))


@pytest.fixture
def hanna(world: World) -> FlaskClient:
    return world.login("Hanna")


def filled(browser: FlaskClient, version: int) -> dict[str, str]:
    token = token_of(browser, "/help")
    return {"csrf_token": token, "operation_id": operation(), "seen_version": str(version), "final_reply": TEXT}


def test_without_a_session_the_pages_that_hold_nothing_of_anybodys_are_shown_as_the_manual_lists_them(
    app: Flask, hanna: FlaskClient
) -> None:
    (row,) = re.findall(r"(?m)^\| `database` \|.*$", PAGES[2].read_text(encoding="utf-8"))
    listed = re.findall(r"`(/[a-z/-]*)`", row)
    visitor = app.test_client()
    pages = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()) and not rule.arguments]
    with gone(app):
        shown = {path for path in pages if visitor.get(path).status_code == 200}
        assert {visitor.get(path).status_code for path in listed} == {200}
        assert {hanna.get(path).status_code for path in listed} == {503}
    assert shown - {"/livez"} == set(listed) - {"/help/receiver"}


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("trouble", [gone, locked])
def test_nothing_is_shown_or_done_and_the_text_is_given_back_until_the_database_is_there_again(
    app: Flask, world: World, hanna: FlaskClient, trouble: Callable[[Flask], AbstractContextManager[None]]
) -> None:
    case_id = world.held_by("Hanna")
    form, reply = filled(hanna, 2), f"/cases/{case_id}/final-reply"
    with trouble(app):
        looked = [hanna.get(path) for path in ("/", "/my-cases", f"/cases/{case_id}")]
        sent = hanna.post(reply, data=form)
    assert {answer.status_code for answer in looked[1:]} | {sent.status_code} == {503}
    assert not any("Tolvansson" in answer.text for answer in looked)
    assert "Tjänsten är tillfälligt stängd" in sent.text
    assert TEXT in sent.text
    assert world.case(case_id).version == 2
    assert hanna.get(f"/cases/{case_id}").status_code == 200
    assert hanna.post(reply, data=form).status_code == 303
    assert world.case(case_id).version == 3
