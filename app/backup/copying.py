"""From SQLite to an empty PostgreSQL: every row as it is, the log byte for byte, in one transaction; counted and compared.

Only those who own the target can do it, and the log's guards stay in place: it is added to, as always.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, create_engine, delete, func, inspect, pool, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.audit.events import Event, write_event
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent, AuditSubject
from app.backup.errors import BackupError
from app.backup.numbers import move_on_postgresql
from app.backup.rows import Count, Tally, rows_of, tables, tally, unknown_tables
from app.backup.running import stopped
from app.core import clock
from app.core.db import Base, engine_options, install
from app.readiness.database import newest_migration
from app.roles.services.bootstrap import COMMAND_LINE
from settings.database_address import for_sqlalchemy, is_sqlite, sqlite_file
from settings.postgresql import variables_beside

ROOT = Path(__file__).resolve().parents[2]
_LOG = {AuditEvent.__tablename__, AuditSubject.__tablename__}
_FILLED = ("audit_events", "clinics", "citizens", "staff_members")  # whatever was done, one of them has rows
_NO_TIMEOUTS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
_ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('restore'), 0)"


def copy_to(source_url: str, target_url: str, report: Callable[[str], None]) -> Mapping[str, Tally]:
    """Copy the whole database, or raise and leave the target empty; what each table holds in both."""
    if not is_sqlite(source_url) or is_sqlite(target_url):
        raise BackupError("copy-to moves from SQLite (DATABASE_URL) to PostgreSQL (the address that is given).")
    if not sqlite_file(source_url).exists():
        raise BackupError(f"There is no database {sqlite_file(source_url)}.")
    try:
        with stopped(source_url), _reading(source_url) as source:
            _refuse_unless_newest(source)
            with stopped(target_url):
                _make_tables(target_url)
                with _writing(target_url) as target:
                    return _copy(source, target, report)
    except (SQLAlchemyError, psycopg.Error) as error:
        raise BackupError(f"The copy could not be made, nothing is changed: {_reason(error)}") from error


@contextmanager
def _reading(url: str) -> Iterator[Connection]:
    """One moment of it."""
    engine = create_engine(for_sqlalchemy(url), poolclass=pool.NullPool, **_only_how_to_connect(url))
    install(engine)
    with engine.begin() as connection:
        yield connection


@contextmanager
def _writing(url: str) -> Iterator[Connection]:
    engine = create_engine(for_sqlalchemy(url), poolclass=pool.NullPool, **_only_how_to_connect(url))
    install(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(_NO_TIMEOUTS)
        if connection.scalar(text(_ONE_AT_A_TIME)) is not True:
            raise BackupError("A restore or copy of the database is under way. Wait until it is done.")
        yield connection


def _only_how_to_connect(url: str) -> Mapping[str, Mapping[str, object]]:
    return {"connect_args": engine_options(url, prepare=False)["connect_args"]}


def _refuse_unless_newest(source: Connection) -> None:
    """A table that the code does not know would stay behind; one that it lacks would be missed."""
    there = "alembic_version" in inspect(source).get_table_names()
    if not there or source.scalar(text("SELECT version_num FROM alembic_version")) != newest_migration():
        raise BackupError("The database has not this code's tables. Run first: python -m alembic upgrade head")
    if unknown := unknown_tables(source):
        raise BackupError(f"The database has tables that this code does not know: {', '.join(sorted(unknown))}")


def _make_tables(url: str) -> None:
    """In a database with nothing in it; one that an earlier copy was broken off in has them already."""
    with _writing(url) as target:
        found = inspect(target).get_table_names()
        if unknown_tables(target) or ("alembic_version" not in found and found):
            raise BackupError("The target database is not empty: it has other tables.")
    _migrate(url)


def _migrate(url: str) -> None:
    """In a process of its own, as an installation does it: what migrations need takes long to load."""
    beside = {"OWNER_DATABASE_URL_FILE", *variables_beside(os.environ)}
    environment = {name: value for name, value in os.environ.items() if name not in beside}
    environment["OWNER_DATABASE_URL"] = url
    ended = subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=False)
    if ended.returncode != 0:
        raise BackupError("The tables could not be made in the target database. It says why above.")


def _copy(source: Connection, target: Connection, report: Callable[[str], None]) -> Mapping[str, Tally]:
    _refuse_unless_empty(target)
    for table in reversed(tables()):
        if table.name not in _LOG:
            target.execute(delete(table))  # what the migrations themselves put there
    copied = {}
    for table in tables():
        there = _copy_table(source, target, table)
        if tally(rows_of(target, table)) != there:
            raise BackupError(f"The table {table.name} is not the same in the copy. Nothing is changed.")
        copied[table.name] = there
        report(f"{table.name:<24} {there.rows:>10}  {there.digest[:16]}")
    for table in tables():
        _move_number_on(target, table)
    move_on_postgresql(
        _driver(target)
    )  # who goes back to the file, or copies it again, gives the numbers after its last
    event = Event(EventKind.DATABASE_COPIED, role="system", relation="system", resource="database")
    write_event(Session(bind=target), COMMAND_LINE, event, clock.now())
    return copied


def _refuse_unless_empty(target: Connection) -> None:
    for name in _FILLED:
        table = Base.metadata.tables[name]
        if target.scalar(select(func.count()).select_from(table)):
            raise BackupError(f"The target database is not empty: {name} has rows.")


def _copy_table(source: Connection, target: Connection, table: Table) -> Tally:
    count, columns = Count(), [sql.Identifier(column.name) for column in table.columns]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), sql.SQL(", ").join(columns))
    with _driver(target).cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows_of(source, table):
            count.add(row)
            copy.write_row(row)
    return count.tally()


def _driver(connection: Connection) -> psycopg.Connection:
    """The driver's own connection, in the same transaction: SQLAlchemy knows no COPY."""
    found = connection.connection.driver_connection
    if not isinstance(found, psycopg.Connection):
        raise TypeError(found)
    return found


def _move_number_on(target: Connection, table: Table) -> None:
    """A row that is added gets the number after the last."""
    column = table.autoincrement_column
    if column is None:
        return
    last = target.scalar(select(func.max(column)))
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    if last is not None and target.scalar(select(sequence)) is not None:
        target.scalar(select(func.setval(sequence, last)))


def _reason(error: Exception) -> str:
    """In PostgreSQL's own words, without the rows that it was about."""
    origin = getattr(error, "orig", None) or error
    message = origin.diag.message_primary if isinstance(origin, psycopg.Error) else None
    return f"{type(origin).__name__}: {message or 'see the log of the database'}"
