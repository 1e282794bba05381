"""From SQLite to PostgreSQL: all of it, the log byte for byte, or nothing; then the product goes on there."""

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import text

from app import create_app
from app.backup.copying import copy_to
from app.backup.errors import BackupError
from app.backup.restoring import restore
from app.backup.rows import tables
from app.core.db import Base, db, session
from app.core.in_use import in_use
from demo.database import prepared
from settings.database_address import sqlite_file
from tests.conftest import Engine, configured
from tests.databases import SCRATCH
from tests.log_lines import Line, events_since, latest
from tests.programs import close
from tests.world import World

LOG = "SELECT id, event_id, salt, payload FROM audit_events WHERE kind <> 'database_copied' ORDER BY id"


def quiet(_line: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def demo(engine: Engine) -> Iterator[str]:
    """A SQLite database with thirty days of a clinic."""
    folder = Path(tempfile.mkdtemp(prefix="vi-copy-", dir=SCRATCH))
    url = f"sqlite:///{folder / 'clinic.db'}"
    app = prepared(configured(url, engine.keyring))
    close(app)
    yield url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def source(demo: str, tmp_path: Path) -> str:
    """A copy of it, for one test."""
    shutil.copyfile(sqlite_file(demo), tmp_path / "clinic.db")
    return f"sqlite:///{tmp_path / 'clinic.db'}"


@pytest.fixture
def target(database_url: str, engine_name: str) -> Iterator[str]:
    """An empty database beside the test's own; nothing where the suite runs on SQLite alone."""
    if engine_name == "sqlite":
        yield ""
        return
    name = f"copy_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield database_url.replace(f"/{admin.info.dbname}", f"/{name}", 1)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def log_of(url: str) -> list[tuple[object, ...]]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(url))) as file:
            return [(i, uuid.UUID(e), s, p) for i, e, s, p in file.execute(LOG)]
    with psycopg.connect(url) as server:
        return list(server.execute(LOG))


def rows_in(url: str) -> int:
    with psycopg.connect(url) as server:
        found = server.execute("SELECT count(*) FROM audit_events").fetchone() or (0,)
        return int(found[0])


def test_every_table_is_copied_and_none_is_forgotten(source: str, target: str) -> None:
    assert {table.name for table in tables()} == set(Base.metadata.tables)
    if not target:
        return
    copied = copy_to(source, target, quiet)
    assert set(copied) == set(Base.metadata.tables)
    with closing(sqlite3.connect(sqlite_file(source))) as file, psycopg.connect(target) as server:
        for name, tally in copied.items():
            asked = f'SELECT count(*) FROM "{name}"' + (
                " WHERE kind <> 'database_copied'" if name == "audit_events" else ""
            )
            assert file.execute(asked).fetchone() == server.execute(asked.encode()).fetchone() == (tally.rows,), name
    assert copied["cases"].rows > 40
    assert log_of(source) == log_of(target)


def test_the_product_goes_on_where_the_copy_is(source: str, target: str, engine: Engine, app: Flask) -> None:
    if not target:
        return
    copy_to(source, target, quiet)
    moved = create_app(configured(target, engine.keyring))
    world = World(moved)
    with moved.app_context():
        old = session().execute(text("SELECT id, number FROM cases ORDER BY number DESC")).first()
        assert old is not None
        clinic = session().execute(text("SELECT clinic_id FROM cases WHERE id = :id"), {"id": old.id}).scalar()
        db.session.remove()
    maja = world.login("Maja") if clinic == world.clinic_id() else world.login("Hugo")
    assert maja.get(f"/cases/{old.id}").status_code == 200
    new = world.send("Tolvan", text="Efter flytten")
    with moved.app_context():
        number = session().execute(text("SELECT number FROM cases WHERE id = :id"), {"id": new}).scalar()
        assert number > old.number + 1_000, "the next ones are the file's own, should somebody go back to it"
        with pytest.raises(Exception, match="append-only"), db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM audit_events")
        db.session.remove()
        db.engine.dispose()


def test_the_last_line_of_the_copied_log_tells_of_the_copy(source: str, target: str, engine: Engine) -> None:
    if not target:
        return
    copy_to(source, target, quiet)
    moved = create_app(configured(target, engine.keyring))
    line = Line("database_copied", "system command_line as system, system", "database", at="", by="")
    last = events_since(moved, latest(moved) - 1, {})
    close(moved)
    assert last == [line]


def test_a_database_that_holds_anything_is_left_alone(source: str, database_url: str, engine_name: str) -> None:
    if engine_name == "sqlite":
        return
    with pytest.raises(BackupError, match="not empty"):
        copy_to(source, database_url, quiet)


def test_a_database_of_something_else_is_left_alone(source: str, target: str) -> None:
    if not target:
        return
    with psycopg.connect(target) as server:
        server.execute("CREATE TABLE somebody_elses (id int)")
    with pytest.raises(BackupError, match="not empty"):
        copy_to(source, target, quiet)


def test_a_copy_that_breaks_off_leaves_nothing_and_is_made_by_the_next(source: str, target: str) -> None:
    if not target:
        return

    def break_off(line: str) -> None:
        if line.startswith("cases "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_to(source, target, break_off)
    assert rows_in(target) == 0
    assert copy_to(source, target, quiet)["audit_events"].rows + 1 == rows_in(target)


def test_a_text_that_postgresql_cannot_hold_stops_it_without_being_told(source: str, target: str) -> None:
    if not target:
        return
    with closing(sqlite3.connect(sqlite_file(source))) as file:
        file.execute("UPDATE staff_members SET title = 'hemlig' || char(0)")
        file.commit()
    with pytest.raises(BackupError, match="The copy could not be made") as refused:
        copy_to(source, target, quiet)
    assert "hemlig" not in str(refused.value)
    assert rows_in(target) == 0


def test_a_running_product_is_not_copied_from(source: str) -> None:
    with in_use(sqlite_file(source).parent), pytest.raises(BackupError, match="Stop web servers"):
        copy_to(source, "postgresql://nobody@127.0.0.1:1/x", quiet)


def test_a_database_of_an_older_release_is_migrated_first(source: str, target: str) -> None:
    with closing(sqlite3.connect(sqlite_file(source))) as file:
        file.execute("UPDATE alembic_version SET version_num = '0001'")
        file.commit()
    with pytest.raises(BackupError, match="alembic upgrade head"):
        copy_to(source, target or "postgresql://nobody@127.0.0.1:1/x", quiet)


def test_a_server_that_is_away_is_a_sentence_and_no_traceback(source: str, tmp_path: Path) -> None:
    away = "postgresql://nobody:hemlig@127.0.0.1:1/x"
    backup = tmp_path / "backup"
    backup.write_bytes(b"")
    for act in (lambda: copy_to(source, away, quiet), lambda: restore(away, backup)):
        with pytest.raises(BackupError, match="does not answer, nothing is changed") as refused:
            act()
        assert "hemlig" not in str(refused.value)


@pytest.mark.parametrize(
    ("there", "here"), [("sqlite:////x", "sqlite:////y"), ("postgresql://a/b", "postgresql://a/c")]
)
def test_it_goes_from_sqlite_to_postgresql_only(there: str, here: str) -> None:
    with pytest.raises(BackupError, match="from SQLite"):
        copy_to(there, here, quiet)
