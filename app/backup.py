"""Backup and restore of the whole database, on both engines. The keyring is never in it: a stolen backup reads nothing.

SQLite by its online backup, PostgreSQL by ``pg_dump`` and ``pg_restore`` (from ``PG_BIN``, else the path), which must be
at least as new as the server.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg

from settings.database_address import as_environment, for_libpq

_AT_ONCE = (
    "--no-owner",
    "--exit-on-error",
    "--single-transaction",
    "--dbname=",
)  # the database that is named elsewhere


class BackupError(Exception):
    """It could not be done; the sentence says why and what to do."""


def back_up(database_url: str, file: Path) -> None:
    """Write a consistent copy of the database to a new file with mode 0600, while the product runs."""
    if file.exists():
        msg = f"{file} finns redan; välj ett annat namn."
        raise BackupError(msg)
    file.touch(mode=0o600)
    try:
        if database_url.startswith("sqlite:///"):
            _copy_sqlite(_path(database_url), file)
        else:
            _run(database_url, "pg_dump", "--format=custom", "--no-owner", f"--file={file}")
    except BackupError:
        file.unlink(missing_ok=True)
        raise


def restore(database_url: str, file: Path, *, replace: bool = False) -> None:
    """Read a backup into the database. One that holds anything is left alone unless ``replace``."""
    tidy_after_restore(database_url)
    if not replace and _holds_anything(database_url):
        msg = "Databasen är inte tom. Lägg till --replace om den verkligen ska ersättas."
        raise BackupError(msg)
    if database_url.startswith("sqlite:///"):
        _restore_sqlite(file, _path(database_url))
    else:
        _restore_postgresql(database_url, file)


def _path(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        msg = f"Databasen {source} finns inte."
        raise BackupError(msg)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _restore_sqlite(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source:
        try:
            sound = source.execute("PRAGMA integrity_check").fetchone()
            ours = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_events'").fetchone()
        except sqlite3.DatabaseError:
            sound, ours = None, None
        if sound != ("ok",) or ours is None:
            msg = f"{file} är ingen hel säkerhetskopia av Vårdinkorgen."
            raise BackupError(msg)
        fresh = target.with_name(f"{target.name}.restoring")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
    fresh.chmod(0o600)
    _empty_the_journal(target)
    fresh.replace(target)


def _empty_the_journal(database: Path) -> None:
    """Bring its journal into the file before the journal goes: until the new file is there, nothing may be missing."""
    if database.exists():
        with closing(sqlite3.connect(database)) as connection, suppress(sqlite3.DatabaseError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _holds_anything(database_url: str) -> bool:
    """Whether the schema is there: a backup brings its own."""
    if database_url.startswith("sqlite:///"):
        path = _path(database_url)
        if not path.exists():
            return False
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'clinics'").fetchone() is not None
    with psycopg.connect(for_libpq(database_url)) as connection:
        return connection.execute("SELECT 1 FROM pg_tables WHERE tablename = 'clinics'").fetchone() is not None


def _restore_postgresql(database_url: str, file: Path) -> None:
    """What was there is put aside until the backup is read to its end, and put back if it cannot be."""
    url = for_libpq(database_url)
    _run(database_url, "pg_restore", "--list", str(file))
    with _alone(url):
        _execute(url, "ALTER SCHEMA public RENAME TO before_restore", "CREATE SCHEMA public")
        try:
            _run(database_url, "pg_restore", *_AT_ONCE, str(file))
        except BackupError:
            _tidy(url)
            raise
        _tidy(url)


def tidy_after_restore(database_url: str) -> None:
    """Finish what a restore that was killed left behind. Asked before every migration and every restore."""
    if not database_url.startswith("sqlite"):
        with _alone(for_libpq(database_url)):
            pass


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """No other restore at the same time, and nothing left of an earlier one. The lock goes with the connection."""
    with psycopg.connect(url, autocommit=True) as connection:
        taken = connection.execute("SELECT pg_try_advisory_lock(hashtext('restore'), 0)").fetchone()
        if taken != (True,):
            msg = "En återställning av databasen pågår. Vänta tills den är klar."
            raise BackupError(msg)
        _tidy(url)
        yield


def _tidy(url: str) -> None:
    """With the schema put aside: a backup that was read to its end stays, else what was put aside comes back.

    A backup is read in one transaction, so that there are all its tables or none.
    """
    with psycopg.connect(url) as connection:
        asked = "SELECT to_regnamespace('before_restore') IS NOT NULL, to_regclass('public.clinics') IS NOT NULL"
        is_aside, is_read = connection.execute(asked).fetchone() or (False, False)
        if is_aside and is_read:
            connection.execute("DROP SCHEMA before_restore CASCADE")
        elif is_aside:
            connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
            connection.execute("ALTER SCHEMA before_restore RENAME TO public")


def _execute(url: str, *statements: LiteralString) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def _run(database_url: str, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. It is told the address by its environment: everybody reads a command line."""
    folder = os.environ.get("PG_BIN", "")
    found = str(Path(folder) / program) if folder else shutil.which(program)
    if not found or not Path(found).exists():
        msg = f"{program} saknas. Installera PostgreSQL:s klientprogram, eller peka ut dem med PG_BIN."
        raise BackupError(msg)
    command = [found, *arguments]
    told = {**os.environ, "LC_MESSAGES": "C", **as_environment(database_url)}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=told)  # noqa: S603 - PostgreSQL's own
    if ended.returncode:
        msg = f"{program} gick inte:\n{ended.stderr.strip()}"
        raise BackupError(msg)
