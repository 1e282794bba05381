"""A table as a file that a spreadsheet opens: semicolons and a byte order mark, as Swedish Excel wants it.

A cell that a spreadsheet would take for a formula is given an apostrophe first, so that it is shown and never run.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from app.core.text import shown

MIME_TYPE = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_FORMULA_WIDE = ("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]], above: Iterable[Sequence[str]] = ()) -> bytes:
    """The bytes of the file. ``above``: rows before the header, telling what it is about."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (*above, header, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell as text: no null characters, and an apostrophe before anything that could begin a formula."""
    text = shown(cell).replace("\0", "")
    dangerous = text.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA + _FORMULA_WIDE)
    return f"'{text}" if dangerous else text
