"""One reader for each kind of text: what goes, what stays, and what is taken for the same."""

import itertools
import unicodedata

import pytest

from app.core import text
from app.core.text import (
    PersonNames,
    comparing_key,
    finds,
    in_order,
    is_seen,
    lines,
    name_sort_key,
    one_line,
    shown,
    sought,
)


def NFC(one: str) -> str:  # noqa: N802 - as the form is called
    return unicodedata.normalize("NFC", one)


def NFD(one: str) -> str:  # noqa: N802 - as the form is called
    return unicodedata.normalize("NFD", one)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Nina \t Nittio\r\n", "Nina Nittio"),
        ("Anna\u00a0\u2003Maria\u2028von\u2029Essen\x85Ek", "Anna Maria von Essen Ek"),
        ("ham\0n\x07\x1b\x7f\x9b", "hamn"),
        ("Ni\u200bna\u200d\ufeff \u202eoittiN\u2066\u2069\u00ad", "Nina oittiN"),
        (NFD("Åke Södergren"), NFC("Åke Södergren")),
        ("half \ud800 of one", "half of one"),
        ("", ""),
    ],
)
def test_a_line_holds_what_can_be_seen_in_a_line(typed: str, read: str) -> None:
    assert one_line(typed) == read


@pytest.mark.parametrize("sign", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_is_a_line_break(sign: str) -> None:
    assert lines(f"ett{sign}två") == "ett\ntvå"


def test_several_lines_lose_control_characters_and_nothing_else() -> None:
    assert lines("a\0b\x03c\x1bd\x7fe\x9bf\ud83dg\th") == "abcdefg\th"
    kept = "می\u200cخواهم \U0001f469\u200d\u2695\ufe0f \u200fx\u200e \u2066y\u2069 \u202ez  <Alvedon> " + NFD("Å")
    assert lines(kept) == kept


def test_what_turns_the_reading_is_not_shown_and_joiners_are() -> None:
    assert shown("tag \u202egm 005\u202c \u2066nu\u2069 می\u200cخ \u200f") == "tag gm 005 nu می\u200cخ \u200f"
    assert shown("tag 500 mg") == "tag 500 mg"


@pytest.mark.parametrize(
    "unseen", ["", " ", "\u200b", "\u3164", "\u2800", "\ufe0f", "\u034f", "\u202e\u2069", "\u115f\u1160"]
)
def test_a_name_of_nothing_that_can_be_seen_is_none(unseen: str) -> None:
    assert not is_seen(unseen)
    assert text.name(unseen) == ""
    assert text.names(unseen, unseen) == PersonNames("", text.NAMELESS)


@pytest.mark.parametrize(
    ("given", "family", "whole", "read"),
    [
        ("Nina", "Nittio", "Någon Annan", PersonNames("Nina", "Nittio")),
        ("Nina", None, "", PersonNames("Nina", "")),
        ("", "Nittio", "", PersonNames("", "Nittio")),
        (None, None, "Nina Maria Nittio", PersonNames("Nina Maria", "Nittio")),
        (None, None, "Nittio, Nina", PersonNames("Nina", "Nittio")),
        (None, None, "Nina", PersonNames("", "Nina")),
        (5, ["Nittio"], {"a": 1}, PersonNames("", text.NAMELESS)),
        ("Ni\0na\n", "\u202eNittio", "", PersonNames("Nina", "Nittio")),
        ("N" * 5000, "ß" * 5000, "", PersonNames("N" * 100, "ß" * 100)),
    ],
)
def test_one_name_is_a_name(given: object, family: object, whole: object, read: PersonNames) -> None:
    assert text.names(given, family, whole) == read


def test_a_single_name_is_shown_without_a_blank_beside_it() -> None:
    assert [text.full_name(*one) for one in (("Nina", "Nittio"), ("", "Nittio"), ("Nina", ""))] == [
        "Nina Nittio",
        "Nittio",
        "Nina",
    ]


def test_an_identifier_that_does_not_fit_is_known_again_by_its_digest() -> None:
    assert text.token("s-1", 255) == "s-1"
    long, other = text.token("s" * 5000, 255), text.token("s" * 5000 + "t", 255)
    assert len(long) == 64
    assert long == text.token("s" * 5000, 255) != other
    assert text.token("s\0", 255) not in {"s", "s\0", ""}
    assert text.token(None, 255) == text.token(5, 255) == ""


SAME = [
    (NFD("Åke Södergren"), "åke södergren"),
    ("Anna  Maria von  Essen", "anna maria VON Essen"),
    ("Seán O\u2019Brien", "Sean O'Brien"),
    ("Seán O\u00b4Brien", "Sean O`Brien"),
    ("Anna\u2011Lena Ek\u2011Ström", "Anna-Lena Ek\u2013Ström"),
    ("Nina\u200b Nittio\ufeff", "Nina Nittio"),
    ("Grupp\u200bA", "GruppA"),
    (NFC("Café"), NFD("Café")),
    ("Café", "CAFE"),
    ("\uff28\uff41\uff4d\uff4e 2", "Hamn 2"),
    ("Müller", "Muller"),
    ("Strauß", "STRAUSS"),
    ("Ægir Øst", "Ägir Öst"),
    ("İpek Işık", "ipek ısık"),
    ("ﬁlm \u3164", "film"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert comparing_key(one) == comparing_key(other)


APART = ["Ake", "Åke", "Äke", "Oke", "Öke", "Ake 2", "A-ke"]


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(APART, 2)))
def test_what_swedes_tell_apart_is_not_the_same(one: str, other: str) -> None:
    assert comparing_key(one) != comparing_key(other)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Nina Nittio", "Nittio, Nina"),
        ("Nina Nittio", "nitt nin"),
        ("Anna  Maria von  Essen", "von Essen"),
        ("Anna  Maria von  Essen", "Essen,Anna Maria"),
        ("Anna\u2011Lena Ek\u2011Ström", "Anna-Lena"),
        ("Anna-Lena Ek-Ström", "ström lena"),
        ("Seán O\u2019Brien", "o'brien"),
        ("Seán O\u2019Brien", "OBrien"),
        ("Seán O\u2019Brien", "Brien"),
        (NFD("Åsa Åberg"), NFC("Åberg")),
        (NFC("Åsa Åberg"), NFD("Åberg")),
        ("Nina Nittio", "\u200bNina"),
    ],
)
def test_words_are_found_in_any_order_and_from_any_word_on(stored: str, typed: str) -> None:
    assert finds(sought(typed), stored)


