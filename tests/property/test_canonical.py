"""What holds for every event that can be spelt, and for bytes that nobody spelt."""

import json
import unicodedata
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from app.audit.canonical import LARGEST, NotCanonical, decode, encode

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
signs = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=BIDI)
texts = st.text(signs).map(lambda text: unicodedata.normalize("NFC", text))
leaves = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
events = st.dictionaries(texts, values, max_size=6)


@given(events)
def test_what_is_spelt_is_read_back(event: dict[str, object]) -> None:
    assert decode(encode(event)) == event


@given(events, st.randoms())
def test_the_order_in_which_an_event_was_put_together_leaves_no_trace(event: dict[str, object], chance: object) -> None:
    members = [*event.items()]
    chance.shuffle(members)  # type: ignore[attr-defined]
    assert encode(dict(members)) == encode(event)


@given(events, events)
def test_two_events_have_the_same_bytes_only_when_they_are_the_same(
    one: dict[str, object], other: dict[str, object]
) -> None:
    assert (encode(one) == encode(other)) == (_typed(one) == _typed(other))


@given(events)
def test_an_ordinary_json_reader_sees_the_same_event_on_one_line(event: dict[str, object]) -> None:
    content = encode(event)
    assert json.loads(content) == event
    assert len(content.decode().splitlines()) == 1


@given(st.text())
def test_any_text_is_kept_in_nfc_or_refused(text: str) -> None:
    try:
        kept = decode(encode({"a": text}))["a"]
    except NotCanonical:
        assert any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in BIDI for sign in text)
    else:
        assert kept == unicodedata.normalize("NFC", text)


@given(st.binary() | st.text('{}[]":,\\u019aeE.-+ntrf \n').map(str.encode))
def test_bytes_are_read_only_when_they_are_the_one_spelling(content: bytes) -> None:
    try:
        event = decode(content)
    except NotCanonical:
        return
    assert encode(event) == content


def _typed(value: object) -> object:
    """The value with its types, since to Python True is 1."""
    if isinstance(value, Mapping):
        return {name: _typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return type(value), value
