"""Whether the product runs on a database: what replaces it whole must not do so under web servers and workers.

What they store after that would be gone, although they had said that it is stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import psycopg

from app.backup.errors import BackupError
from app.core.db import APPLICATION
from app.core.in_use import InUse, in_use
from settings.database_address import for_libpq, is_sqlite, sqlite_file

_CONNECTED = """
    SELECT application_name, count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = ANY(%s) GROUP BY 1 ORDER BY 1
"""
_SERVES = [f"{APPLICATION}web", f"{APPLICATION}worker"]


@contextmanager
def stopped(database_url: str, *, force: bool = False) -> Iterator[None]:
    """Refuse while the product runs; on SQLite, let it not start before the block ends."""
    if is_sqlite(database_url):
        try:
            with nullcontext() if force else in_use(sqlite_file(database_url).parent, alone=True):
                yield
        except InUse:
            raise BackupError(_refusal("Vårdinkorgen runs on this database")) from None
        return
    try:
        with psycopg.connect(for_libpq(database_url)) as connection:
            found = connection.execute(_CONNECTED, (_SERVES,)).fetchall()
    except psycopg.OperationalError as error:
        raise BackupError(f"The database does not answer, nothing is changed: {str(error).strip()}") from error
    if found and not force:
        who = ", ".join(f"{name} ({number})" for name, number in found)
        raise BackupError(_refusal(f"Vårdinkorgen is connected to the database: {who}"))
    yield


def _refusal(what: str) -> str:
    return (
        f"{what}. Stop web servers and workers on every machine first. Add --force only if you know that none of them"
        " runs (a pooler may keep connections open for a while after them)."
    )
