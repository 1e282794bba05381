"""The demo's database: made whole the first time, brought to the newest schema after that."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app import create_app
from app.core.crypto import Keyring
from app.core.db import db
from app.readiness.database import newest_migration
from config import ROOT, Config
from demo.absences import load_absences
from demo.addresses import load_addresses
from demo.cases import load_cases
from demo.folder import refuse
from demo.mornings import have_the_last_morning_done
from demo.people import is_empty, load_people
from demo.records import load_records
from demo.replies import load_replies
from settings.database_address import SQLITE, is_sqlite, sqlite_file


def prepared(config: Config) -> Flask:
    """An application whose keyring, database and (the first time) demo data are there."""
    path = embedded(config)
    if not config.keyring_path.exists():
        if path is not None and path.exists():
            refuse(f"{config.keyring_path} saknas, och utan den går demodata inte att läsa. Gör nya: make demo-reset")
        Keyring.create(config.keyring_path)
    if path is not None and not path.exists():
        _make(config, path)
    if not is_current(config.database_url):
        migrate(config.database_url)
    app = create_app(config)
    _fill(app)
    return app


def embedded(config: Config) -> Path | None:
    """The file of an embedded database; None when the database is a server's."""
    return sqlite_file(config.database_url) if is_sqlite(config.database_url) else None


def forget(path: Path) -> None:
    """Remove an embedded database whole."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _make(config: Config, path: Path) -> None:
    """In a file beside, so that a first start that is broken off leaves nothing half done."""
    making = path.with_name(f"{path.name}.making")
    forget(making)
    aside = replace(config, database_url=f"{SQLITE}{making}")
    migrate(aside.database_url)
    app = create_app(aside)
    _fill(app)
    with app.app_context():
        db.engine.dispose()
    with sqlite3.connect(making) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    making.replace(path)


def _fill(app: Flask) -> None:
    with app.app_context():
        if is_empty():
            print("Lägger in demodata …", flush=True)
            load_people()
            load_cases()
            load_addresses()
            load_absences()
            load_records()
            load_replies()
            have_the_last_morning_done()
        db.session.remove()


def is_current(database_url: str) -> bool:
    """Whether an embedded database has the newest schema: one question, much quicker than starting Alembic."""
    if not is_sqlite(database_url):
        return False
    path = sqlite_file(database_url)
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            level = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except sqlite3.DatabaseError:
        return False  # Alembic finds out why it cannot be read
    return level == (newest_migration(),)


def migrate(database_url: str) -> None:
    """Bring the database to the newest schema, in a process of its own; ends with a sentence when that cannot be done."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    env = {**os.environ, "DATABASE_URL": database_url, "DATABASE_URL_FILE": ""}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        return
    again = "Gör nya demodata: make demo-reset" if is_sqlite(database_url) else "Se efter vart DATABASE_URL leder"
    refuse(f"Demons databas går inte att göra klar för den här versionen ({_reason(done)}). {again}")


def _reason(ended: subprocess.CompletedProcess[str]) -> str:
    """What Alembic said last: by itself on one line, or at the end of a traceback."""
    failed = [line.removeprefix("FAILED: ") for line in ended.stdout.splitlines() if line.startswith("FAILED: ")]
    told = [line.strip(" -") for line in ended.stderr.splitlines() if line.strip()]
    return [str(ended.returncode), *told, *failed][-1]
