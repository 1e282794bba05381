"""Names that could be taken for one another, or for something else on the page.

Which letters a name may have: docs/adr/0028-what-is-taken-out-of-a-text.md.
"""

import enum
import re
from unicodedata import normalize

from app.core.text import sought

_LETTERS = re.compile(r"[^\W\d_]+")
_PAST_LATIN = "\u0180"
"""The letters of European languages come before it, those with accents when these are taken off."""
_GREEK = re.compile("[\u0391-\u03c9]")
_MICRO = "\N{MICRO SIGN}"
# Those that look like Latin letters.
_AS_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγικνορτυχ", "ABEZHIKMNOPTYXaßyikvoptux")
_ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})


class NameFault(enum.StrEnum):
    """Why a name is not taken; ``web`` has a sentence for each."""

    LETTERS = "name-letters"
    PERSON = "name-of-person"
    INBOX = "name-of-inbox"


def is_in_latin_letters(name: str) -> bool:
    """Whether each word of the name is in Latin letters, or is one Greek letter, as in β-blockerare."""
    words = _LETTERS.findall(normalize("NFKC", name.replace(_MICRO, "")))
    return all(all(map(_is_latin, word)) or (len(word) == 1 and _GREEK.match(word)) for word in words)


def _is_latin(letter: str) -> bool:
    return normalize("NFKD", letter)[0] < _PAST_LATIN


def appearance(name: str) -> frozenset[str]:
    """The words of a name as they look, in whatever order: two names with the same are taken for one another.

    Case, accents, signs and blanks do not count, nor whether it is I, l or 1, O or 0, rn or m.
    """
    return frozenset(
        word.translate(_ALIKE).replace("rn", "m") for word in sought(normalize("NFKD", name).translate(_AS_LATIN))
    )
