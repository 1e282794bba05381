"""What holds for every text in every place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.crypto import KEY_BYTES, Keyring, Place, Unreadable, new_key, seal, unseal

RING = Keyring("k1", {"k1": new_key()}, new_key())
KEY = new_key()
texts = st.text()
places = st.builds(Place, texts, texts, texts)
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(texts, places)
def test_what_is_sealed_is_read_back_sign_for_sign(text: str, place: Place) -> None:
    assert unseal(KEY, seal(KEY, text, place), place) == text
    assert RING.unseal_row(RING.seal_row(text, place), place) == text


@given(texts, places, places)
def test_a_text_is_read_in_its_own_place_only(text: str, written: Place, read: Place) -> None:
    if written == read:
        return
    with pytest.raises(Unreadable):
        unseal(KEY, seal(KEY, text, written), read)


@given(keys)
def test_every_key_is_unwrapped_to_itself(key: bytes) -> None:
    assert RING.unwrap(RING.wrap(key)) == key


@given(texts, st.data())
def test_any_other_byte_anywhere_makes_a_row_unreadable(text: str, data: st.DataObject) -> None:
    place = Place("drafts", "1", "body")
    blob = bytearray(RING.seal_row(text, place))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        RING.unseal_row(bytes(blob), place)


@given(st.binary(max_size=200) | st.builds(lambda head, rest: bytes([head]) + rest, st.integers(1, 3), st.binary()))
def test_bytes_that_nobody_sealed_are_unreadable_whatever_they_are(blob: bytes) -> None:
    place = Place("messages", "1", "body")
    with pytest.raises(Unreadable):
        unseal(KEY, blob, place)
    with pytest.raises(Unreadable):
        RING.unwrap(blob)
    with pytest.raises(Unreadable):
        RING.unseal_row(blob, place)


@given(st.text(min_size=6).filter(lambda text: len(text.encode()) >= 6), places)
def test_no_sealed_bytes_hold_the_text(text: str, place: Place) -> None:
    assert text.encode() not in RING.seal_row(text, place)


@given(st.lists(st.from_regex(r"[0-9]{12}", fullmatch=True), unique=True, max_size=20))
def test_different_people_have_different_blind_indexes(numbers: list[str]) -> None:
    found = {RING.blind_index(digits) for digits in numbers}
    assert len(found) == len(numbers)
    assert all(len(index) == 16 for index in found)
