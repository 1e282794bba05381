"""Sealing: known answers, wrong places, changed bytes, and a key file that only its owner may read."""

import hashlib
import hmac
import itertools
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, aes_key_wrap_with_padding

from app.core import crypto
from app.core.crypto import Keyring, KeyringError, Place, Unreadable, new_key, seal, unseal

KEY = bytes(range(32))
MASTER = bytes(range(32, 64))
INDEX = bytes(range(64, 96))
RING = Keyring("k1", {"k1": MASTER}, INDEX)
PLACE = Place("messages", "7f0c", "body")
TEXT = "Jag har ont i halsen."

# Every pair of these differs in one part at least; some are chosen to look alike when their parts are joined.
PLACES = [
    PLACE,
    Place("messages", "7f0c", "subject"),
    Place("messages", "7f0d", "body"),
    Place("notes", "7f0c", "body"),
    Place("messages7", "f0c", "body"),
    Place("messages", "7f0cb", "ody"),
    Place("messages", "7f0c|body", ""),
    Place("", "messages7f0c", "body"),
    Place("messages", "", "7f0cbody"),
    Place("body", "7f0c", "messages"),
]


# Known answers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "wrapped"),
    [
        (
            "c37b7e6492584340bed12207808941155068f738",
            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
        ),
        ("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"),
    ],
)
def test_wrapping_gives_the_answers_of_rfc_5649(key: str, wrapped: str) -> None:
    wrapping = bytes.fromhex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")
    assert aes_key_wrap_with_padding(wrapping, bytes.fromhex(key)).hex() == wrapped
    assert aes_key_unwrap_with_padding(wrapping, bytes.fromhex(wrapped)).hex() == key


def test_a_text_sealed_in_the_first_version_is_still_read() -> None:
    first = bytes.fromhex(
        "01000102030405060708090a0b0d63b13bad84b03be22fe3abd8c9100cefa5e25ade043c120f7097ea7869adcea39dbf1157"
    )
    assert unseal(KEY, first, PLACE) == TEXT


def test_a_key_wrapped_in_the_first_version_is_still_unwrapped_and_wrapped_to_the_same_bytes() -> None:
    first = bytes.fromhex("02026b31086e3aeda49a83d0a40b27c21b4263a8a19aecb44f9877bd9d7e67622ff218c6f73a156c8aa302a9")
    assert RING.unwrap(first) == KEY
    assert RING.wrap(KEY) == first


def test_the_sealed_shape_is_the_one_that_is_written_down() -> None:
    blob = seal(KEY, TEXT, PLACE)
    bound = b"\x01" + b"\0\0\0\x08messages" + b"\0\0\0\x047f0c" + b"\0\0\0\x04body"
    assert blob[0] == 1
    assert AESGCM(KEY).decrypt(blob[1:13], blob[13:], bound).decode() == TEXT


def test_the_blind_index_is_the_beginning_of_an_hmac_and_always_the_same() -> None:
    expected = hmac.new(INDEX, b"pn|v1|191212121212", hashlib.sha256).digest()[:16]
    assert RING.blind_index("191212121212") == expected == bytes.fromhex("5cf30b9db2513b9d63fe58d9bea1123c")
    assert RING.blind_index("199001012385") != expected
    assert Keyring("k1", {"k1": MASTER}, KEY).blind_index("191212121212") != expected


# Places and keys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "read"), [*itertools.permutations(PLACES, 2)])
def test_a_text_is_unreadable_in_every_place_but_its_own(written: Place, read: Place) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, seal(KEY, TEXT, written), read)
    with pytest.raises(Unreadable):
        RING.unseal_row(RING.seal_row(TEXT, written), read)


def test_a_text_is_unreadable_with_the_key_of_another_case() -> None:
    with pytest.raises(Unreadable):
        unseal(new_key(), seal(KEY, TEXT, PLACE), PLACE)


def test_a_key_is_unreadable_with_another_key_file() -> None:
    with pytest.raises(Unreadable):
        Keyring("k1", {"k1": KEY}, INDEX).unwrap(RING.wrap(KEY))


def test_a_key_is_unreadable_when_the_keyring_does_not_know_who_wrapped_it() -> None:
    with pytest.raises(Unreadable):
        Keyring("k2", {"k2": MASTER}, INDEX).unwrap(RING.wrap(KEY))


def test_what_the_old_key_wrapped_is_read_after_a_new_one_has_taken_over() -> None:
    later = Keyring("k2", {"k1": MASTER, "k2": KEY}, INDEX)
    assert later.unwrap(RING.wrap(KEY)) == KEY
    assert later.wrap(KEY)[:4] == b"\x02\x02k2"


def test_only_whole_keys_are_wrapped_and_unwrapped() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        RING.wrap(b"short")
    with pytest.raises(Unreadable):
        RING.unwrap(b"\x02\x02k1" + aes_key_wrap_with_padding(MASTER, b"short"))


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert len({seal(KEY, TEXT, PLACE) for _ in range(50)}) == 50
    assert len({new_key() for _ in range(50)}) == 50


# Changed bytes -------------------------------------------------------------------------------------------------------


