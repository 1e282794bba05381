"""What a clinic's text may leave open, and the filling in. A closed list: what is not on it is a mistake, and stops the text.

Pure. Text in curly brackets beginning with a small letter and holding nothing else is a placeholder; all else is text.
"""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("fornamn", "mottagning", "datum", "telefon")
_OPEN = re.compile(r"(?<![{$])\{([a-zåäö]{2,20})\}(?!\})")


def open_in(text: str) -> list[str]:
    """The names that stand open in the text, each once, in the order they come."""
    return list(dict.fromkeys(_OPEN.findall(text)))


def unknown_in(text: str) -> list[str]:
    """Those of them that nobody can fill in."""
    return [name for name in open_in(text) if name not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known filled in. What has no value stays open, so that nobody sends it unseen."""
    return _OPEN.sub(lambda found: values.get(found[1]) or found[0], text)
