"""Whatever kind of event it is: typed values have their shape, and free text holds no personnummer, however it is spelt."""

import uuid
from datetime import UTC, datetime, time
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.details import DETAILS, Unlisted, check_details, check_words
from app.audit.errors import LogCode
from app.audit.kinds import EventKind
from app.audit.shapes import Shape, request_number, without_numbers, word
from app.core import case_number
from app.core.errors import Invalid
from app.core.free_text import may_hold_personnummer
from app.core.hsa_id import is_hsa_id
from app.core.luhn import check_digit

SPELT = [
    "191212121212",
    "1212121212",
    "19121212-1212",
    "121212+1212",
    "Patient 19900101–2385 ringde",
    "19900101 - 2385",
    "19900101\N{NON-BREAKING HYPHEN}2385",
    "19900101\N{NO-BREAK SPACE}2385",
    "19900101  2385",
    "19900101/2385",
    "19900101.2385",
    "1990-01-01-2385",
    "1990-01-01 2385",
    "2012-12-12 2384",
    "900101 – 2385",
    "1912 1212 1212",
    "19121212x1212",
    "19121212 x 1212",
    "19121212 de fyra sista 1212",
    "1-9-1-2-1-2-1-2-1-2-1-2",
    "\uff11\uff19\uff11\uff12\uff11\uff12\uff11\uff12\uff11\uff12\uff11\uff12",
    "١٩١٢١٢١٢١٢١٢",
    "①⑨①②①②①②①②①②",
    "1\u200b9\u200b9\u200b0\u200b0\u200b1\u200b0\u200b1\u200b2\u200b3\u200b8\u200b5",
    "19121212_1212",
    "(191212) (121212)",
    "191500722390",
    "19701061-2391",
    "född 1912-12-12, nummer 1212",
    "19⓬⓬⓬⓬⓬",
    "19⑫⑫⑫⑫⑫",
    "一九一二一二一二一二一二",
    "一九〇〇〇一〇一九八〇二",
    "19OOO1O1-98O2",
    "l9l2l2l2l2l2",
    "I9I2-I2-I2 I2I2",
    "19|2|2|2|2|2",
    "1912.12.12.1212",
    "12 12 12 12 12",
    "12–12–12–12–12",
    "191272-1214",
    "701061-2393",
    "070101 23 12",
    "0701012312",
    "07-01-01-2312",
    "900 101 238-5",
    "kl 1912 1212 1212",
    "kl 0900, ärende 19121212-1212",
    "ärende 104 049-2 om 19900101-2385 kl 0900",
    "070-123 45 67 eller 900101-2385",
    "121212, 4 sista: 1212",
    "121212 (4 sista 1212)",
    "19121212 4 sista siffrorna 1212",
    "1912-12-12, sista 4: 1212",
    "121212%2D1212",
    "19121212%2D1212",
    "121212&#45;1212",
    "12\N{CYRILLIC CAPITAL LETTER O}101-1234",
    "12\N{GREEK SMALL LETTER OMICRON}101-1234",
    "12\N{GREEK CAPITAL LETTER OMICRON}101-1234",
    "12Ø101-1234",
    "1Z1Z1Z-1Z1Z",
    "121212 kl 1212",
    "121212, klockan 12.12",
    "121212 ringde 2 gånger, sedan kl 1212",
    "12 dec 1912-1212",
]
MISTYPED = [
    "19121212-1213",
    "121212-1213",
    "121212 – 1213",
    "121212+1213",
    "191212/1212",
    "191212121213",
    "Patient 19900101-2384",
]
DAYS = [
    "vecka 48",
    "2026-11-23",
    "2026-11-23 – 2026-11-29",
    "Stickprov av 25 ärenden",
    "104 523-7",
    "08-123 456 78",
    "till 2026-11-23, kl. 10, Olle och Lill",
    "三月",
    "",
    "kl 0900, ärende 104 049-2",
    "27 nov 2026 kl 0900",
    "27 nov 2026 – 29 nov 2026",
    "2026-11-27 kl 1212",
    "ringde 070-101231 kl 2000, ärende 101 201-1",
    "kl. 09.00–10.30, ärende 104 049-2",
    "klockan 9, ärendena 104 049-2, 104 523-6 och 104049-2",
    "2026-11-27 09:00, ärende 104\N{NO-BREAK SPACE}049\N{EN DASH}2",
    "070-123 45 67",
    "070 123 45 67",
    "070-101 23 12",
    "070-1012312",
    "070 101 23 12",
    "(070-101 23 12)",
    "+46 70 123 45 67",
    "+46 70 101 23 12",
    "+46 (0)70-101 23 12",
    "+46701012312",
    "ringde 070-101 23 12 kl 0900 om ärende 104 049-2, sedan 08-101 231 82",
    "organisationsnummer 232100-0016",
    "diarienummer 2026/11482 och 2025/3317",
]
AN_ID = str(uuid.UUID(int=2**127 + 19121212121212))
FITTING: dict[Shape, Any] = {
    Shape.TEXT: "Stickprov 2026-11-23 – 2026-11-29",
    Shape.WORD: "http://id.elegnamnden.se/loa/1.0/loa3",
    Shape.CODE: "callback-issuer",
    Shape.FLAG: True,
    Shape.NUMBER: 104523,
    Shape.ID: AN_ID,
    Shape.INDEX: "19121212121212121212121212121212",
    Shape.DAY: "2026-12-12",
    Shape.MINUTE: "2026-12-12T12:12Z",
    Shape.HOURS: ["0 08:00-16:30"],
    Shape.HOLDER: f"person:{AN_ID}",
    Shape.HSA_ID: "SE2321000016-A1B2",
    Shape.NETWORK: "2001:db8:1912::/48",
    Shape.ISSUER: "https://id.1912121212.example.se/staff",
}


