"""Restore on both engines: all of a backup or nothing of it, also when it is killed, and never under a running product."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg

from app.backup.errors import BackupError
from app.backup.numbers import last_of_sqlite, move_on_postgresql, move_on_sqlite
from app.backup.programs import run
from app.backup.running import stopped
from app.core.database_timeouts import set_limits
from settings.database_address import for_libpq, is_sqlite, sqlite_file

_AT_ONCE = (
    "--no-owner",
    "--exit-on-error",
    "--single-transaction",
    "--dbname=",
)  # the database that is named elsewhere
_ASIDE = "before_restore"


def restore(database_url: str, file: Path, *, replace: bool = False, force: bool = False) -> None:
    """Read a backup into the database. One that holds anything is left alone unless ``replace``.

    ``force``: also while somebody seems to use it. The numbers of cases go on well beyond those of the backup.
    """
    with stopped(database_url, force=force):
        tidy_after_restore(database_url)
        if not replace and _holds_anything(database_url):
            raise BackupError("The database is not empty. Add --replace if it really is to be replaced.")
        if is_sqlite(database_url):
            _restore_sqlite(file, sqlite_file(database_url))
        else:
            _restore_postgresql(database_url, file)
            set_limits(database_url)


def _restore_sqlite(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source:
        try:
            sound = source.execute("PRAGMA integrity_check").fetchone()
            ours = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_events'").fetchone()
        except sqlite3.DatabaseError:
            sound, ours = None, None
        if sound != ("ok",) or ours is None:
            raise BackupError(f"{file} is no whole backup of Vårdinkorgen.")
        fresh = target.with_name(f"{target.name}.restoring")
        fresh.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(fresh)) as copy:
                source.backup(copy)
                move_on_sqlite(copy, _last_number_in(target))
        except (OSError, sqlite3.Error) as error:
            fresh.unlink(missing_ok=True)
            raise BackupError(f"The restore could not be made, nothing is changed: {error}") from error
    fresh.chmod(0o600)
    _empty_the_journal(target)
    fresh.replace(target)


def _last_number_in(database: Path) -> int:
    """Of what is about to be replaced; 0 where it cannot be read, which may be why."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as connection:
        try:
            return last_of_sqlite(connection)
        except sqlite3.DatabaseError:
            return 0


def _empty_the_journal(database: Path) -> None:
    """Bring its journal into the file before the journal goes: until the new file is there, nothing may be missing."""
    if database.exists():
        with closing(sqlite3.connect(database)) as connection, suppress(sqlite3.DatabaseError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _holds_anything(database_url: str) -> bool:
    """Whether the schema is there: a backup brings its own."""
    if is_sqlite(database_url):
        path = sqlite_file(database_url)
        if not path.exists():
            return False
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'clinics'").fetchone() is not None
    with psycopg.connect(for_libpq(database_url)) as connection:
        return connection.execute("SELECT 1 FROM pg_tables WHERE tablename = 'clinics'").fetchone() is not None


def _restore_postgresql(database_url: str, file: Path) -> None:
    """Move the current schema aside, restore the backup, and move the old schema back if that fails."""
    run(database_url, "pg_restore", "--list", str(file))
    with _alone(database_url):
        with psycopg.connect(for_libpq(database_url)) as connection:
            connection.execute(f"ALTER SCHEMA public RENAME TO {_ASIDE}")
            connection.execute("CREATE SCHEMA public")
        try:
            run(database_url, "pg_restore", *_AT_ONCE, str(file))
        except BackupError:
            _tidy(database_url)
            raise
        _tidy(database_url)


def tidy_after_restore(database_url: str) -> None:
    """Finish what a restore that was killed left behind. Asked before every migration and every restore."""
    if not is_sqlite(database_url):
        with _alone(database_url):
            pass


@contextmanager
def _alone(database_url: str) -> Iterator[None]:
    """No other restore at the same time, and nothing left of an earlier one. The lock goes with the connection."""
    with psycopg.connect(for_libpq(database_url), autocommit=True) as connection:
        taken = connection.execute("SELECT pg_try_advisory_lock(hashtext('restore'), 0)").fetchone()
        if taken != (True,):
            raise BackupError("A restore of the database is under way. Wait until it is done.")
        _tidy(database_url)
        yield


def _tidy(database_url: str) -> None:
    """Keep the restored schema if the backup was read to its end, else put the old schema back in place.

    A backup is read in one transaction, so either all of its tables exist or none does.
    """
    with psycopg.connect(for_libpq(database_url)) as connection:
        query = "SELECT to_regnamespace(%s) IS NOT NULL, to_regclass('public.clinics') IS NOT NULL"
        is_aside, is_read = connection.execute(query, (_ASIDE,)).fetchone() or (False, False)
        connection.execute("SET LOCAL statement_timeout = 0")
        if is_aside and is_read:
            move_on_postgresql(connection, _ASIDE)
            connection.execute(f"DROP SCHEMA {_ASIDE} CASCADE")
        elif is_aside:
            connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
            connection.execute(f"ALTER SCHEMA {_ASIDE} RENAME TO public")
