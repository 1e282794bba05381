"""The log can be added to and read. Everything else is refused by the database, also for the product's own connection."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.cases.services.distribution import take_case
from app.cases.services.replies import Reply, send_final_reply
from app.cases.services.steps import StepCommand
from app.casework.services.opening import open_case
from app.core.db import Base, db, session
from app.core.log_triggers import LOG_TABLES
from app.portal.services.opening import open_own_case
from settings.database_address import sqlite_file
from tests.conftest import Engine, configured
from tests.programs import close, give_rights
from tests.world import World, operation

EVERYWHERE = (
    "UPDATE {t} SET kind = 'case_read'",
    "UPDATE {t} SET kind = kind WHERE id = 1",
    "DELETE FROM {t}",
    "DELETE FROM {t} WHERE id = 1",
    "DROP TABLE {t}",
    "ALTER TABLE {t} RENAME TO forgotten",
    "ALTER TABLE {t} ADD COLUMN more TEXT",
)
ON_SQLITE = (
    "REPLACE INTO {t} SELECT * FROM {t}",
    "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
    "UPDATE OR REPLACE {t} SET id = 1",
    "INSERT INTO {t} SELECT * FROM {t} WHERE true ON CONFLICT DO UPDATE SET kind = 'case_read'",
    "DROP TRIGGER {t}_no_update",
    "DROP TRIGGER {t}_no_delete",
    "DROP TRIGGER {t}_no_replace",
    "CREATE TRIGGER mine AFTER INSERT ON {t} BEGIN DELETE FROM operations; END",
    "CREATE TEMP TRIGGER mine AFTER INSERT ON {t} BEGIN DELETE FROM operations; END",
    "ALTER TABLE {t} DROP COLUMN level",
    "ATTACH DATABASE ':memory:' AS other",
    "CREATE TEMP TABLE {t} AS SELECT 1",
    "CREATE TEMP TABLE mine (id INTEGER)",
    "CREATE TEMP VIEW {t} AS SELECT 1",
    "CREATE TEMP VIEW mine AS SELECT 1",
    "CREATE TABLE mine (id INTEGER)",
    "CREATE VIEW mine AS SELECT * FROM {t}",
    "CREATE VIRTUAL TABLE mine USING fts5(a)",
    "CREATE UNIQUE INDEX mine ON {t} (kind)",
    "CREATE TEMP TABLE a (b)",
    "REINDEX {t}",
    "ANALYZE {t}",
    "VACUUM",
    "VACUUM INTO '/dev/shm/a-copy-of-the-log.db'",
    "SELECT load_extension('mine')",
    "INSERT INTO sqlite_master SELECT * FROM sqlite_master",
    "INSERT INTO {t} SELECT * FROM (SELECT 9223372036854775807) CROSS JOIN (SELECT {rest} FROM {t} LIMIT 1)",
    "PRAGMA journal_mode = OFF",
    "PRAGMA journal_mode = MEMORY",
    "PRAGMA synchronous = OFF",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA trusted_schema = ON",
    "PRAGMA query_only = 1",
    "PRAGMA secure_delete = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store_directory = '/dev/shm'",
    "PRAGMA user_version = 7",
    "PRAGMA main.cache_size(1)",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "DELETE FROM sqlite_master WHERE name = '{t}'",
    "UPDATE sqlite_master SET sql = '' WHERE name = '{t}'",
)
ON_POSTGRESQL = (
    "TRUNCATE {t}",
    "TRUNCATE {t} CASCADE",
    "INSERT INTO {t} SELECT * FROM {t} ON CONFLICT (id, at) DO UPDATE SET kind = 'case_read'",
    "MERGE INTO {t} a USING {t} b ON a.id = b.id WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM {t} RETURNING 1) SELECT count(*) FROM gone",
)
ONLY_FOR_AN_OWNER = (
    "ALTER TABLE {t} DISABLE TRIGGER ALL",
    "DROP TRIGGER {t}_no_change ON {t}",
    "DROP FUNCTION log_is_append_only() CASCADE",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER mine BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION log_is_append_only()",
    "ALTER TABLE audit_events DETACH PARTITION audit_events_2026",
    "DROP TABLE audit_events_2026",
    "DELETE FROM audit_events_2026",
    "INSERT INTO audit_events_2026 SELECT * FROM audit_events",
    "SELECT * FROM audit_events_2026",
    "UPDATE alembic_version SET version_num = '0'",
)


def said(table: str, *corpora: tuple[str, ...]) -> list[str]:
    rest = ", ".join(column.name for column in Base.metadata.tables[table].columns if column.name != "id")
    return [statement.format(t=table, rest=rest) for corpus in corpora for statement in corpus]


@pytest.fixture
def filled(app: Flask, world: World) -> Flask:
    """The product, with something in both tables of the log."""
    case_id = world.send("Tolvan")
    with app.app_context():
        open_case(world.staff("Maja"), case_id, "sv")
    return app


def contents(app: Flask) -> list[object]:
    with app.app_context():
        found = [session().execute(text(f"SELECT * FROM {t} ORDER BY id")).all() for t in LOG_TABLES]
        db.session.remove()
    return [tuple(row) for rows in found for row in rows]


def is_refused(app: Flask, *statements: str) -> bool:
    """Whether the statements, sent as one write of the product's own connection, are refused."""
    with app.app_context(), db.engine.connect() as connection:
        try:
            connection.execution_options(writes=True)
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.commit()
        except SQLAlchemyError:
            connection.rollback()
            return True
    return False


