"""Whether a personnummer may stand in a text that somebody writes, where none may be kept, such as in the log.

What is let through although it looks like one, and why: docs/adr/0029-what-may-enter-the-log.md.
"""

import re
from html import unescape
from unicodedata import category, normalize, numeric
from urllib.parse import unquote

from app.core import case_number
from app.core.luhn import check_digit

_CENTURY = 100
# Year, month or 00, day or 00 (plus 60 for a samordningsnummer).
_BIRTH = "[0-9]{2}(?:0[0-9]|1[0-2])(?:[0-2678][0-9]|[39][01])"
_TEN = re.compile(f"(?=({_BIRTH}[0-9]{{4}}))")
# Refused with a wrong check digit too: it is somebody's number, mistyped.
_USUAL_FORM = re.compile(f"(?<![0-9])(?:(?:1[89]|20)?{_BIRTH} ?[-+/] ?|(?:1[89]|20){_BIRTH})[0-9]{{4}}(?![0-9])")
# Followed by another such date or by no digit at all: "2012-12-12 2385" is a child's number.
_WHOLE_DATE = re.compile(
    r"(?<![0-9])20[0-9]{2}-[0-9]{2}-[0-9]{2}(?=[^0-9]*$|[^0-9]+20[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9]))"
)
_BORN = re.compile(f"(?<![0-9])(?:1[89]|20)?({_BIRTH})(?![0-9])")
_GROUP = re.compile("[0-9]+")
_FOUR = 4
_LAST_FOUR = re.compile(r"\b(?:4 (?:sista|siffror)|sista 4)\b", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
# Only where four digits follow: "12 dec 1912-1212".
_DAY_IN_WORDS = re.compile(
    rf"(?<![0-9])([0-3]?[0-9])[. ]*({'|'.join(_MONTHS)})[a-z]*[. ]*((?:1[89]|20)?[0-9]{{2}})(?=[^\w\n]*[0-9]{{4}}(?![0-9]))",
    re.IGNORECASE,
)
# Latin, Greek and Cyrillic letters.
_LIKE_DIGITS = {"0": "OoØø\u039f\u03bf\u041e\u043e", "1": "IiLl|\u0399\u03b9\u0406\u0456\u04c0\u04cf", "2": "Zz\u0396"}
_LIKENESSES = str.maketrans({letter: digit for digit, letters in _LIKE_DIGITS.items() for letter in letters})
_LIKE_DIGIT = f"[0-9{''.join(_LIKE_DIGITS.values())}]*"
_WITH_LIKENESSES = re.compile(f"{_LIKE_DIGIT}[0-9]{_LIKE_DIGIT}")

_BETWEEN_PARTS = re.compile(r"([^\W\d_]+|[,;\n])")
_AT_ENDS = " .:!?()"
_CLOCK = frozenset({"kl", "klockan"})
_CLOCK_WORD = re.compile(r"(?<![^\W\d_])(?:kl|klockan)(?![^\W\d_])", re.IGNORECASE)
_BORN_AT = re.compile(rf"({_BORN.pattern}[^\w\n]*){_CLOCK_WORD.pattern}", re.IGNORECASE)
_NO_CLOCK = " x "
_HOUR = "(?:[01]?[0-9]|2[0-3])(?:[.:]?[0-5][0-9])?"
_HOURS = re.compile(f"{_HOUR}(?: ?- ?{_HOUR})?")
_MOMENT = re.compile("20[0-9]{2}-(?:0[1-9]|1[0-2])-[0-3][0-9] (?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
# Grouped so that it is no spelling of a number of birth: with +46, or with an area code of three digits.
_TELEPHONE = re.compile(
    r"\+46[- ]?(?:\(0\) ?)?[1-9](?:[- ]?[0-9]){6,8}"
    r"|0[1-9][0-9]-[1-9](?: ?[0-9]){4,6}|0[1-9][0-9] [0-9]{3}(?: [0-9]{2}){2}|08-[1-9][0-9]{2}(?: [0-9]{2,3}){2}"
)
_DIGITS_OF_CASE = range(7, 9)


def may_hold_personnummer(text: str) -> bool:
    """Whether some digits in the text may be a personnummer or a samordningsnummer.

    However it is spelt: any signs or words between the digits, digits of any script or ornament, letters that look like
    digits, with or without a century, also one whose day of birth is unknown. What is known to be something else where
    it stands by itself, between words or commas, is left out first: times, numbers of cases, telephone numbers, dates.
    """
    # Read as it was written too: what looks like an escape may be digits of the number.
    return any(map(_holds, {text, _LAST_FOUR.sub("", unescape(unquote(text)))}))


def _holds(text: str) -> bool:
    normalized = "".join(map(_normalized_character, normalize("NFKC", text)))
    rest = _without_something_else(_BORN_AT.sub(lambda found: found[1] + _NO_CLOCK, normalized))
    with_times = _without_something_else(_CLOCK_WORD.sub(_NO_CLOCK, normalized))
    return (
        any(map(_holds_number, _readings(rest)))
        or _holds_number(_DAY_IN_WORDS.sub(_in_digits, rest))
        or any(_holds_born_and_four(line) for read in _readings(with_times) for line in read.split("\n"))
    )


def _readings(text: str) -> tuple[str, str]:
    """Two: an ``l`` may stand for a digit or between two."""
    return text, _WITH_LIKENESSES.sub(lambda run: run[0].translate(_LIKENESSES), text)


def _in_digits(day: re.Match[str]) -> str:
    return f"{day[3]}{_MONTHS.index(day[2].lower()) + 1:02}{int(day[1]):02}"


def _without_something_else(normalized: str) -> str:
    parts = _BETWEEN_PARTS.split(normalized)
    after = zip(["", *parts[1::2]], parts[::2], strict=True)
    return "".join(word + (" " if _is_something_else(part, word) else part) for word, part in after)


def _normalized_character(character: str) -> str:
    """One kind of blank and of dash; a whole number of one or two digits for what is worth it: ``九`` is 9, ``⓬`` is 12."""
    worth = numeric(character, -1.0)
    if worth.is_integer() and 0 <= worth < _CENTURY:
        return str(int(worth))
    if character.isspace() and character != "\n":
        return " "
    return "-" if category(character) == "Pd" else character


def _is_something_else(part: str, word: str) -> bool:
    """Whether what stands after the word, up to the next, is known to be no personnummer."""
    written = part.strip(_AT_ENDS)
    is_time = word.casefold() in _CLOCK and _HOURS.fullmatch(written)
    return bool(is_time or _MOMENT.fullmatch(written) or _TELEPHONE.fullmatch(written)) or _is_case(written)


def _is_case(written: str) -> bool:
    digits = sum(one.isdecimal() for one in written)
    return "-" in written and digits in _DIGITS_OF_CASE and case_number.parse(written) is not None


def _holds_number(text: str) -> bool:
    if _USUAL_FORM.search(text):
        return True
    digits = re.sub(r"[^0-9]+", "", _WHOLE_DATE.sub(" ", text))
    return any(found[1][9] == check_digit(found[1][:9]) for found in _TEN.finditer(digits))


def _holds_born_and_four(line: str) -> bool:
    """Whether a day of birth in one group is followed, after whatever else, by its last four digits in one group."""
    births: dict[str, str] = {}
    for group in _GROUP.findall(line):
        if born := _BORN.fullmatch(group):
            births[check_digit(born[1] + "000")] = born[1]  # one of a kind: the same last four fit them all
        elif len(group) == _FOUR and any(group[3] == check_digit(birth + group[:3]) for birth in births.values()):
            return True
    return False
