"""What holds for every identity number that can be made."""

import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.personnummer import InvalidPersonnummer, parse, shown, thirteenth_birthday

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
births = st.dates(date(1840, 1, 1), date(2026, 11, 23))


def check_digit(nine: str) -> int:
    """Luhn, written from the definition: double every other digit, add the digits of what comes."""
    written = "".join(str(int(digit) * (2 - place % 2)) for place, digit in enumerate(nine))
    return -sum(map(int, written)) % 10


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, date]:
    born = draw(births)
    day = born.day + draw(st.sampled_from([0, 60]))
    serial = draw(st.integers(1, 999))
    eleven = f"{born.year}{born.month:02}{day:02}{serial:03}"
    return f"{eleven}{check_digit(eleven[2:])}", born


@given(numbers())
def test_every_rightly_made_number_is_read_with_its_day_of_birth(number: tuple[str, date]) -> None:
    digits, born = number
    with clock.at(NOW):
        found = parse(digits)
    assert (found.digits, found.born) == (digits, born)
    assert (found.kind == "samordningsnummer") == (int(digits[6:8]) > 60)


@given(numbers())
def test_what_is_shown_is_read_back(number: tuple[str, date]) -> None:
    with clock.at(NOW):
        assert parse(shown(number[0])).digits == number[0]


@given(numbers())
def test_the_short_form_with_plus_means_the_same_person_or_one_a_century_older(number: tuple[str, date]) -> None:
    digits, born = number
    with clock.at(NOW):
        found = _or_none(f"{digits[2:8]}+{digits[8:]}")
    if 1827 <= born.year <= 1926 and digits[4:8] != "0229":
        assert found == digits
    assert found is None or int(found[:4]) <= 1926


@given(numbers(), st.integers(2, 11), st.integers(1, 9))
def test_one_mistyped_digit_is_never_accepted(number: tuple[str, date], place: int, off: int) -> None:
    digits = number[0]
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    with clock.at(NOW), pytest.raises(InvalidPersonnummer):
        parse(wrong)


@given(st.text() | st.text(string.digits + "-+ R", min_size=8, max_size=15))
def test_whatever_is_typed_is_twelve_right_digits_or_a_refusal(text: str) -> None:
    with clock.at(NOW):
        found = _or_none(text)
    if found is not None:
        assert len(found) == 12
        assert found.isascii()
        assert found.isdigit()
        assert int(found[-1]) == check_digit(found[2:11])


@given(births)
def test_nobody_is_thirteen_before_thirteen_years_but_for_the_leap_day(born: date) -> None:
    birthday = thirteenth_birthday(born)
    assert birthday.year == born.year + 13
    assert (birthday.month, birthday.day) in {(born.month, born.day), (2, 28)}


def _or_none(text: str) -> str | None:
    try:
        return parse(text).digits
    except InvalidPersonnummer:
        return None
