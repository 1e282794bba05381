"""How migrations run on both engines. Needs no application: only an address and the models' metadata.

On SQLite, with foreign keys enforced, a batch change silently deleted every child row, and it drops triggers in either
mode. So: foreign keys off while migrating, a check before the commit, and the log's triggers made again after it.
"""

import os
import sqlite3
import sys
from typing import Any, Literal, NoReturn

import psycopg
from alembic import context
from sqlalchemy import Connection, create_engine, event, pool

import app.models  # noqa: F401 - fills the metadata
from app.backup.errors import BackupError
from app.backup.restoring import tidy_after_restore
from app.core import journal
from app.core.database_timeouts import ASK_THE_ADMINISTRATOR, set_limits
from app.core.db import Base
from app.core.log_triggers import make_sqlite_triggers
from app.core.process import this_process_is
from config import ConfigError
from settings.connections import owner_address
from settings.database_address import for_sqlalchemy
from settings.environment import Environment
from settings.journal import journal_settings

PARTITIONED = "audit_events_"


def database_url() -> str:
    """The address that Alembic was started with, else the environment's: the owner's, if it has one."""
    given = context.config.get_main_option("sqlalchemy.url")
    if given:
        return given
    env = Environment(os.environ)
    url, told = owner_address(env), journal_settings(env)
    if env.faults:
        _refuse(env.faults)
    this_process_is("command")
    journal.begin(told.level, told.form)
    return url


def finish_restore(url: str) -> None:
    """The first question to the database: whoever typed the command is told in a sentence when it does not answer."""
    try:
        tidy_after_restore(url)
    except (BackupError, psycopg.OperationalError) as error:
        if context.config.cmd_opts is None:
            raise
        _refuse([str(error).strip()])


def _refuse(faults: list[str]) -> NoReturn:
    sys.stderr.write(f"{ConfigError(faults, 'The database is not migrated')}\n")
    sys.exit(2)


def is_ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Whether autogenerate should look at it: partitions are made by the migration, not by models."""
    return not (kind == "table" and name is not None and name.startswith(PARTITIONED))


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types as what they are in the database, so that no migration imports the product."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    del autogen_context
    return False


def run() -> None:
    """Upgrade in one transaction; on PostgreSQL give up early rather than wait for a lock."""
    url = database_url()
    finish_restore(url)
    engine = create_engine(for_sqlalchemy(url), poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_foreign_keys)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '5s'; SET statement_timeout = 0")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            render_item=render_item,
            include_object=is_ours,
            compare_type=True,
            transaction_per_migration=False,
            transactional_ddl=True,
            on_version_apply=_step,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check(connection)
            _say(f"The tables are of version {context.get_context().get_current_revision()}.")
    if engine.dialect.name == "postgresql" and not set_limits(url):
        print(ASK_THE_ADMINISTRATOR)  # noqa: T201 - whoever upgrades must know
    engine.dispose()


def _step(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:  # alembic calls it by these names
    del ctx, heads, run_args
    _say(f"{step.up_revision_id}: {step.up_revision.doc.splitlines()[0]}")


def _say(line: str) -> None:
    """To whoever typed it: they must see what was done. Programs that migrate (the demo, a copy) hear nothing."""
    if context.config.cmd_opts is not None:
        print(line)  # noqa: T201 - a command's answer


def _without_foreign_keys(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


def _check(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        msg = f"the migration left rows without their parents: {orphans[:5]}"
        raise RuntimeError(msg)
    make_sqlite_triggers(connection)


run()
