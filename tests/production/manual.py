"""What docs/operations.md tells an operator to type, read from the page itself: what is tried is what is written."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operations.md"
CODE = "/opt/vardinkorgen"


def blocks(language: str) -> list[str]:
    """The blocks of code in this language, in the order of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def block_with(language: str, text: str) -> str:
    """The one block that holds this text."""
    found = [block for block in blocks(language) if text in block]
    assert len(found) == 1, f"{len(found)} blocks of {language} in {PAGE.name} hold {text!r}"
    return found[0]


def command_of(unit: str) -> list[str]:
    """The ExecStart of the unit file that holds this text, with the code where it lies here."""
    line = next(line for line in block_with("ini", unit).splitlines() if line.startswith("ExecStart="))
    return line.removeprefix("ExecStart=").replace(CODE, str(ROOT)).split()


def variables() -> list[str]:
    """The names in the environment file that the page shows."""
    return re.findall(r"^([A-Z_]+)='", block_with("", "PUBLIC_URL='"), re.MULTILINE)
