"""Case numbers after a restore or a copy: those that were told meanwhile are never given to another case.

Who phones with such a number would be led to another patient's case. How many were told nobody knows any more: after the
backup was made, or in a database that the same backup was restored into before. So the numbers skipped grow with every
second, faster than any installation gives them.
"""

import math
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from app.core import clock
from settings.database_address import for_libpq, is_sqlite, sqlite_file

MARGIN = 1_000
"""Skipped at least, since the clocks of two machines may differ."""
SKIPPED_A_SECOND = 2
"""More cases than an installation gets in a second, by far: the whole country writes fewer."""


def next_free(last: int, newest: datetime | None, now: datetime) -> int:
    """The first number to give: ``last`` was given in what is read, whose newest event is from ``newest``."""
    seconds = max((now - newest).total_seconds(), 0) if newest else 0
    return last + MARGIN + math.ceil(seconds * SKIPPED_A_SECOND) + 1


def move_on_sqlite(restored: sqlite3.Connection, last_before: int) -> int:
    """Let a restored file go on from there; answers with the first number. ``last_before``: of what was replaced."""
    last = max(last_of_sqlite(restored), last_before)
    newest = restored.execute("SELECT at FROM audit_events ORDER BY id DESC LIMIT 1").fetchone()
    first = next_free(last, datetime.fromisoformat(newest[0]).replace(tzinfo=UTC) if newest else None, clock.now())
    moment = clock.now().replace(tzinfo=None).isoformat(" ", "microseconds")
    with restored:  # it counts from its last row
        restored.execute("INSERT INTO case_numbers (id, at) VALUES (?, ?)", (first - 1, moment))
    return first


def last_of_sqlite(connection: sqlite3.Connection) -> int:
    """The last number that was given."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM case_numbers").fetchone()[0])


def move_on_postgresql(connection: psycopg.Connection, before: str = "public") -> int:
    """Let what was restored or copied go on; answers with the first number. ``before``: a schema that was put aside."""
    last = max(_last_given(connection, schema) for schema in ("public", before))
    newest = connection.execute("SELECT at FROM public.audit_events ORDER BY id DESC LIMIT 1").fetchone()
    first = next_free(last, newest[0] if newest else None, clock.now())
    connection.execute("SELECT setval(pg_get_serial_sequence('public.case_numbers', 'id'), %s)", (first - 1,))
    return first


def _last_given(connection: psycopg.Connection, schema: str) -> int:
    """By the sequence: a number whose case was not stored may have been told too."""
    table = f"{schema}.case_numbers"
    query = "SELECT CASE WHEN to_regclass(%s) IS NOT NULL THEN pg_get_serial_sequence(%s, 'id') END"
    [name] = connection.execute(query, (table, table)).fetchone() or (None,)
    if name is None:
        return 0
    counted = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(*name.split(".")))
    last, is_given = connection.execute(counted).fetchone() or (0, False)
    return int(last) if is_given else 0


def next_number(database_url: str) -> int:
    """What the next case gets, as long as nobody sends one."""
    if is_sqlite(database_url):
        with closing(sqlite3.connect(sqlite_file(database_url))) as file:
            return last_of_sqlite(file) + 1
    with psycopg.connect(for_libpq(database_url)) as connection:
        return _last_given(connection, "public") + 1
