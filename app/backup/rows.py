"""Every row of the product's tables as it is stored, the same on both engines, so that two databases can be compared."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import JSON, ColumnElement, Connection, Enum, Table, Text, cast, inspect, select, type_coerce

import app.models  # noqa: F401 - fills the metadata
from app.core.db import Base

AT_ONCE = 1_000
SPACE = 2**256


@dataclass(frozen=True)
class Tally:
    """How many rows a table has, and a sum over all of them in which their order plays no part."""

    rows: int
    digest: str


class Count:
    """A tally under way."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, row: tuple[object, ...]) -> None:
        """One more row."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(repr(row).encode()).digest())) % SPACE

    def tally(self) -> Tally:
        """What has been added so far."""
        return Tally(self.rows, f"{self._sum:064x}")


def tables() -> list[Table]:
    """All of the product's tables, each after those that it refers to."""
    return Base.metadata.sorted_tables


def unknown_tables(connection: Connection) -> set[str]:
    """Tables of the database that the product does not know, its partitions apart."""
    known = {table.name for table in tables()} | {"alembic_version"}
    found = set(inspect(connection).get_table_names())
    return {name for name in found - known if not name.startswith("audit_events_")}


def rows_of(connection: Connection, table: Table) -> Iterator[tuple[object, ...]]:
    """Its rows in no order. JSON comes as its text: a copy of a copy of it would be spelt otherwise."""
    question = select(*(_as_stored(column) for column in table.columns)).execution_options(yield_per=AT_ONCE)
    found = connection.execute(question)
    yield from (tuple(row) for row in found)


def tally(rows: Iterable[tuple[object, ...]]) -> Tally:
    """Of rows that nobody needs afterwards."""
    count = Count()
    for row in rows:
        count.add(row)
    return count.tally()


def _as_stored(column: ColumnElement[object]) -> ColumnElement[object]:
    if isinstance(column.type, JSON):
        return cast(column, Text)
    return type_coerce(column, Text) if isinstance(column.type, Enum) else column
