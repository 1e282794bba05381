"""What PostgreSQL sees of the product: who is connected, and how long it may wait; nothing is set in a session."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app.core.database_timeouts import LIMITS, limit, set_limits
from app.core.db import APPLICATION, db, engine_options, session
from app.core.process import this_process_is
from tests.databases import migrate
from tests.statements import sent_to_database
from tests.world import World

LIMITED = "SELECT name, setting::int AS milliseconds FROM pg_settings WHERE name = ANY(:names)"


@pytest.fixture
def _web_again() -> Iterator[None]:
    yield
    this_process_is("web")


def limits(app: Flask) -> dict[str, int]:
    with app.app_context():
        found = session().execute(text(LIMITED), {"names": list(LIMITS)})
        read = {row.name: row.milliseconds for row in found}
        db.session.remove()
        db.engine.dispose()
        return read


@pytest.mark.usefixtures("_web_again")
def test_web_servers_workers_and_commands_are_told_apart(app: Flask, engine_name: str) -> None:
    if engine_name == "sqlite":
        return
    for kind in ("web", "worker", "command"):
        this_process_is(kind)
        with app.app_context():
            db.engine.dispose()
            assert session().scalar(text("SELECT current_setting('application_name')")) == f"{APPLICATION}{kind}"
            db.session.remove()


def test_the_database_itself_says_how_long_the_product_may_wait(
    app: Flask, database_url: str, engine_name: str
) -> None:
    if engine_name == "sqlite":
        return
    with psycopg.connect(database_url, autocommit=True) as owner:
        for name in LIMITS:
            owner.execute(f"ALTER DATABASE {owner.info.dbname} RESET {name}".encode())
    migrate(database_url)
    assert limits(app) == {
        "lock_timeout": 15_000,
        "statement_timeout": 30_000,
        "idle_in_transaction_session_timeout": 60_000,
    }


def test_what_the_administrator_has_chosen_is_kept(app: Flask, database_url: str, engine_name: str) -> None:
    if engine_name == "sqlite":
        return
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(limit(owner.info.dbname, "statement_timeout", "4s"))
    assert set_limits(database_url)
    assert limits(app)["statement_timeout"] == 4_000


def test_the_product_sets_nothing_in_a_session(app: Flask, world: World) -> None:
    """Behind a pooler the session is somebody else's the next moment."""
    with app.app_context():
        db.engine.dispose()
        if db.engine.dialect.name == "sqlite":
            return
    with sent_to_database(app) as said:
        world.send("Tolvan")
    assert said
    assert [
        statement for statement in said if statement.lstrip().upper().startswith(("SET ", "LISTEN", "PREPARE"))
    ] == []


def test_nothing_is_prepared_in_the_server_where_that_is_switched_off() -> None:
    assert engine_options("postgresql://a/b", prepare=False)["connect_args"]["prepare_threshold"] is None
    assert "prepare_threshold" not in engine_options("postgresql://a/b")["connect_args"]