@pytest.mark.parametrize("text", SPELT)
def test_a_personnummer_is_seen_however_it_is_spelt(text: str) -> None:
    assert may_hold_personnummer(text)


@pytest.mark.parametrize("text", DAYS)
def test_days_counts_and_case_numbers_are_none(text: str) -> None:
    assert not may_hold_personnummer(text)


@pytest.mark.parametrize("text", MISTYPED)
def test_a_mistyped_number_in_its_usual_form_is_somebodys_all_the_same(text: str) -> None:
    assert may_hold_personnummer(text)


BIRTHS = st.dates(datetime(1900, 1, 1, tzinfo=UTC).date(), datetime(2026, 1, 1, tzinfo=UTC).date())
SIGNS = [
    "",
    "",
    "",
    " ",
    "  ",
    ".",
    "-",
    "/",
    " - ",
    "\N{EN DASH}",
    " \N{EM DASH} ",
    "\N{NO-BREAK SPACE}",
    "\N{MINUS SIGN}",
]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A personnummer or samordningsnummer, whose day may be unknown, with or without its century."""
    born, more = draw(BIRTHS), draw(st.sampled_from([0, 60]))
    month, day = draw(st.sampled_from([(born.month, born.day), (born.month, born.day), (0, born.day), (born.month, 0)]))
    ten = f"{born.year % 100:02}{month:02}{day + more:02}{draw(st.integers(1, 999)):03}"
    return f"{born.year // 100 if draw(st.booleans()) else ''}{ten}{check_digit(ten)}"


def is_no_clock(text: str) -> bool:
    """What follows ``kl`` up to the next word may be a time."""
    return "kl" not in normalize("NFKC", text).casefold()


def spelt(number: str, between: list[str]) -> str:
    return "".join(digit + sign for digit, sign in zip(number, between, strict=False)).strip()


@given(
    numbers().filter(lambda number: number[0] != "0"),  # which may be grouped as a telephone number
    st.lists(
        st.text(st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=4).filter(is_no_clock),
        min_size=12,
        max_size=12,
    ),
)
def test_whatever_stands_between_the_digits(number: str, between: list[str]) -> None:
    assert may_hold_personnummer(spelt(number, between))


@given(
    numbers().filter(lambda number: number[0] != "0"),  # which may be grouped as a telephone number
    st.lists(st.sampled_from(SIGNS), min_size=12, max_size=12),
    st.sampled_from(
        ["{}", "Patient {} ringde", "kl 0900, ärende 104 049-2, {}", "({}) ringde från 070-123 45 67, kl. 9.30"]
    ),
)
def test_every_spelling_of_a_number_is_seen_whatever_else_is_told(number: str, between: list[str], told: str) -> None:
    assert may_hold_personnummer(told.format(spelt(number, between)))


@given(numbers(), st.sampled_from(SIGNS))
def test_pairs_and_fours_of_digits_are_seen(number: str, sign: str) -> None:
    for size in (1, 2, 4):
        assert may_hold_personnummer(sign.join(number[place : place + size] for place in range(0, len(number), size)))
    for sep in (sign, "-", "+"):
        assert may_hold_personnummer(f"{number[:-4]}{sep}{number[-4:]}")


@given(st.integers(104_000, 9_999_999), st.times(), st.sampled_from(["kl %H%M", "kl. %H.%M", "klockan %H:%M", "kl %H"]))
def test_a_time_and_the_number_of_a_case_are_never_taken_for_one(number: int, at: time, form: str) -> None:
    case = case_number.shown(number)
    for text in (f"{at:{form}}, ärende {case}", f"Ärende {case} {at:{form}}", f"{case}, {case} ({at:{form}})"):
        assert not may_hold_personnummer(text)


def test_every_kind_of_event_has_its_list() -> None:
    assert set(DETAILS) == set(EventKind)
    assert set(FITTING) == set(Shape)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_takes_what_is_typed_and_refuses_a_number_in_its_texts(kind: EventKind) -> None:
    fitting = {name: FITTING[shape] for name, shape in DETAILS[kind].items()}
    check_details(kind, fitting)
    check_details(kind, dict.fromkeys(fitting))
    for name, shape in DETAILS[kind].items():
        for spelt in SPELT:
            refusal = Invalid if shape is Shape.TEXT else Unlisted
            for value in (spelt, [spelt]):
                with pytest.raises(refusal) as refused:
                    check_details(kind, fitting | {name: value})
                assert spelt not in str(refused.value)
    with pytest.raises(Unlisted):
        check_details(kind, fitting | {"something_new": "a word"})


@pytest.mark.parametrize("number", [191212121212, 1212121212, -191212121212])
def test_a_number_is_no_personnummer_either(number: int) -> None:
    for kind, listed in DETAILS.items():
        for name in listed:
            with pytest.raises((Unlisted, Invalid)):
                check_details(kind, {name: number})


@pytest.mark.parametrize("spelt", SPELT)
def test_roles_resources_and_names_that_are_copied_carry_none(spelt: str) -> None:
    with pytest.raises(Unlisted):
        check_words("receiver", "self", spelt)
    assert not may_hold_personnummer(without_numbers(spelt))
    assert word(spelt) == "?"
    assert request_number(spelt) == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("loa3", "loa3"),
        (3, "3"),
        (None, "NoneType"),
        ({"name": "Tolvan"}, "dict"),
        (["a"], "list"),
        ("nivå", "?"),
        ("x" * 201, "?"),
    ],
)
def test_a_word_of_another_system_is_kept_when_it_is_one(said: object, told: str) -> None:
    assert word(said) == told


def test_the_code_of_the_refusal_names_the_rule_and_not_the_text() -> None:
    with pytest.raises(Invalid) as refused:
        check_details(EventKind.GROUP_CREATED, {"name": SPELT[0]})
    assert refused.value.code is LogCode.NUMBER_IN_TEXT


@pytest.mark.parametrize(
    "text", ["SE0000000000-2001", "SE2321000016-A1B2", "SE165565594230-1000", "TSTNMT2321000156-1003"]
)
def test_ids_of_the_directory_have_the_shape(text: str) -> None:
    assert is_hsa_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "191212121212",
        "SE1912121212-1212",
        "SE191212121212-1",
        "SE2321000016-191212121212",
        "SE2321000016-P191212121212",
        "SE2321000016-19900101R2385",
        "SE2321000016-900101A2385",
        "SE2321000016-P1212121212",
        "SE2321000016-I9I2I2I2I2I2",
        "SE2321000016-L9L2L2L2L2L2",
        "SE0000000000-19OOO1O198O2",
        "se2321000016-a1b2",
        "x" * 9999,
    ],
)
def test_a_personnummer_in_the_clothes_of_one_has_not(text: str) -> None:
    assert not is_hsa_id(text)
