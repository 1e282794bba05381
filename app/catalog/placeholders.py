"""What a clinic's text may leave open, and the filling in. A closed list: what is not on it is a mistake, and stops the text.

Pure. Text in curly brackets beginning with a small letter and holding nothing else is a placeholder; all else is text.
"""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("fornamn", "mottagning", "datum", "telefon")
_MEANT = re.compile(rf"\{{\s*(?:{'|'.join(PLACEHOLDERS)})\b\s*\}}?", re.IGNORECASE)
"""A placeholder, well written or not: ``{fornamn, `` and ``{Datum}`` too are not for the citizen to read."""
_OPEN = re.compile(r"(?<![{$])\{([a-zåäö]{2,20})\}(?!\})")


def open_in(text: str) -> list[str]:
    """What stands open in the text, as it is written there, each once; what is nearly a placeholder comes last."""
    nearly = [found.strip() for found in _MEANT.findall(text) if not _OPEN.fullmatch(found)]
    return list(dict.fromkeys([*(f"{{{name}}}" for name in _OPEN.findall(text)), *nearly]))


def unknown_in(text: str) -> list[str]:
    """Those of them that nobody can fill in."""
    known = {f"{{{name}}}" for name in PLACEHOLDERS}
    return [one for one in open_in(text) if one not in known]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known filled in. What has no value stays open, so that nobody sends it unseen."""
    return _OPEN.sub(lambda found: values.get(found[1]) or found[0], text)
