"""What a running product's connection to SQLite may do: read, write rows, and nothing else. A list of what is allowed.

The log is added to and read. No table is made, not even a temporary one, which could stand in the log's place; and no
setting is changed once the connection is set up. Migrations run without.
"""

import sqlite3

from app.core.database_timeouts import LOCK_SECONDS
from app.core.log_triggers import LOG_TABLES

BUSY_TIMEOUT_MS = LOCK_SECONDS * 1000
_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
)
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
_CHANGES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})


def prepare_sqlite(connection: sqlite3.Connection) -> None:
    """Set a fresh connection up, and guard it."""
    for setting in (f"busy_timeout={BUSY_TIMEOUT_MS}", *_SETTINGS):
        connection.execute(f"PRAGMA {setting}")
    connection.set_authorizer(_authorizer)


def _authorizer(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if _is_allowed(action, first or "", second) else sqlite3.SQLITE_DENY


def _is_allowed(action: int, first: str, second: str | None) -> bool:
    """``first`` and ``second``: the table, or the setting and its value, or nothing and the function."""
    if action in _CHANGES:
        adds = action == sqlite3.SQLITE_INSERT
        return not first.startswith("sqlite_") and (adds or first not in LOG_TABLES)
    if action == sqlite3.SQLITE_PRAGMA:
        return second is None
    if action == sqlite3.SQLITE_FUNCTION:
        return second != "load_extension"
    return action in _ALLOWED
