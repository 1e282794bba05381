"""What is asked of the database: that it answers, can be written, and has the tables that this code needs."""

import platform
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, text
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import atomic, insert_for, session
from app.core.journal import named
from app.readiness.fitness import Unfit
from app.readiness.models import Heartbeat

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations" / "versions"
FORGOTTEN = timedelta(days=1)
_HAS_TABLES = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
}
_MAY_LOG = """
    SELECT has_table_privilege('audit_events', 'INSERT') AND has_table_privilege('audit_subjects', 'INSERT')
"""


def database_answers() -> None:
    """It can be read."""
    try:
        session().execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        message = f"it does not answer ({named(error)})"
        raise Unfit(message) from error


def can_be_written() -> None:
    """A row of this node's own is stored and committed, and the log may be added to; nothing is put in the log."""
    try:
        with atomic() as current:
            if current.get_bind().dialect.name == "postgresql":
                current.execute(text("SET LOCAL lock_timeout = '3s'"))
                if not current.execute(text(_MAY_LOG)).scalar():
                    raise Unfit("the role may not add to the log: nothing can be read or written")
            beat = insert_for(current, Heartbeat).values(node=platform.node() or "?", at=clock.now())
            current.execute(beat.on_conflict_do_update(index_elements=["node"], set_={"at": beat.excluded.at}))
            current.execute(delete(Heartbeat).where(Heartbeat.at < clock.now() - FORGOTTEN))
    except SQLAlchemyError as error:
        message = f"nothing can be written ({named(error)})"
        raise Unfit(message) from error


def newest_migration() -> str:
    """The schema that this code was written for: migrations are numbered, and their names begin with the number."""
    return max(file.name[:4] for file in MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def has_the_schema(newest: str) -> None:
    """The tables are those of this code's last migration, or of a newer one: a release only adds."""
    current = session()
    if current.execute(text(_HAS_TABLES[current.get_bind().dialect.name])).first() is None:
        raise Unfit("the database has no tables of ours, or the role may not see them: run the migrations")
    found = schema_level()
    if found < newest:
        message = (
            f"the tables are those of migration {found or 'none'} and this code needs {newest}: run the migrations"
        )
        raise Unfit(message)


def schema_level() -> str:
    """The migration that the tables are at; empty where none has been run."""
    levels = session().execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return max(levels, default="")
