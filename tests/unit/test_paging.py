"""Where a page of a list ended, as an address says it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.core.paging import LARGEST_ROW, Cursor, cursor_from, page_of, row_number

AT = datetime(2026, 3, 2, 9, 15, 30, 123456, tzinfo=UTC)
KEY = UUID("0198f2d4-7a55-7b1c-8f3e-2f7d1c9a4b60")


@pytest.mark.parametrize("cursor", [Cursor(AT, KEY), Cursor(None, KEY)])
def test_what_an_address_says_is_read_back(cursor: Cursor[UUID]) -> None:
    assert cursor_from(cursor.text, UUID, without_moment=True) == cursor


@pytest.mark.parametrize("text", ["", "_", "x_y", f"{AT.isoformat()}_", f"{AT.isoformat()}_x", f"yesterday_{KEY}"])
def test_what_makes_no_sense_is_the_beginning(text: str) -> None:
    assert cursor_from(text, UUID, without_moment=True) is None


def test_an_order_of_moments_begins_from_the_beginning_without_one() -> None:
    assert cursor_from(f"_{KEY}", UUID) is None


@pytest.mark.parametrize("row", [-1, LARGEST_ROW + 1, "four"])
def test_a_number_that_no_row_has_is_the_beginning(row: object) -> None:
    assert cursor_from(f"{AT.isoformat()}_{row}", row_number) is None


@pytest.mark.parametrize(("rows", "more"), [((1, 2), None), ((1, 2, 3), Cursor(AT, 2))])
def test_a_page_leads_on_only_when_there_is_more(rows: tuple[int, ...], more: Cursor[int] | None) -> None:
    assert page_of(rows, 2, lambda row: Cursor(AT, row)) == ((1, 2), more)
