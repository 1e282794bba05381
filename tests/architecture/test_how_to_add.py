"""What stands under "How to add something" is complete: whoever adds one more finds every place that names the others."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT

GUIDE = ROOT / "docs/architecture.md"
EXAMPLES = {
    "An action": r"\bAction\.(PRINT|MANAGE_GROUPS)\b",
    "A step of a case": r"\bStep\.[A-Z_]+\b",
    "A column of an inbox": r"\brow\.by_proxy\b|\bby_proxy=item\b|\bSort\.LAST_EVENT\b",
    "A field of a message": r"\bpromised_by\b|\breply\.promised\b|\bcommand\.promised\b|\bPROMISED\b|\bpromised\.data\b",
    "An act on the case page": r"(?i)\bdistribute.with.partial.reply\b|\bacts\.TAKE\b",
    "A kind of event": r"\bCASE_PRINTED\b",
    "An inbox": r"\bOwnTab\b",
    "A notice": r"\bCASE_TAKEN_AWAY\b",
    "A kind of question": r"\bQuestionType\.(NUMBER|DATE)\b|\btype == .(number|date)\b",
    "A card": r"\bCard\(",
}
"""One or two that exist, as the code names them."""


def paragraph(title: str) -> str:
    """What the guide says of it."""
    [text] = re.findall(rf"^\*\*{re.escape(title)}\.?\*\*.*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return str(text)


def files_that_name(example: str) -> Iterator[str]:
    """Modules and templates of the product."""
    for path in sorted((ROOT / "app").rglob("*")):
        if path.suffix in {".py", ".html"} and re.search(example, path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix()


def is_named(file: str, text: str) -> bool:
    """By itself, or by the kind of module that it is: ``services/`` of whichever feature, be it a folder or one file."""
    kinds = file.removesuffix(".py").split("/")[2:]
    return any(f"`{place}`" in text for place in (file, *(f"{kind}/" for kind in kinds)))


@pytest.mark.parametrize("title", EXAMPLES)
def test_every_place_that_names_one_of_them_is_in_the_list(title: str) -> None:
    files = list(files_that_name(EXAMPLES[title]))
    assert files, "the example is gone: name another"
    assert [file for file in files if not is_named(file, paragraph(title))] == []
