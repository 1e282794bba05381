"""What the pages of the manual tell an operator to type, read from the pages: what is tried is what is written."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(ROOT / "docs" / page for page in ("operations.md", "operations/database.md", "operations/watching.md"))
CODE = "/opt/vardinkorgen"


class Block(NamedTuple):
    """A block of code: what is written behind its first fence, and what stands in it."""

    language: str
    text: str


def _blocks() -> Iterator[Block]:
    """Every block, in the order of the pages; one within a list may stand further in."""
    for page in PAGES:
        language: str | None = None
        held: list[str] = []
        for line in page.read_text(encoding="utf-8").splitlines(keepends=True):
            fence = re.match(r"\s*```(\w*)", line)
            if fence is None:
                held.append(line)
            elif language is None:
                language, held = fence[1], []
            else:
                yield Block(language, "".join(held))
                language = None


def blocks(language: str) -> list[str]:
    """The blocks of code in this language."""
    return [block.text for block in _blocks() if block.language == language]


def block_with(language: str, text: str) -> str:
    """The one block that holds this text."""
    found = [block for block in blocks(language) if text in block]
    assert len(found) == 1, f"{len(found)} blocks of {language or 'text'} in the manual hold {text!r}"
    return found[0]


def moved(language: str, text: str, places: Mapping[str, str]) -> str:
    """The one block that holds this text, each of its places and names exchanged for the one here."""
    block = block_with(language, text)
    for written, here in places.items():
        assert written in block, f"the manual's block with {text!r} has no {written!r}"
        block = block.replace(written, here)
    return block


def command_of(unit: str) -> list[str]:
    """The ExecStart of the unit file that holds this text, with the code where it lies here."""
    line = next(line for line in block_with("ini", unit).splitlines() if line.startswith("ExecStart="))
    return line.removeprefix("ExecStart=").replace(CODE, str(ROOT)).split()


def variables() -> list[str]:
    """The names in the environment file that the page shows."""
    return re.findall(r"^([A-Z_]+)='", block_with("", "PUBLIC_URL='"), re.MULTILINE)
