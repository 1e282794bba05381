"""Lists in pages, each from where the page before ended: a page far down costs no more, and new rows move none of the others.

Where a page ended stands in addresses as a moment and an id, which name nobody.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, tuple_

from app.core import clock

LARGEST_ROW = 2**63 - 1
Key = TypeVar("Key", UUID, int)
Item = TypeVar("Item")
Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


class Cursor(NamedTuple, Generic[Key]):
    """Where a page ended: the moment (None in an order without moments) and the id of its last row."""

    at: datetime | None
    key: Key

    @property
    def text(self) -> str:
        """As an address holds it."""
        return f"{self.at.isoformat() if self.at else ''}_{self.key}"


def cursor_from(text: str, key: Callable[[str], Key], *, without_moment: bool = False) -> Cursor[Key] | None:
    """Where the page before ended; None, the beginning, when the text makes no sense.

    ``key`` reads the id. ``without_moment``: the list has an order that knows no moments.
    """
    moment, _underscore, identity = text.partition("_")
    try:
        at = None if without_moment and not moment else clock.utc(datetime.fromisoformat(moment))
        return Cursor(at, key(identity))
    except (ValueError, OverflowError):
        return None


def row_number(text: str) -> int:
    """The id of a row that is counted; ``ValueError`` for what no row can have."""
    number = int(text)
    if not 0 <= number <= LARGEST_ROW:
        raise ValueError
    return number


def from_after(query: Query, columns: tuple[Any, ...], after: tuple[Any, ...] | None, *, descending: bool) -> Query:
    """The query in the order of the columns, from after the row that has these values in them; None: from the beginning."""
    if after is not None:
        here, there = tuple_(*columns), tuple_(*after)
        query = query.where(here < there if descending else here > there)
    return query.order_by(*(column.desc() if descending else column for column in columns))


def page_of(
    found: Sequence[Item], size: int, cursor_of: Callable[[Item], Cursor[Key]]
) -> tuple[Sequence[Item], Cursor[Key] | None]:
    """The rows of a page, and where it ended if more follow, out of one row more than the page has."""
    return found[:size], cursor_of(found[size - 1]) if len(found) > size else None