@pytest.mark.parametrize(("stored", "typed"), [("Nina Nittio", "ina"), ("Åke Ek", "ake"), ("Nina Nittio", "Nina Ek")])
def test_other_words_are_not_found(stored: str, typed: str) -> None:
    assert not finds(sought(typed), stored)


def test_names_stand_in_swedish_order() -> None:
    right = ["Edman", "Édin", "Edlund"]
    assert in_order(right, str) == ["Édin", "Edlund", "Edman"]
    letters = ["Vall", "Wall", "Xu", "Yng", "Übel", "Zorn", "Åberg", "Ängström", "Ærø", "Öberg", "Özdemir", "Øst"]
    assert in_order(reversed(letters), str) == [
        "Vall", "Wall", "Xu", "Übel", "Yng", "Zorn", "Åberg", "Ängström", "Ærø", "Öberg", "Øst", "Özdemir",
    ]  # fmt: skip


def test_all_of_one_family_stand_together_before_longer_names() -> None:
    people = [
        PersonNames("Åke", "Ek"),
        PersonNames("Anna", "Ek-Ström"),
        PersonNames("Bo", "Eklund"),
        PersonNames("Bo", "Ek"),
        PersonNames("", "Ek"),
    ]
    right = [
        PersonNames("", "Ek"),
        PersonNames("Bo", "Ek"),
        PersonNames("Åke", "Ek"),
        PersonNames("Anna", "Ek-Ström"),
        PersonNames("Bo", "Eklund"),
    ]
    assert sorted(people, key=name_sort_key) == right


def test_keys_are_those_that_are_stored() -> None:
    """These values stand in databases: whoever must change them here changes them there by a migration."""
    assert comparing_key("Ängsö Œuvre, Ðorđe Łódź – D’Artagnan") == "ängsö öuvre, dorde lodz - d'artagnan"
    assert text.sort_key("Ängsö Œuvre, Ðorđe Łódź – D’Artagnan") == "|ngs}!}uvre!dorde!lodz!dartagnan"
    assert text.words("Ek-Ström, Seán O’Brien") == ("ek", "ström", "sean", "obrien", "brien")
    assert name_sort_key(PersonNames("Zoë", "Åström-Ek")) == "{str}m!ek zoe"


def test_the_longest_keys_fit() -> None:
    widest = "\ufdfa" * 100
    assert len(comparing_key(widest)) <= text.LONGEST_KEY
    assert len(name_sort_key(PersonNames(widest, "ß" * 100))) <= text.LONGEST_KEY
    assert {len(word) <= text.LONGEST_NAME for word in text.words("ß" * 100)} == {True}
