"""The number of a case, as it is shown, read aloud and typed."""

import pytest

from app.core.case_number import meant, parse, pieces, shown


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


@pytest.mark.parametrize(
    "text",
    [
        "104 523-6", "Ärende 104 523-6", "A\u0308rende 104 523-6", "ärendet 104523-6", "ÄRENDENUMMER: 104 523-6",
        "Ärende nr. 104 523-6", "ärendenr 104523-6", "Ärende-nr 104 523-6", "#104 523-6", "# 104523", "nr 104 523-6",
        "nr104523-6", "case 104 523-6", "No. 104 523-6", "(104 523-6)", "104 523-6.", "104 523", "104523,",
        "104 523\N{EN DASH}6", "104 523\N{NON-BREAKING HYPHEN}6", "104 523\N{MINUS SIGN}6", "104 523\N{HYPHEN}6",
        "104 523\N{EM DASH}6", "104\N{ZERO WIDTH SPACE}523-6", "\ufeff104 523-6", "104\N{NARROW NO-BREAK SPACE}523-6",
    ],
)  # fmt: skip
def test_who_searches_may_write_the_word_before_it_and_leave_out_the_check_digit(text: str) -> None:
    assert meant(text) == (104523,)


def test_a_number_that_may_be_whole_or_without_its_check_digit_means_both() -> None:
    assert meant("1045236") == (104523, 1045236)


@pytest.mark.parametrize(
    "text", ["", "nr", "#", "Nina 104 523-6", "104 523-7", "nummer ett", "007", "0", "104-523-6", "1" * 17, "nrx 1"]
)
def test_what_nobody_can_mean_by_a_number_means_none(text: str) -> None:
    assert meant(text) == ()


def test_every_single_wrong_digit_is_caught() -> None:
    right = "1045236"
    for place, digit in enumerate(right):
        for other in set("0123456789") - {digit}:
            assert parse(right[:place] + other + right[place + 1 :]) is None


def test_there_is_no_case_zero() -> None:
    with pytest.raises(ValueError, match="begin at 1"):
        shown(0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nina recept", ["Nina", "recept"]),
        ("Nina 104 523-6", ["Nina", "104 523-6"]),
        ("ärende nr 104\N{NO-BREAK SPACE}523\N{EN DASH}6, Nina", ["104 523-6", "Nina"]),
        ("#104523-6 recept", ["104523-6", "recept"]),
        ("Intyg 18 år", ["Intyg", "18", "år"]),
        ("Ek-Strom B12", ["Ek-Strom", "B12"]),
        ("ärende Nora", ["ärende", "Nora"]),
        ("", []),
    ],
)
def test_a_number_among_words_is_one_of_them(text: str, found: list[str]) -> None:
    assert pieces(text) == found
