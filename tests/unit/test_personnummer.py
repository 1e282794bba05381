"""Identity numbers, as people write them and as we keep them. All numbers are test numbers."""

from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.core.personnummer import (
    InvalidPersonnummer,
    Personnummer,
    PersonnummerFault,
    meant,
    parse,
    shown,
    thirteenth_birthday,
)

TOLVAN = "191212121212"


def fault(text: str) -> PersonnummerFault:
    with pytest.raises(InvalidPersonnummer) as refusal:
        parse(text)
    return refusal.value.code


def test_tolvan_is_read_as_a_personnummer_with_a_day_of_birth() -> None:
    assert parse(TOLVAN) == Personnummer(TOLVAN, "personnummer", date(1912, 12, 12))


def test_sam_is_read_as_a_samordningsnummer_born_sixty_days_earlier_in_the_month() -> None:
    assert parse("191401682396") == Personnummer("191401682396", "samordningsnummer", date(1914, 1, 8))


@pytest.mark.parametrize(
    "text",
    [
        "19121212-1212", " 19121212 1212 ", "19 12 12 12 12 12", "19121212+1212", "19121212 - 1212",
        "19121212\N{EN DASH}1212", "19121212\N{NON-BREAKING HYPHEN}1212", "19121212\N{NO-BREAK SPACE}1212",
        "121212+1212", "\t191212121212\n", "1912-12-12-1212", "19121212\N{EM DASH}1212", "19121212\N{HYPHEN}1212",
        "19121212\N{FIGURE DASH}1212", "19121212\N{SMALL HYPHEN-MINUS}1212", "\ufeff191212121212",
        "19121212\N{ZERO WIDTH SPACE}1212", "1912\N{SOFT HYPHEN}12121212", "191212\N{THIN SPACE}121212",
        "\N{LEFT-TO-RIGHT MARK}19121212\N{MINUS SIGN}1212\N{POP DIRECTIONAL ISOLATE}",
    ],
)  # fmt: skip
def test_tolvan_is_the_same_however_it_is_typed_or_pasted(text: str) -> None:
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        assert parse(text).digits == TOLVAN


@pytest.mark.parametrize(
    "digits",
    ["199001012385", "200002292399", "190001019801", "201701012393", "189001019802", "202402292383", "202201612393"],
)
def test_every_test_number_is_right(digits: str) -> None:
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        assert parse(digits).digits == digits


@pytest.mark.parametrize("text", ["121212-1212", "1212121212", "900101-2385"])
def test_ten_digits_without_plus_are_refused_since_the_century_would_be_a_guess(text: str) -> None:
    assert fault(text) is PersonnummerFault.CENTURY


def test_plus_means_a_hundred_years_or_more_this_year() -> None:
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        assert parse("000101+9801").digits == "190001019801"
    with clock.at(datetime(2011, 12, 31, 12, tzinfo=UTC)):
        assert parse("121212+1212").digits == "181212121212"
    with clock.at(datetime(2012, 1, 1, 12, tzinfo=UTC)):
        assert parse("121212+1212").digits == TOLVAN


@pytest.mark.parametrize("wrong", ["191212121213", "191212121122", "199001012386"])
def test_a_wrong_check_digit_is_told_as_such(wrong: str) -> None:
    assert fault(wrong) is PersonnummerFault.CHECK_DIGIT


@pytest.mark.parametrize("wrong", ["191213121212", "191202301212", "190002291212", "191212321212", "191212921212"])
def test_a_day_that_never_was_is_refused(wrong: str) -> None:
    assert fault(wrong) is PersonnummerFault.DATE


def test_years_before_anybody_living_are_refused() -> None:
    assert fault("151212121212") is PersonnummerFault.DATE
    assert fault("000012121212") is PersonnummerFault.DATE


def test_one_who_is_born_tomorrow_is_refused_and_today_not() -> None:
    number = "202201612393"  # 1 January 2022
    with clock.at(datetime(2021, 12, 31, 22, 59, tzinfo=UTC)):
        assert fault(number) is PersonnummerFault.FUTURE
    with clock.at(datetime(2021, 12, 31, 23, 0, tzinfo=UTC)):
        assert parse(number).born == clock.today()


@pytest.mark.parametrize("text", ["19121212R220", "19121212-R220", "121212-r220", "19800101M001", "991912123456"])
def test_a_reservnummer_is_told_apart(text: str) -> None:
    assert fault(text) is PersonnummerFault.RESERVE


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "Tolvan", "1912121212", "19121212-121", "19121212-12123", "1912-12121212", "19121212--1212",
        "١٩١٢١٢١٢١٢١٢", "191212121212; DROP", "+191212121212", "SE0000000000-2001", "19121212/1212",
    ],
)  # fmt: skip
def test_everything_else_has_the_wrong_shape_or_no_century(text: str) -> None:
    assert fault(text) in {PersonnummerFault.SHAPE, PersonnummerFault.CENTURY}


def test_a_refusal_never_repeats_the_number() -> None:
    with pytest.raises(InvalidPersonnummer) as refusal:
        parse("191212121213")
    assert "1912" not in repr(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_shown_with_a_dash_before_the_last_four() -> None:
    assert shown(TOLVAN) == "19121212-1212"


def test_lill_turns_thirteen_on_new_years_day_2030() -> None:
    assert thirteenth_birthday(date(2017, 1, 1)) == date(2030, 1, 1)


def test_tvaan_who_was_born_on_29_february_turned_thirteen_on_the_28th() -> None:
    assert thirteenth_birthday(date(2000, 2, 29)) == date(2013, 2, 28)


# The first is one of the tax agency's own test numbers.
@pytest.mark.parametrize("digits", ["191500722390", "191512602382", "191512002385", "191500002389", "202600602383"])
def test_one_whose_day_of_birth_is_unknown_has_a_samordningsnummer_and_no_age(digits: str) -> None:
    with clock.at(datetime(2026, 1, 1, tzinfo=UTC)):
        assert parse(digits) == Personnummer(digits, "samordningsnummer", None)


def test_nobody_is_born_in_a_year_to_come_even_if_the_day_is_unknown() -> None:
    with clock.at(datetime(2025, 12, 31, tzinfo=UTC)):
        assert fault("202600602383") is PersonnummerFault.FUTURE


def test_ten_digits_mean_either_century_where_one_searches() -> None:
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        for text in ("121212-1212", "1212121212", "12 12 12\N{EN DASH}1212"):
            assert [one.digits for one in meant(text)] == ["201212121212", "191212121212"]
        assert [one.digits for one in meant("900101-2385")] == ["199001012385", "189001012385"]
        assert [one.digits for one in meant("121212+1212")] == [TOLVAN]
        assert [one.digits for one in meant("19121212-1212")] == [TOLVAN]


def test_of_the_two_centuries_only_days_that_were_count() -> None:
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        assert [one.digits for one in meant("000229-2399")] == ["200002292399"]  # 1900 had no 29 February
        assert [one.digits for one in meant("261224-2384")] == ["192612242384"]  # 2026 has not come so far
    for wrong in ("121212-1213", "121312-1212"):
        with pytest.raises(InvalidPersonnummer):
            meant(wrong)
