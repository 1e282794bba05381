"""Properties of the readers and keys of text, over anything that can be typed or sent."""

import unicodedata
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from app.core.text import (
    LONGEST_KEY,
    PersonNames,
    comparing_key,
    finds,
    lines,
    name,
    name_sort_key,
    one_line,
    sort_key,
    sought,
)

ANY = st.text(st.characters(codec=None), max_size=60)
SENSIBLE = st.text("aåäöéüßøæÅÄÖÉ ’'-–\u200b\u0308\u030a\u0301\u00ad2,", max_size=30)


@given(ANY | SENSIBLE)
def test_reading_twice_is_reading_once(typed: str) -> None:
    for read in (one_line, lines, name):
        assert read(read(typed)) == read(typed)


@given(ANY | SENSIBLE)
def test_what_was_read_can_be_stored_and_shown(typed: str) -> None:
    for read in (one_line(typed), lines(typed)):
        assert "\0" not in read
        read.encode()
    assert one_line(typed).isprintable() or not {unicodedata.category(c)[0] for c in one_line(typed)}.isdisjoint("C")
    assert unicodedata.is_normalized("NFC", one_line(typed))


@given(ANY | SENSIBLE)
@example("\u0345")
@example("a\u0301\u030a")
@example("\u1f80\u0345\u3164")
def test_the_key_of_a_key_is_the_key(typed: str) -> None:
    key = comparing_key(typed)
    assert comparing_key(key) == key
    assert len(key) <= LONGEST_KEY


@given(ANY | SENSIBLE)
def test_a_key_does_not_know_how_the_letters_were_put_together(typed: str) -> None:
    apart, together = (unicodedata.normalize(form, typed) for form in ("NFD", "NFC"))
    assert comparing_key(apart) == comparing_key(together) == comparing_key(typed)
    assert sort_key(apart) == sort_key(together) == sort_key(typed)


@given(SENSIBLE)
def test_everybody_is_found_by_the_whole_of_their_name(typed: str) -> None:
    assert finds(sought(typed), typed)


@given(st.lists(SENSIBLE, max_size=8))
def test_the_order_is_that_of_the_bytes_on_every_engine(typed: list[str]) -> None:
    keys = sorted(sort_key(one) for one in typed)
    assert keys == sorted(keys, key=str.encode)
    assert all(earlier.encode() <= later.encode() for earlier, later in pairwise(keys))


@given(ANY, ANY)
def test_the_order_of_people_fits_its_column(given_name: str, family_name: str) -> None:
    key = name_sort_key(PersonNames(name(given_name), name(family_name)))
    assert len(key) <= LONGEST_KEY
    assert not {"\0", "\n"} & set(key)
