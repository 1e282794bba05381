"""Both database engines behind one door: the declarative base, column types, and the only commit in the code.

Why writers begin with ``BEGIN IMMEDIATE`` on SQLite, and why the option is set before anything else in the
transaction: see docs/adr/0003-two-engines-one-code.md.
"""

import enum
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Uuid,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from app.core import clock, measures
from app.core.database_timeouts import LOCK_SECONDS
from app.core.process import process_kind
from app.core.sqlite_guard import prepare_sqlite
from app.core.text import LAST, LONGEST_KEY
from settings.database_address import is_sqlite

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC, in and out, on both engines; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive datetime does not say when"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(members: type[enum.StrEnum], name: str) -> Enum:
    """A column of the enum's values (not names) with a CHECK named ``name`` on both engines."""
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda cls: [member.value for member in cls],
    )


def key_type(length: int = LONGEST_KEY) -> String:
    """A column of keys (``core.text``), compared by their bytes on both engines."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def begins(key: Any, beginning: str) -> ColumnElement[bool]:
    """SQL: the key begins so. A range, which an index of keys serves on both engines, also for a prepared statement."""
    found: ColumnElement[bool] = key.between(beginning, beginning + LAST)
    return found


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), uuid.UUID: Uuid()}  # noqa: RUF012 - SQLAlchemy reads it so


class Keyed:
    """A row with a random key, fit for an address."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})


def session() -> Session:
    """The request's or the job's session."""
    return db.session()


@contextmanager
def atomic() -> Iterator[Session]:
    """One write transaction: all of it is stored when the block ends, or nothing is.

    Refuses to start over changes somebody left pending; ends earlier reads, so that what is read inside is current.
    """
    current = session()
    if current.new or current.dirty or current.deleted:
        msg = "changes were made outside atomic()"
        raise RuntimeError(msg)
    current.rollback()
    current.connection(execution_options={"writes": True})
    try:
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise


EngineInsert = postgresql.Insert | sqlite.Insert
InsertMaker = Callable[[type[Base]], EngineInsert]


def insert_maker(current: Session) -> InsertMaker:
    """The ``insert`` of the session's engine, which may say what happens ``on_conflict``.

    One of two, so that what is built with it can be kept: to build a statement takes longer than to carry it out.
    """
    return postgresql.insert if current.get_bind().dialect.name == "postgresql" else sqlite.insert


def insert_for(current: Session, table: type[Base]) -> EngineInsert:
    """An ``insert`` into the table in the words of the session's engine."""
    return insert_maker(current)(table)


def database_time(current: Session) -> datetime:
    """Now, by the database's clock where it may be another machine's; by ours on SQLite and while the clock is fixed."""
    if clock.is_fixed() or current.get_bind().dialect.name == "sqlite":
        return clock.now()
    moment: datetime = current.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def engine_options(database_url: str, *, prepare: bool = True) -> Mapping[str, Any]:
    """Options for ``create_engine`` that suit the address; errors never quote what was to be stored.

    ``prepare``: whether statements may be prepared in the server, which a pooler that lends connections out for one
    transaction at a time does not bear (PgBouncer before 1.22, and later ones without ``max_prepared_statements``).
    """
    if is_sqlite(database_url):
        lite = {"isolation_level": None, "timeout": LOCK_SECONDS, "check_same_thread": False}
        return {"hide_parameters": True, "connect_args": lite}
    connect = {"connect_timeout": 5} if prepare else {"connect_timeout": 5, "prepare_threshold": None}
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
        "connect_args": connect,
    }


def count_connections(engine: Engine) -> None:
    """Set the metric of connections in use: called at each checkout, and when a request has returned its own."""
    if isinstance(engine.pool, QueuePool):
        measures.connections.set(engine.pool.checkedout())


APPLICATION = "vardinkorgen-"


def _name_connection(_dialect: Dialect, _record: object, _arguments: object, known: dict[str, Any]) -> None:
    known.setdefault("application_name", f"{APPLICATION}{process_kind()}")


def install(engine: Engine) -> None:
    """Teach an engine our way to begin; once for each engine.

    Nothing is set in a session of PostgreSQL: behind a pooler it would be somebody else's the next moment. How long a
    statement may wait stands with the database (``app.core.database_timeouts``).
    """
    event.listen(engine, "checkout", lambda *_: count_connections(engine))
    if engine.dialect.name != "sqlite":
        event.listen(engine, "do_connect", _name_connection)
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        prepare_sqlite(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
