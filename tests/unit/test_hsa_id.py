"""HSA-ids as people and systems write them."""

import pytest

from app.core.hsa_id import parse

SIV = "SE0000000000-3001"


@pytest.mark.parametrize(
    "text",
    [
        SIV, "se0000000000-3001", f" {SIV}\n", "SE 0000000000 - 3001", "SE0000000000\N{EN DASH}3001",
        "SE0000000000\N{NON-BREAKING HYPHEN}3001", "SE0000000000\N{MINUS SIGN}3001", "SE0000000000\N{EM DASH}3001",
        f"{SIV}\N{ZERO WIDTH SPACE}", f"\ufeff{SIV}", "SE0000000000\N{NO-BREAK SPACE}-3001", f"{SIV}\0",
        "SE0000\N{SOFT HYPHEN}000000-3001",
    ],
)  # fmt: skip
def test_siv_is_the_same_however_her_id_is_typed_or_pasted(text: str) -> None:
    assert parse(text) == SIV


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "hej", "nonsense", "SE1-1", "SE0000000000", "SE0000000000-", "191212121212", "19121212-1212",
        "\N{LATIN SMALL LETTER LONG S}E0000000000-3001", "SE0000000000--3001", "SE0000000000-ÅÄÖ", "SE0000000000-" + "1" * 21,
        "SE0000000000-1912121212", "SE2321000016-P191212121212", "se2321000016-l9l2l2l2l2l2", "SE2321000016-19900101r2385",
    ],
)  # fmt: skip
def test_what_nobody_can_have_is_none(text: str) -> None:
    assert parse(text) is None


def test_the_ids_of_the_regions_are_read() -> None:
    assert parse("se2321000016-a1b2") == "SE2321000016-A1B2"
    assert parse("TSTNMT2321000156-1004") == "TSTNMT2321000156-1004"
