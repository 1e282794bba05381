"""The key file on disk: JSON, for its owner's eyes only. Lose it and everything sealed is lost; ``crypto`` uses it.

``{"format": 1, "current": "k1", "wrapping": {"k1": BASE64}, "index": BASE64}``, each key 32 bytes.
"""

import base64
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from settings.files import NotForOthers, read_guarded

FORMAT = 1
KEY_BYTES = 32
_MEMBERS = {"format", "current", "wrapping", "index"}
_KEY_ID = re.compile(r"[a-z0-9-]{1,32}")


class KeyringError(Exception):
    """The keys are not to be had; the sentence says why and never shows any of the file."""


@dataclass(frozen=True)
class Keys:
    """What the file holds. Its keys are in no ``repr``."""

    current: str
    wrapping: dict[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)


def write(path: Path, keys: Keys) -> None:
    """Write a new file, readable by its owner alone from its first moment, and on the disk when this returns."""
    content = {
        "format": FORMAT,
        "current": keys.current,
        "wrapping": {key_id: base64.b64encode(key).decode() for key_id, key in keys.wrapping.items()},
        "index": base64.b64encode(keys.index).decode(),
    }
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(json.dumps(content, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        message = f"There is already a key file at {path}; new keys would make everything sealed with it unreadable."
        raise KeyringError(message) from None
    except OSError as error:
        message = f"The key file {path} cannot be written: {error.strerror}."
        raise KeyringError(message) from error


def read(path: Path) -> Keys:
    """The keys in the file, after every check that does not need the database."""
    try:
        content = read_guarded(path)
    except NotForOthers as closed:
        message = f"The key file {path} {closed}."
        raise KeyringError(message) from closed
    try:
        return _checked(json.loads(content))
    except (ValueError, RecursionError, _Faulty) as error:
        fault = str(error) if isinstance(error, _Faulty) else "it is not JSON"
        message = f"The key file {path} is not one that can be used: {fault}."
        # Not chained: the parser's error carries the whole file with it.
        raise KeyringError(message) from None


class _Faulty(Exception):
    """What is wrong with the content, as the end of a sentence."""


def _checked(content: object) -> Keys:
    if not isinstance(content, dict) or set(content) != _MEMBERS or not isinstance(content["wrapping"], dict):
        message = "its members must be format, current, wrapping and index"
        raise _Faulty(message)
    if content["format"] != FORMAT:
        message = f"its format must be {FORMAT}"
        raise _Faulty(message)
    if not all(_KEY_ID.fullmatch(key_id) for key_id in content["wrapping"]):
        message = "a key id must be 1 to 32 small letters, digits and dashes"
        raise _Faulty(message)
    if not isinstance(content["current"], str) or content["current"] not in content["wrapping"]:
        message = "its current key is not among the wrapping keys"
        raise _Faulty(message)
    keys = Keys(content["current"], {k: _key(v) for k, v in content["wrapping"].items()}, _key(content["index"]))
    if len({*keys.wrapping.values(), keys.index}) <= len(keys.wrapping):
        message = "two of its keys are the same"
        raise _Faulty(message)
    return keys


def _key(text: object) -> bytes:
    message = f"a key must be {KEY_BYTES} bytes in base64"
    try:
        key = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        raise _Faulty(message) from None
    if len(key) != KEY_BYTES:
        raise _Faulty(message)
    return key
