"""Files for spreadsheets: no cell is ever run as a formula, and Swedish Excel reads them."""

import csv
import io

import pytest

from app.core.csv_file import csv_file, harmless

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://x";"y")',
    "+46701234567",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1+1",
    "\N{NO-BREAK SPACE}=1",
    "\N{FULLWIDTH EQUALS SIGN}1",
    "\N{FULLWIDTH PLUS SIGN}1",
    "\N{FULLWIDTH HYPHEN-MINUS}1",
    "\N{FULLWIDTH COMMERCIAL AT}x",
    "\0=1",
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_could_be_a_formula_is_shown_as_text(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert read(csv_file(["x"], [[cell]]))[1][0].startswith("'")


@pytest.mark.parametrize(
    "cell", ["", "Anna Ek", "19121212-1212", "a=b", "2026-11-23", "rad ett\nrad två", 'hon sa "hej"; sen']
)
def test_ordinary_text_is_left_as_it_is(cell: str) -> None:
    assert read(csv_file(["x"], [[cell]]))[1] == [cell]


def test_the_file_begins_with_the_mark_that_excel_needs_and_separates_by_semicolons() -> None:
    content = csv_file(["Tid", "Åtgärd"], [["1", "Läste"]])
    assert content == '\N{ZERO WIDTH NO-BREAK SPACE}"Tid";"Åtgärd"\r\n"1";"Läste"\r\n'.encode()
