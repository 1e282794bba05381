"""Who uses an embedded database: a lock on a file beside it, which ends with the process however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

from settings.database_address import is_sqlite, sqlite_file

_FILE = "in-use"
_open_lock_files: list[TextIO] = []  # closing one would let go of the lock


class InUse(Exception):
    """Somebody else is using it right now."""


@contextmanager
def in_use(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold what is in the folder while something runs on it. ``alone``: raise ``InUse`` when anybody else does."""
    with closing(_locked(folder, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)):
        yield


def hold(database_url: str) -> None:
    """Hold an embedded database for as long as the process lives, and those that it forks; a server's needs no lock."""
    if is_sqlite(database_url):
        _open_lock_files.append(_locked(sqlite_file(database_url).parent, fcntl.LOCK_SH))


def _locked(folder: Path, how: int) -> TextIO:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (folder / _FILE).open("w", encoding="ascii")
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise InUse from error
    return file