@pytest.mark.parametrize("table", LOG_TABLES)
def test_the_products_own_connection_can_change_nothing_in_the_log(filled: Flask, table: str, engine_name: str) -> None:
    before = contents(filled)
    tried = (EVERYWHERE, ON_SQLITE) if engine_name == "sqlite" else (EVERYWHERE[:4], ON_POSTGRESQL)
    statements = said(table, *tried)
    taken = [statement for statement in statements if not is_refused(filled, statement)]
    assert contents(filled) == before
    assert taken == []


@pytest.mark.parametrize("table", LOG_TABLES)
def test_it_is_the_guard_that_refuses_and_no_slip_of_the_pen(filled: Flask, table: str, engine_name: str) -> None:
    if engine_name != "sqlite":
        return
    reasons: dict[str, str] = {}
    with filled.app_context(), db.engine.connect() as connection:
        connection.execution_options(writes=True)
        for statement in said(table, EVERYWHERE, ON_SQLITE):
            with pytest.raises(SQLAlchemyError) as refused:
                connection.exec_driver_sql(statement)
            reasons[statement] = str(refused.value.__cause__)
    words = ("not authorized", "append-only", "prohibited", "may not be", "within a transaction")
    assert {one: why for one, why in reasons.items() if not any(word in why for word in words)} == {}


def test_no_partition_can_be_emptied_or_changed(filled: Flask, engine_name: str) -> None:
    if engine_name == "sqlite":
        return  # one table, no partitions
    before = contents(filled)
    with filled.app_context():
        found = session().execute(
            text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_events'::regclass")
        )
        partitions = list(found.scalars())
        db.session.remove()
    assert set(partitions) == {"audit_events_default", *(f"audit_events_{year}" for year in range(2025, 2046))}
    taken = [
        statement
        for name in partitions
        for statement in (f"TRUNCATE {name}", f"TRUNCATE ONLY {name}")
        if not is_refused(filled, statement)
    ]
    changes = ("DELETE FROM audit_events_2026", "UPDATE audit_events_2026 SET kind = 'x'")
    taken += [statement for statement in changes if not is_refused(filled, statement)]
    assert (taken, contents(filled)) == ([], before)


def test_the_guards_stay_awake_while_a_replica_would_let_ordinary_triggers_sleep(
    filled: Flask, engine_name: str
) -> None:
    if engine_name == "sqlite":
        return  # has no such mode
    before = contents(filled)
    asleep = "SET LOCAL session_replication_role = replica"
    for table in LOG_TABLES:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET kind = 'x'", f"TRUNCATE {table}"):
            assert is_refused(filled, asleep, statement)
    assert contents(filled) == before


def test_a_raw_connection_to_the_file_is_stopped_by_the_triggers_too(
    filled: Flask, database_url: str, engine_name: str
) -> None:
    if engine_name != "sqlite":
        return
    for table in LOG_TABLES:
        for statement in said(table, EVERYWHERE[:4], ON_SQLITE[:4]):
            with (
                closing(sqlite3.connect(sqlite_file(database_url))) as raw,
                pytest.raises(sqlite3.IntegrityError),
            ):
                raw.execute(statement)


def test_the_log_can_still_be_added_to_and_read(filled: Flask, world: World) -> None:
    before = contents(filled)
    world.send("Nina")
    after = contents(filled)
    assert len(after) > len(before)
    assert set(before) <= set(after)


@pytest.fixture(params=["app_runtime", "Inkorg test"])
def as_runtime(
    engine: Engine, engine_name: str, database_url: str, request: pytest.FixtureRequest
) -> Iterator[Flask | None]:
    """The product, connected as the role of ``migrations/runtime_role.sql``. None on SQLite, which has no roles."""
    role: str = request.param
    if engine_name == "sqlite":
        yield None
        return
    login = f"runtime_{uuid.uuid4().hex[:8]}"
    plain = database_url.replace("postgresql+psycopg://", "postgresql://")
    give_rights(database_url, None if role == "app_runtime" else role)
    with psycopg.connect(plain, autocommit=True) as owner:
        words = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'runtime' IN ROLE {}")
        owner.execute(words.format(sql.Identifier(login), sql.Identifier(role)))
    app = create_app(configured(with_login(database_url, login), engine.keyring))
    with app.app_context():
        assert session().scalar(text("SELECT session_user")) == login
        db.session.remove()
    yield app
    close(app)
    with psycopg.connect(plain, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(login)))
        owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))
        owner.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))


def with_login(url: str, login: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"{scheme}://{login}:runtime@{rest.split('@', 1)[1]}"


def test_the_runtime_role_can_do_none_of_it_either(as_runtime: Flask | None) -> None:
    if as_runtime is None:
        return
    World(as_runtime).send("Tolvan")
    before = contents(as_runtime)
    statements = [s for t in LOG_TABLES for s in said(t, EVERYWHERE, ON_POSTGRESQL, ONLY_FOR_AN_OWNER)]
    taken = [statement for statement in statements if not is_refused(as_runtime, statement)]
    assert (taken, contents(as_runtime)) == ([], before)


def test_the_product_works_as_the_runtime_role(as_runtime: Flask | None) -> None:
    if as_runtime is None:
        return
    world = World(as_runtime)
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    with as_runtime.app_context():
        take_case(world.staff("Hanna"), case_id, StepCommand(2, operation()))
        send_final_reply(world.staff("Hanna"), case_id, Reply("Klart", 3, operation()))
        assert open_own_case(world.citizen("Tolvan"), case_id, "sv").case_id == case_id
