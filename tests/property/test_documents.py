"""Case-type documents: whatever JSON is sent is a document or is refused, and the way to what is wrong leads there."""

import json
import operator
from functools import reduce
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.document_json import stored_document
from app.catalog.flaws import DocumentFlaw, FlawCode, InvalidDocument
from app.catalog.labels import flaw_sentence
from demo import case_types

DOCUMENTS = [
    json.loads(file.read_text(encoding="utf-8")) for file in sorted(Path(case_types.__file__).parent.glob("*.json"))
]
# Ordinary names among the odd ones, so that what is sent comes further than to the first field.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["today", "text", "ja"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["sv", "en", "key"]), inner),
    max_leaves=5,
)


def places(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to everything in a JSON document."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for step, member in members for place in places(member, (*way, step)))]


def at(value: Any, way: tuple[str | int, ...]) -> Any:
    """What stands at the end of the way."""
    return reduce(operator.getitem, way, value)


def exchanged(value: Any, way: tuple[str | int, ...], other: Any) -> Any:
    """The document with something else at the end of the way."""
    if not way:
        return other
    step, *rest = way
    members: Any = dict(value) if isinstance(value, dict) else list(value)
    members[step] = exchanged(value[step], tuple(rest), other)
    return members


def flaws_in(value: Any) -> tuple[DocumentFlaw, ...]:
    """What keeps it from being read."""
    try:
        stored_document(value)
    except InvalidDocument as refused:
        return refused.flaws
    return ()


@given(st.data(), st.sampled_from(DOCUMENTS), VALUES)
def test_whatever_stands_in_a_document_is_read_or_refused_where_it_stands(
    data: st.DataObject, whole: Any, other: Any
) -> None:
    way = data.draw(st.sampled_from(places(whole)))
    for flaw in flaws_in(exchanged(whole, way, other)):
        assert flaw.place[: len(way)] == way
        assert flaw_sentence(flaw)


@given(st.data(), st.sampled_from(DOCUMENTS))
def test_a_field_that_nobody_knows_is_refused_in_every_object(data: st.DataObject, whole: Any) -> None:
    objects = [way for way in places(whole) if isinstance(at(whole, way), dict)]
    way = data.draw(st.sampled_from(objects))
    [flaw] = flaws_in(exchanged(whole, way, at(whole, way) | {"colour": "blue"}))
    assert (flaw.place, flaw.code) == ((*way, "colour"), FlawCode.UNKNOWN_FIELD)
