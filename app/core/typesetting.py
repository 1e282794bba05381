"""A program of its own that sets a document: a Typst template and its data in, a PDF out.

Run by ``pdf.py`` without the product's environment. The fonts are those in Typst itself, never the machine's, so that a
document is the same everywhere. What no font has is shown by its number, as PDF/UA wants every sign to be readable.
"""

import json
import re
import sys
from typing import Any

import typst

_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LATIN = 0x250  # where the letters end that every font has


def main() -> None:
    """Read the order, write the document."""
    request = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(document(request["template"], request["data"]))


def document(template: str, data: dict[str, Any]) -> bytes:
    """The document; ``data["unshown"]`` tells the template that some signs are shown by their numbers."""
    try:
        return _set(template, {**data, "unshown": False})
    except typst.TypstError as error:
        missing = {_unescaped(text) for text in _MISSING.findall(error.diagnostic)}
        if not missing:
            raise
    try:
        return _set(template, {**_numbered(data, missing), "unshown": True})
    except typst.TypstError:
        beyond = {sign for sign in json.dumps(data, ensure_ascii=False) if ord(sign) >= _LATIN}
        return _set(template, {**_numbered(data, beyond), "unshown": True})


def _set(template: str, data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data)}
    made: bytes = typst.compile(
        template.encode(), format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], ignore_system_fonts=True
    )
    return made


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _numbered(value: Any, signs: set[str]) -> Any:
    match value:
        case str():
            for sign in sorted(signs, key=len, reverse=True):
                value = value.replace(sign, _number(sign))
            return value
        case list():
            return [_numbered(one, signs) for one in value]
        case dict():
            return {key: _numbered(one, signs) for key, one in value.items()}
        case _:
            return value


def _number(signs: str) -> str:
    return "".join(sign if sign.isascii() else f"[U+{ord(sign):04X}]" for sign in signs)


if __name__ == "__main__":
    main()
