"""Names that could be taken for one another, or for something else on the page.

Which letters a name may have: docs/adr/0028-what-is-taken-out-of-a-text.md.
"""

import re
from unicodedata import normalize

from app.core.errors import ErrorCode, swedish
from app.core.text import sought

_LETTERS = re.compile(r"[^\W\d_]+")
_PAST_LATIN = "\u0180"
"""The letters of European languages come before it, those with accents when these are taken off."""
_GREEK = re.compile("[\u0391-\u03c9]")
_MICRO = "\N{MICRO SIGN}"
# Those that look like Latin letters.
_AS_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγικνορτυχ", "ABEZHIKMNOPTYXaßyikvoptux")
_ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o", "$": "s", "@": "a"})
_AT_WORD = re.compile(r"[!\u00a1](?=\w)")  # at the end of a word it is only a sign
_DISTINGUISHING = "+<>=\u2264\u2265\u00b1%"
"""Signs that tell two names apart, as in "under < 5 dagar"."""
Look = frozenset[str] | str


class NameFault(ErrorCode):
    """Why a name is not taken."""

    LETTERS = "name-letters", swedish("Skriv namnet med bokstäverna a–ö. Det har tecken ur ett annat alfabet.")
    PERSON = (
        "name-of-person",
        swedish("Någon på mottagningen heter så. Välj ett namn som inte kan förväxlas med en person."),
    )
    INBOX = (
        "name-of-inbox",
        swedish("Välj ett annat namn: det här kan förväxlas med mottagningens inkorg."),
    )


def is_in_latin_letters(name: str) -> bool:
    """Whether each word of the name is in Latin letters, or is one Greek letter, as in β-blockerare."""
    words = _LETTERS.findall(normalize("NFKC", name.replace(_MICRO, "")))
    return all(all(map(_is_latin, word)) or (len(word) == 1 and _GREEK.match(word)) for word in words)


def _is_latin(letter: str) -> bool:
    return normalize("NFKD", letter)[0] < _PAST_LATIN


def are_alike(one: str, other: str) -> bool:
    """Whether two names that a clinic gives could be taken for one another."""
    return bool(looks(one, _DISTINGUISHING) & looks(other, _DISTINGUISHING))


def looks(name: str, kept: str = "") -> frozenset[Look]:
    """How a name may be read: two that share a look are taken for one another.

    Its words in whatever order, and run together. Case, accents, blanks and signs (but those ``kept``) do not count, nor
    whether it is I, l or 1, O or 0, rn or m, S or a 5 beside letters.
    """
    words = sought(_AT_WORD.sub("l", normalize("NFKD", name)).translate(_AS_LATIN))
    lettered = [word.replace("5", "s") if any(map(str.isalpha, word)) else word for word in words]
    readings = [[look for word in read if (look := _look(word, kept))] for read in (words, lettered)]
    found = frozenset(look for read in readings if read for look in (frozenset(read), "".join(read)))
    return found or frozenset({name})


def _look(word: str, kept: str) -> str:
    return "".join(one for one in word.translate(_ALIKE) if one.isalnum() or one in kept).replace("rn", "m")
