"""Migrations: one road, the tables that the models describe, and nothing lost when a table with children is remade."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Inspector, create_engine, inspect, text

from app.audit.readiness import log_has_room
from app.core.db import Base, db
from settings.database_address import sqlite_file
from tests.databases import ROOT
from tests.programs import close
from tests.world import World

SECOND = '''
"""Lets a case carry a mark: a change that makes SQLite copy the whole table."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases", recreate="auto") as table:
        table.add_column(sa.Column("mark", sa.String(10), nullable=True))
        table.alter_column("language", existing_type=sa.String(5), type_=sa.String(8), existing_nullable=False)
    with op.batch_alter_table("audit_subjects", recreate="auto") as table:
        table.alter_column("kind", existing_type=sa.String(40), type_=sa.String(60), existing_nullable=False)
'''


def head() -> str:
    [only] = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    return only


def test_there_is_one_newest_migration() -> None:
    assert head()


def test_the_models_are_what_the_migrations_make(database_url: str) -> None:
    engine = create_engine(database_url)  # as the owner has it: the product's own connections cannot ask for all of it
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": not_a_partition}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
    engine.dispose()


def not_a_partition(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind == "table" and str(name).startswith("audit_events_"))


def test_the_log_has_room_for_twenty_years_and_says_when_it_has_not(app: Flask, engine_name: str) -> None:
    with app.app_context():
        assert log_has_room()
        if engine_name == "postgresql":
            bounds = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit_events'::regclass"
            assert db.session.execute(text(bounds)).scalar_one() >= 20 + 1


@pytest.fixture
def with_a_second(tmp_path: Path) -> Path:
    """A copy of the migrations with one more, in a folder of its own."""
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "migrations/versions/9999_mark_case.py").write_text(SECOND.format(head=head()), encoding="utf-8")
    lines = ["[alembic]", f"script_location = {tmp_path}/migrations", f"prepend_sys_path = {ROOT}"]
    (tmp_path / "alembic.ini").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "alembic.ini"


def upgrade(ini: Path, url: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", str(ini), "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)


def counts(url: str) -> dict[str, int]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        names = Inspector.get_table_names(inspect(connection))
        found = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}
    engine.dispose()
    return found


def triggers(url: str) -> int:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    if engine.dialect.name == "postgresql":
        query = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    with engine.connect() as connection:
        found: int = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return found


def test_a_full_database_keeps_every_row_and_guard_when_a_table_is_remade(
    app: Flask, world: World, database_url: str, with_a_second: Path
) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    world.take(case_id)
    before, guards = counts(database_url), triggers(database_url)
    assert before["case_steps"] == 3
    assert guards > 0
    close(app)
    upgrade(with_a_second, database_url)
    assert (counts(database_url), triggers(database_url)) == (before, guards)
    assert world.case(case_id).version == 3
    assert "mark" in columns(database_url)


def columns(url: str) -> set[str]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    found = {column["name"] for column in inspect(engine).get_columns("cases")}
    engine.dispose()
    return found


def test_an_upgrade_that_leaves_orphans_is_taken_back_whole(
    app: Flask, world: World, database_url: str, engine_name: str, with_a_second: Path
) -> None:
    """On SQLite foreign keys sleep while migrating, so the upgrade looks for orphans itself. PostgreSQL never sleeps."""
    world.send("Tolvan")
    close(app)
    script = with_a_second.parent / "migrations/versions/9999_mark_case.py"
    script.write_text(SECOND.format(head=head()) + '    op.execute("DELETE FROM cases")\n', encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        upgrade(with_a_second, database_url)
    assert counts(database_url)["cases"] == 1
    assert "mark" not in columns(database_url)


def test_migrations_never_import_the_product() -> None:
    scripts = (ROOT / "migrations/versions").glob("*.py")
    assert not [path.name for path in scripts if "import app" in path.read_text() or "from app" in path.read_text()]


def test_no_foreign_key_deletes_along(app: Flask) -> None:
    constraints = [key for table in Base.metadata.tables.values() for key in table.foreign_keys]
    assert [str(key) for key in constraints if key.ondelete or key.onupdate] == []


def test_a_database_made_by_sqlite_keeps_its_guards_apart_for_each_table(database_url: str, engine_name: str) -> None:
    if engine_name != "sqlite":
        return
    with closing(sqlite3.connect(sqlite_file(database_url))) as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    tables = ("audit_events", "audit_subjects")
    assert names == {f"{table}_no_{act}" for table in tables for act in ("update", "delete", "replace", "leap")}
