"""The number of a case, as it is shown, read aloud and typed."""

import pytest

from app.core.case_number import parse, shown


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1-8"), (42, "42-2"), (999, "999-3"), (1000, "1 000-9"), (104523, "104 523-6"), (1234567, "1 234 567-4")],
)
def test_a_number_is_shown_with_spaces_between_the_thousands_and_its_check_digit_last(number: int, text: str) -> None:
    assert shown(number) == text
    assert parse(text) == number


@pytest.mark.parametrize(
    "text", ["104 523-6", "1045236", "104523-6", " 104 523 6 ", "104\N{NO-BREAK SPACE}523-6", "104523 - 6"]
)
def test_what_maja_types_is_read_with_and_without_spaces_and_dash(text: str) -> None:
    assert parse(text) == 104523


@pytest.mark.parametrize("text", ["104 523-7", "104 532-6", "104523", "140 523-6"])
def test_a_misheard_number_finds_nothing_rather_than_another_case(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text", ["", "-", "6", "-6", "0-0", "007-5", "104-523-6", "104 523-", "Tolvan", "١٠٤٥٢٣٦", "1" * 40, "104,523-6"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse(text) is None


def test_every_single_wrong_digit_is_caught() -> None:
    right = "1045236"
    for place, digit in enumerate(right):
        for other in set("0123456789") - {digit}:
            assert parse(right[:place] + other + right[place + 1 :]) is None


def test_there_is_no_case_zero() -> None:
    with pytest.raises(ValueError, match="begin at 1"):
        shown(0)