def changed(blob: bytes) -> list[bytes]:
    """Every way to flip one bit, to cut the end off, and to add a byte."""
    flips = [blob[:n] + bytes([blob[n] ^ 1 << bit]) + blob[n + 1 :] for n in range(len(blob)) for bit in range(8)]
    return [*flips, *(blob[:n] for n in range(len(blob))), blob + b"\0"]


def test_a_sealed_text_with_any_bit_changed_is_unreadable() -> None:
    for blob in changed(seal(KEY, "kort", PLACE)):
        with pytest.raises(Unreadable):
            unseal(KEY, blob, PLACE)


def test_a_wrapped_key_with_any_bit_changed_is_unreadable() -> None:
    ring = Keyring("k1", {"k1": MASTER, "k0": KEY, "j1": INDEX}, INDEX)
    for blob in changed(ring.wrap(KEY)):
        with pytest.raises(Unreadable):
            ring.unwrap(blob)


def test_a_sealed_row_with_any_bit_changed_is_unreadable() -> None:
    for blob in changed(RING.seal_row("kort", PLACE)):
        with pytest.raises(Unreadable):
            RING.unseal_row(blob, PLACE)


def test_the_three_shapes_are_never_taken_for_each_other() -> None:
    sealed, wrapped, row = seal(KEY, TEXT, PLACE), RING.wrap(KEY), RING.seal_row(TEXT, PLACE)
    for blob in (wrapped, row, b""):
        with pytest.raises(Unreadable):
            unseal(KEY, blob, PLACE)
    for blob in (sealed, row, b""):
        with pytest.raises(Unreadable):
            RING.unwrap(blob)
    for blob in (sealed, wrapped, b""):
        with pytest.raises(Unreadable):
            RING.unseal_row(blob, PLACE)


# The key file --------------------------------------------------------------------------------------------------------


def key_file(folder: Path, content: object, mode: int = 0o600) -> Path:
    path = folder / "keyring.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(mode)
    return path


GOOD = {
    "format": 1,
    "current": "k1",
    "wrapping": {"k1": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="},
    "index": "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=",
}


def test_a_new_key_file_is_for_its_owner_alone_and_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    made = Keyring.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = Keyring.load(path)
    assert read == made
    assert read.unseal_row(made.seal_row(TEXT, PLACE), PLACE) == TEXT


def test_two_new_key_files_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = Keyring.create(tmp_path / "a"), Keyring.create(tmp_path / "b")
    assert not {one.index, *one.wrapping.values()} & {other.index, *other.wrapping.values()}


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    made = Keyring.create(path)
    with pytest.raises(KeyringError, match="already a key file"):
        Keyring.create(path)
    assert Keyring.load(path) == made


def test_a_key_file_of_the_first_version_is_read(tmp_path: Path) -> None:
    assert Keyring.load(key_file(tmp_path, GOOD)) == RING


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o660, 0o601, 0o777])
def test_a_key_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KeyringError, match="make it 0600"):
        Keyring.load(key_file(tmp_path, GOOD, mode))


def test_a_missing_key_file_is_told_and_nothing_is_made_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    with pytest.raises(KeyringError, match="cannot be read"):
        Keyring.load(path)
    with pytest.raises(KeyringError, match="cannot be read"):
        Keyring.load(tmp_path)
    with pytest.raises(KeyringError, match="cannot be written"):
        Keyring.create(tmp_path / "nowhere" / "keyring.json")
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("\udcff".encode(errors="surrogateescape").decode("latin-1"), "not JSON"),
        ([], "members"),
        ({**GOOD, "extra": 1}, "members"),
        ({k: v for k, v in GOOD.items() if k != "index"}, "members"),
        ({**GOOD, "wrapping": []}, "members"),
        ({**GOOD, "format": 2}, "format must be 1"),
        ({**GOOD, "current": "k2"}, "not among"),
        ({**GOOD, "current": ["k1"]}, "not among"),
        ({**GOOD, "wrapping": {"K 1": GOOD["index"]}}, "key id"),
        ({**GOOD, "index": "QUJD"}, "32 bytes"),
        ({**GOOD, "index": "inte base64 å"}, "32 bytes"),
        ({**GOOD, "index": 7}, "32 bytes"),
        ({**GOOD, "wrapping": {"k1": None}}, "32 bytes"),
        ({**GOOD, "index": GOOD["wrapping"]["k1"]}, "the same"),  # type: ignore[index]
    ],
)
def test_a_key_file_that_is_wrong_is_refused_with_a_sentence(tmp_path: Path, content: object, fault: str) -> None:
    with pytest.raises(KeyringError, match=fault) as refusal:
        Keyring.load(key_file(tmp_path, content))
    assert refusal.value.__suppress_context__


def test_no_key_is_ever_shown() -> None:
    assert repr(RING) == "Keyring(current='k1')"


def test_before_a_keyring_is_loaded_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto, "_in_use", {})
    with pytest.raises(KeyringError, match="No keyring"):
        crypto.keyring()
    crypto.use(RING)
    assert crypto.keyring() is RING
