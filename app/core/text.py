"""Text as it comes in, as it is shown, and as it is compared and put in order.

Why each of them takes out what it does, and why the letters have a small table of our own: see
docs/adr/0028-what-is-taken-out-of-a-text.md. Stored keys are made here: what changes them needs a migration.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar
from unicodedata import category, normalize

LONGEST_NAME = 100
LONGEST_KEY = 400
LONGEST_TOKEN = 255
NAMELESS = "Namn saknas"
"""The family name of somebody whose names hold nothing that can be seen."""
LAST = "\U0010ffff"
"""After a beginning: the end of the range of keys that begin so."""

Item = TypeVar("Item")

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_DASHES = re.compile("[\u00ad\u058a\u1400\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]")
_APOSTROPHES = re.compile("[`\u00b4\u02b9\u02bb-\u02bd\u2018-\u201b\u2032\u2035\u275b\u275c\uff07]")
_MARKED = re.compile("(.)([\u0300-\u036f]+)")
_BETWEEN = re.compile(r"[-,.;:/()&\"“”„«»]")
_STRAY = re.compile("[\u0300-\u036f]+")

_RING, _DOTS, _STROKES = "\u030a", "\u0308", "\u030b"
_SWEDISH = {("a", _RING): "å", ("a", _DOTS): "ä", ("o", _DOTS): "ö"}
_IN_ORDER = {("u", _DOTS): "y", ("u", _STROKES): "y", ("o", _STROKES): "ö"}
_LETTERS = str.maketrans({"æ": "ä", "ø": "ö", "œ": "ö", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "'": None})


class PersonNames(NamedTuple):
    """What somebody is called; one of them may be empty."""

    given: str
    family: str


def mark_of(text: str) -> str:
    """A short digest, by which a text is known again without being there."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def one_line(text: str) -> str:
    """Text of a single line: every blank and line break one blank, none at the ends; what cannot be seen is gone. NFC."""
    if not (text.isascii() and text.isprintable()):
        text = normalize("NFC", "".join(map(_in_line, text)))
    return " ".join(text.split())


def _in_line(character: str) -> str:
    if character.isspace():
        return " "
    return "" if category(character) in {"Cc", "Cf", "Cs"} else character


def lines(text: str) -> str:
    """Text of several lines, as it was written: every kind of line break one kind, other control characters gone."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def compact(text: str) -> str:
    """A number or an id: without blanks and what cannot be seen, and every dash a hyphen-minus."""
    seen = (one for one in _UNSEEN.sub("", text) if not one.isspace() and category(one) not in {"Cc", "Cf", "Cs"})
    return "".join("-" if category(one) == "Pd" else one for one in _DASHES.sub("-", "".join(seen)))


def shown(text: str) -> str:
    """The text without what turns the direction of reading: it is read in the order in which it was written."""
    return text if text.isascii() else _TURNING.sub("", text)


def is_seen(text: str) -> bool:
    """Whether the text has at least one letter, digit, punctuation mark or symbol that is visible."""
    return any(category(one)[0] in "LNPS" for one in _UNSEEN.sub("", text).replace("\u2800", ""))


def name(text: object, longest: int = LONGEST_NAME) -> str:
    """A name out of a claim, a form or a command: one line, cut; empty when it is no text or nothing of it can be seen."""
    read = one_line(text)[:longest].rstrip() if isinstance(text, str) else ""
    return read if is_seen(read) else ""


def names(given: object, family: object, whole: object = "") -> PersonNames:
    """What somebody is called. ``whole``: used when neither part is there, as "Nina Nittio" or "Nittio, Nina"."""
    found = PersonNames(name(given), name(family))
    if not any(found):
        before, comma, after = name(whole, 2 * LONGEST_NAME + 1).partition(",")
        first, _blank, last = (after, "", before) if comma else before.rpartition(" ")
        found = PersonNames(name(first), name(last))
    return found if any(found) else PersonNames("", NAMELESS)


def full_name(given: str, family: str) -> str:
    """Given name and family name as they are shown, or the only one."""
    return shown(f"{given} {family}").strip()


def token(text: object, longest: int = LONGEST_TOKEN) -> str:
    """An identifier that another system made, to be compared and not read: as it is, or the digest of one that does not fit."""
    if not isinstance(text, str):
        return ""
    fits = len(text) <= longest and (text.isascii() and text.isprintable())
    return text if fits else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def comparing_key(text: str) -> str:
    """What two texts have in common that look the same to a Swede in a hurry: case, accents, dashes and blanks do not count."""
    return _folded(text, _SWEDISH)[:LONGEST_KEY].rstrip()


def words(text: str) -> tuple[str, ...]:
    """The words by which a text is found, each once: "Ek-Ström, Seán" by ek, ström and sean; O'Brien by obrien and brien."""
    parts = _parts(text)
    pieces = (piece for part in parts for piece in part.split("'")[1:])
    return _distinct((*(part.replace("'", "") for part in parts), *pieces))


def sought(text: str) -> tuple[str, ...]:
    """The words that somebody searches for, in any order, with or without a comma."""
    return _distinct(part.replace("'", "") for part in _parts(text))


def finds(wanted: Iterable[str], text: str) -> bool:
    """Whether each of the words begins a word of the text."""
    there = words(text)
    return all(any(word.startswith(beginning) for word in there) for beginning in wanted)


def sort_key(text: str) -> str:
    """A key whose bytes stand in Swedish order: … v w x y z å ä ö, with æ as ä, ø as ö, ü as y and é as e."""
    folded = _folded(text, _SWEDISH | _IN_ORDER)
    between = "".join(one if _in_word(one) or one == "'" else " " for one in folded)
    return "!".join(between.translate(_AFTER_Z).split())[:LONGEST_KEY]


def name_sort_key(named: PersonNames) -> str:
    """The order of people: by family name, then given name. All of Ek stand before Ek-Ström, and those before Eklund."""
    return f"{sort_key(named.family)} {sort_key(named.given)}".strip()[:LONGEST_KEY]


def in_order(items: Iterable[Item], named: Callable[[Item], str]) -> list[Item]:
    """The items sorted by name in Swedish order; names that differ only in accents always come in the same order."""
    return sorted(items, key=lambda item: (sort_key(named(item)), named(item)))


def _parts(text: str) -> list[str]:
    return _BETWEEN.sub(" ", comparing_key(text)).split()


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:LONGEST_NAME] for word in found if word))


def _in_word(character: str) -> bool:
    return character.isalnum() or category(character)[0] == "M"


def _folded(text: str, marked: dict[tuple[str, str], str]) -> str:
    """Without case, accents and kinds of sign; the marked letters are given as the table has them."""
    unified = _APOSTROPHES.sub("'", _DASHES.sub("-", _UNSEEN.sub("", text)))
    apart = normalize("NFKD", normalize("NFKD", one_line(unified)).casefold())
    joined = _MARKED.sub(lambda found: _letter(found[1], found[2], marked), apart)
    return one_line(_UNSEEN.sub("", _STRAY.sub("", joined)).translate(_LETTERS))


def _letter(base: str, marks: str, marked: dict[tuple[str, str], str]) -> str:
    return next((marked[base, mark] for mark in marks if (base, mark) in marked), base)
