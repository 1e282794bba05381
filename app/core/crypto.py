"""Sealing: text in the database is unreadable without the key file, and fits only the field that it was written for.

Three shapes of bytes, each with the algorithm in its first byte, so that another can come without a new format::

    sealed    1 | nonce (12) | AES-256-GCM of the text, bound to its place
    wrapped   2 | length of key id (1) | key id | AES-KWP of a 256-bit key (RFC 5649)
    row       3 | length of wrapped (1) | wrapped | sealed

A case has one random key, stored wrapped beside it; what belongs to no case carries its own key (``seal_row``).
Bytes in are bytes out: nothing is normalised. Everything that cannot be read is ``Unreadable``, never garbage.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from settings import keyfile

SEALED, WRAPPED, ROW = 1, 2, 3
KEY_BYTES = keyfile.KEY_BYTES
_NONCE_BYTES = 12
_INDEX_BYTES = 16
_FINGERPRINT_DIGITS = 16
INDEX = "(index)"
"""What the key of the indexes is called among the others, whose ids have no brackets."""

KeyringError = keyfile.KeyringError


class Place(NamedTuple):
    """Where a sealed text belongs. It can be read nowhere else, so that nobody moves a text to another row."""

    table: str
    row_id: str
    field: str


class Unreadable(Exception):
    """Wrong key, wrong place, or bytes that somebody or something has changed. Which of them is not known.

    ``place``: what was to be read; ``case_id``: in which case. Both are told to the log, where they are known.
    """

    place: Place | None = None
    case_id: UUID | None = None


def new_key() -> bytes:
    """A random key for one case."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(key: bytes, text: str, place: Place) -> bytes:
    """The text, unreadable without the key; twice the same text gives different bytes."""
    nonce = os.urandom(_NONCE_BYTES)
    return bytes([SEALED]) + nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound_to(place))


def unseal(key: bytes, blob: bytes, place: Place) -> str:
    """The text that was sealed with this key for this place; else ``Unreadable``."""
    with reading(place):
        try:
            if blob[0] != SEALED:
                raise Unreadable
            nonce, ciphertext = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
            return AESGCM(key).decrypt(nonce, ciphertext, _bound_to(place)).decode()
        except (InvalidTag, IndexError, ValueError) as error:
            raise Unreadable from error


@contextmanager
def reading(place: Place, case_id: UUID | None = None) -> Iterator[None]:
    """What cannot be read inside is said to be what lies there."""
    try:
        yield
    except Unreadable as error:
        error.place, error.case_id = place, case_id or error.case_id
        raise


def _bound_to(place: Place) -> bytes:
    """The additional data: each part after its own length, so that no two places give the same bytes."""
    parts = [part.encode() for part in place]
    return bytes([SEALED]) + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@dataclass(frozen=True)
class Keyring:
    """The keys of this installation: they wrap the keys of cases and rows, and index personnummer.

    ``current`` is the id of the key that wraps; the others still unwrap what they once wrapped.
    """

    current: str
    wrapping: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def create(cls, path: Path) -> "Keyring":
        """Make new keys and write them to a file that must not exist; only its owner may read it."""
        keyfile.write(path, keyfile.Keys("k1", {"k1": new_key()}, new_key()))
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read the key file; ``KeyringError`` says in a sentence what is wrong with it."""
        keys = keyfile.read(path)
        return cls(keys.current, keys.wrapping, keys.index)

    def fingerprints(self) -> Mapping[str, str]:
        """What each key is known by, for people and for the database; nothing can be opened with it."""
        keys = {**self.wrapping, INDEX: self.index}
        return {name: _fingerprint(name, key) for name, key in keys.items()}

    def fingerprint(self) -> str:
        """The fingerprints in one line, to compare with the paper copy in the envelope."""
        return in_one_line(self.fingerprints())

    def under(self, key_id: str) -> "Keyring":
        """The same keys, wrapping with that one."""
        return replace(self, current=key_id)

    def wrap(self, key: bytes) -> bytes:
        """A key as it may lie in the database."""
        if len(key) != KEY_BYTES:
            message = f"a key is {KEY_BYTES} bytes"
            raise ValueError(message)
        key_id = self.current.encode()
        wrapped = aes_key_wrap_with_padding(self.wrapping[self.current], key)
        return bytes([WRAPPED, len(key_id)]) + key_id + wrapped

    def unwrap(self, blob: bytes) -> bytes:
        """The key that ``wrap`` was given, whichever of our keys wrapped it; else ``Unreadable``."""
        try:
            if blob[0] != WRAPPED:
                raise Unreadable
            end = 2 + blob[1]
            key = aes_key_unwrap_with_padding(self.wrapping[blob[2:end].decode()], blob[end:])
        except (InvalidUnwrap, IndexError, KeyError, ValueError) as error:
            raise Unreadable from error
        if len(key) != KEY_BYTES:
            raise Unreadable
        return key

    def seal_row(self, text: str, place: Place) -> bytes:
        """The text sealed with a key of its own, which lies wrapped in front of it."""
        key = new_key()
        wrapped = self.wrap(key)
        return bytes([ROW, len(wrapped)]) + wrapped + seal(key, text, place)

    def unseal_row(self, blob: bytes, place: Place) -> str:
        """The text that ``seal_row`` was given for this place; else ``Unreadable``."""
        with reading(place):
            if blob[:1] != bytes([ROW]) or len(blob) < 2:  # noqa: PLR2004 - the two bytes of the header
                raise Unreadable
            end = 2 + blob[1]
            return unseal(self.unwrap(blob[2:end]), blob[end:], place)

    def blind_index(self, digits: str) -> bytes:
        """16 bytes that are the same for the same 12 digits and say nothing without the index key.

        There are so few personnummer that one who has the key lists them all in minutes: it never lies in the database.
        """
        return hmac.digest(self.index, b"pn|v1|" + digits.encode(), hashlib.sha256)[:_INDEX_BYTES]


def in_one_line(fingerprints: Mapping[str, str]) -> str:
    """Fingerprints for people, the wrapping keys first."""
    return " · ".join(f"{name} {fingerprints[name]}" for name in sorted(fingerprints, reverse=True))


def _fingerprint(name: str, key: bytes) -> str:
    digest = hmac.digest(key, f"fingerprint|v1|{name}".encode(), hashlib.sha256).hex()
    return "-".join(digest[at : at + 4] for at in range(0, _FINGERPRINT_DIGITS, 4))


_in_use: dict[str, Keyring] = {}


def use(keyring: Keyring) -> None:
    """Make this the keyring of the process, for all its threads."""
    _in_use["keyring"] = keyring


def keyring() -> Keyring:
    """The keyring of the process; ``KeyringError`` before ``use``. There is no fallback."""
    try:
        return _in_use["keyring"]
    except KeyError:
        message = "No keyring has been loaded."
        raise KeyringError(message) from None
