"""Whatever fails, also an error page or keeping the session: the diagnostics name the error, and quote nothing of it."""

import logging

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.core.db import db
from app.readiness.board import Board
from app.readiness.routes import BOARD
from tests.logins import token_of
from tests.world import World

PLANTED = "Hemligt hos Maja Mottagare"


def broken(app: Flask, *statements: str) -> None:
    """The database, changed by somebody who may do everything there."""
    with app.app_context():
        url = db.engine.url
        db.session.remove()
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def _as_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors become pages instead of failing the test."""
    monkeypatch.setitem(app.config, "TESTING", False)


def told(caplog: pytest.LogCaptureFixture) -> str:
    """Every line, as it would be printed with its traceback."""
    return "\n".join(logging.Formatter().format(record) for record in caplog.records)


def tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    said = told(caplog)
    assert "unexpected" in said or "failed" in said, "the line is there; its class differs with the engine"
    for word in (
        "[parameters",
        "[SQL",
        "INSERT INTO",
        "UPDATE login_sessions",
        "Mottagare",
        PLANTED,
        "payload",
        "Storgatan",
    ):
        assert word not in said, word


@pytest.mark.usefixtures("_as_in_production")
def test_an_error_page_that_cannot_tell_the_log(app: Flask, world: World, caplog: pytest.LogCaptureFixture) -> None:
    maja = world.login("Maja")
    maja.get("/")
    broken(app, "ALTER TABLE audit_events RENAME COLUMN salt TO pepper")
    answer = maja.post("/personal-settings", data={"signature": PLANTED})  # without its token: a refusal to be logged
    assert answer.status_code in {500, 503}
    tells_nothing(caplog)


@pytest.mark.usefixtures("_as_in_production")
def test_a_session_that_cannot_be_kept(
    app: Flask, world: World, engine_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    maja = world.login("Maja")
    token = token_of(maja, "/personal-settings")
    stop = "CREATE TRIGGER stop BEFORE UPDATE ON login_sessions"
    if engine_name == "sqlite":
        broken(app, f"{stop} BEGIN SELECT RAISE(ABORT, 'stopped'); END")
    else:
        says = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$"
        broken(app, f"CREATE FUNCTION stop() {says}", f"{stop} FOR EACH ROW EXECUTE FUNCTION stop()")
    answer = maja.post("/language", data={"language": "en", "next": f"/{PLANTED}", "csrf_token": token})
    assert answer.status_code == 503
    tells_nothing(caplog)


@pytest.mark.usefixtures("_as_in_production")
def test_an_error_that_nobody_thought_of(app: Flask, world: World, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise ValueError(PLANTED)

    board = BOARD.of(app)
    BOARD.set(app, Board({"failing": fail}, {}))
    try:
        assert app.test_client().get("/readyz").status_code == 500
    finally:
        BOARD.set(app, board)
    assert "ValueError" in told(caplog)
    tells_nothing(caplog)
    del world
