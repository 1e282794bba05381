"""Whatever kind of event it is: typed values have their shape, and free text holds no personnummer, however it is spelt."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.details import DETAILS, Unlisted, check_details, check_words
from app.audit.kinds import EventKind
from app.audit.shapes import NUMBER_IN_TEXT, Shape, request_number, without_numbers, word
from app.core.errors import Invalid
from app.core.hsa_id import is_hsa_id
from app.core.personnummer import may_stand_in

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
    "2012-12-12 2385",
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
    assert may_stand_in(text)


@pytest.mark.parametrize("text", DAYS)
def test_days_counts_and_case_numbers_are_none(text: str) -> None:
    assert not may_stand_in(text)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may have other things to do
@given(
    st.dates(datetime(1900, 1, 1, tzinfo=UTC).date(), datetime(2026, 1, 1, tzinfo=UTC).date()),
    st.sampled_from([0, 60]),
    st.integers(0, 9999),
    st.booleans(),
    st.lists(st.text(st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=4), min_size=12, max_size=12),
)
def test_whatever_stands_between_the_digits(born: Any, more: int, last: int, century: bool, between: list[str]) -> None:
    digits = f"{born.year}{born.month:02}{born.day + more:02}{last:04}"
    digits = digits if century else digits[2:]
    assert may_stand_in("".join(digit + sign for digit, sign in zip(digits, between, strict=False)))


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
    assert not may_stand_in(without_numbers(spelt))
    assert word(spelt) == "?"
    assert request_number(spelt) == ""


def test_the_code_of_the_refusal_names_the_rule_and_not_the_text() -> None:
    with pytest.raises(Invalid) as refused:
        check_details(EventKind.GROUP_CREATED, {"name": SPELT[0]})
    assert refused.value.code == NUMBER_IN_TEXT


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
