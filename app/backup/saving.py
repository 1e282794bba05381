"""Backup on both engines: SQLite by its online backup, PostgreSQL by ``pg_dump``. At its own name a copy is always whole."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.backup.errors import BackupError
from app.backup.programs import run
from settings.database_address import is_sqlite, sqlite_file

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def back_up(database_url: str, file: Path) -> None:
    """Write a consistent copy of the database to a new file with mode 0600, while the product runs."""
    if file.exists():
        raise BackupError(f"{file} is there already; choose another name.")
    try:
        with _whole(file) as unfinished:
            if is_sqlite(database_url):
                _copy_sqlite(sqlite_file(database_url), unfinished)
            else:
                run(database_url, "pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}")
    except FileExistsError:
        raise BackupError(f"{file} is there already; choose another name.") from None
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup was not made: {error}") from error


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A name beside ``file`` to write at. It gets its own name when the block has ended well and the disk has it all."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    handle = os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"A backup to {file} is being written right now.") from None
        try:
            os.ftruncate(handle, 0)  # what one that was killed left
            yield unfinished
            os.fsync(handle)
            _name(unfinished, file)
        finally:
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(f"{unfinished}{suffix}").unlink(missing_ok=True)
    finally:
        os.close(handle)


def _name(unfinished: Path, file: Path) -> None:
    """Give the finished file its name; ``FileExistsError`` rather than overwrite a file that was created meanwhile."""
    try:
        os.link(unfinished, file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if file.exists():
            raise FileExistsError from None
        unfinished.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupError(f"There is no database {source}.")
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
