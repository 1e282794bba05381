"""One spelling for every value: the bytes of a log event, the same on every machine and in every year.

JSON as in RFC 8785: members sorted by their UTF-16 code units, no white space, UTF-8. Stricter than that: texts in NFC,
no numbers but whole ones within ±2⁵³, and no character that could make a printed log lie about what it says.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence

LARGEST = 2**53
DEEPEST = 16
_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_ALLOWED = "text, whole number, true, false, null, list or mapping"


class NotCanonical(ValueError):
    """A value that has no canonical spelling, or bytes that are not one. Never quotes the value."""


def encode(value: Mapping[str, object]) -> bytes:
    """The bytes of the mapping. Texts are brought to NFC; control characters, also bidirectional ones, are refused."""
    return json.dumps(_json_value(value, 0), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def decode(content: bytes) -> dict[str, object]:
    """The mapping that was encoded; bytes that ``encode`` would not have written are refused."""
    try:
        value = json.loads(content.decode())
    except (ValueError, RecursionError):
        message = "not JSON in UTF-8"
        raise NotCanonical(message) from None
    if not isinstance(value, dict) or encode(value) != content:
        message = "not in the canonical spelling"
        raise NotCanonical(message)
    return value


def _json_value(value: object, depth: int) -> object:
    """The same value in JSON's own types, checked, its members in order."""
    if depth > DEEPEST:
        message = f"deeper than {DEEPEST} levels"
        raise NotCanonical(message)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, Mapping):
        return _members(value, depth)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_json_value(item, depth + 1) for item in value]
    message = f"{type(value).__name__} is none of {_ALLOWED}"
    raise NotCanonical(message)


def _members(value: Mapping[object, object], depth: int) -> dict[str, object]:
    members = {}
    for name, item in value.items():
        if not isinstance(name, str):
            message = "a member's name must be a text"
            raise NotCanonical(message)
        members[_text(name)] = _json_value(item, depth + 1)
    if len(members) != len(value):
        message = "two members have the same name in NFC"
        raise NotCanonical(message)
    return dict(sorted(members.items(), key=lambda member: member[0].encode("utf-16-be")))


def _text(value: str) -> str:
    if value.isascii() and value.isprintable():  # nearly all: nothing to bring to NFC, nothing that is refused
        return value
    normal = unicodedata.normalize("NFC", value)
    if any(unicodedata.category(character) in _CATEGORIES or character in _BIDI for character in normal):
        message = "a control character"
        raise NotCanonical(message)
    return normal


def _whole(value: int) -> int:
    if not -LARGEST <= value <= LARGEST:
        message = "a number beyond ±2⁵³"
        raise NotCanonical(message)
    return int(value)
