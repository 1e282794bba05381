"""The spelling of log events: the same bytes for the same event, and nothing in them that lies when printed."""

import pytest

from app.audit.canonical import DEEPEST, LARGEST, NotCanonical, decode, encode


def test_members_are_sorted_and_nothing_is_padded() -> None:
    assert (
        encode({"b": [1, True, None, "x"], "a": {"d": False, "c": -1}})
        == b'{"a":{"c":-1,"d":false},"b":[1,true,null,"x"]}'
    )


def test_members_are_sorted_by_utf_16_as_rfc_8785_says_not_by_code_point() -> None:
    """Its own example (§3.2.3), less the names that hold control characters or are not in NFC."""
    names = {"\u20ac": "Euro", "1": "One", "\U0001f600": "Smiley", "\u00f6": "o", "\u05d3": "Dalet"}
    assert [*decode(encode(names)).values()] == ["One", "o", "Dalet", "Euro", "Smiley"]
    assert encode({"\uffee": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\uffee":1}'.encode()


def test_swedish_letters_are_written_as_themselves_and_quotes_escaped() -> None:
    assert encode({"namn": 'Åsa "Ö" \\ /'}) == '{"namn":"Åsa \\"Ö\\" \\\\ /"}'.encode()


def test_two_ways_to_type_an_a_with_a_ring_are_one() -> None:
    assert encode({"A\u030asa": "a\u030a"}) == encode({"Åsa": "å"}) == '{"Åsa":"å"}'.encode()


def test_two_members_that_become_one_are_refused() -> None:
    with pytest.raises(NotCanonical, match="same name"):
        encode({"A\u030a": 1, "Å": 2})


@pytest.mark.parametrize(
    "sign",
    [
        "\n", "\r", "\t", "\0", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029", "\ud800", "\u061c", "\u200e",
        "\u200f",
        "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
    ],
    ids=lambda sign: f"U+{ord(sign):04X}",
)  # fmt: skip
def test_a_sign_that_could_forge_a_line_or_turn_it_round_is_refused(sign: str) -> None:
    for value in ({"a": f"x{sign}y"}, {f"x{sign}y": 1}, {"a": [{"b": sign}]}):
        with pytest.raises(NotCanonical, match="control character"):
            encode(value)


@pytest.mark.parametrize(
    "text",
    ["\U0001f469\u200d\u2695\ufe0f", "\u0646\u0645\u06cc\u200c\u062e\u0648", "co\u00adop", "Zoë", "李", "\u00a0"],
)
def test_names_and_signs_from_all_the_world_are_kept(text: str) -> None:
    assert decode(encode({"a": text})) == {"a": text}


@pytest.mark.parametrize("number", [LARGEST, -LARGEST, 0])
def test_whole_numbers_that_every_reader_holds_exactly_are_kept(number: int) -> None:
    assert decode(encode({"n": number})) == {"n": number}


@pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 1, 10**30])
def test_larger_numbers_are_refused(number: int) -> None:
    with pytest.raises(NotCanonical, match="beyond"):
        encode({"n": number})


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", {1}, object(), 1j, iter(())])
def test_values_without_a_spelling_are_refused(value: object) -> None:
    with pytest.raises(NotCanonical, match="is none of"):
        encode({"a": value})


def test_members_without_a_text_for_a_name_are_refused() -> None:
    with pytest.raises(NotCanonical, match="name"):
        encode({"a": {1: 2}})


def test_what_is_nested_without_end_is_refused() -> None:
    endless: dict[str, object] = {}
    endless["a"] = endless
    with pytest.raises(NotCanonical, match=f"{DEEPEST} levels"):
        encode(endless)


def test_tuples_are_lists() -> None:
    assert encode({"a": (1, 2)}) == b'{"a":[1,2]}'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"1", b'{"a":1} ', b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":NaN}', b'{"a":"\\u00e5"}', b'{"a":"\\/"}', b'{"a":"\\n"}', b'{"a":"\xff"}', b"\xef\xbb\xbf{}",
        b'{"a":"A\xcc\x8a"}',
        b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}", b'{"a":1e999}', b'{"a":9007199254740993}', b'{"a":"\\ud800"}',
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_bytes_that_we_would_not_have_written_are_refused(content: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(content)


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(NotCanonical) as refusal:
        encode({"term": "191212121212\n"})
    assert "1912" not in str(refusal.value)
