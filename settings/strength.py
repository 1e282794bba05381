"""Whether a secret is one: long enough and not made of what everybody tries first."""

import re
from typing import Final

GUESSABLE: Final = re.compile(
    "secret|change[-_]?me|password|example|vardinkorg(en)?|12345678|hemlig(het)?|lösenord", re.IGNORECASE
)
DISTINCT: Final = 8


def is_guessable(secret: str, length: int) -> bool:
    """What is left without the words that everybody tries is too short, or the same few signs again and again."""
    rest = GUESSABLE.sub("", secret)
    return len(rest.encode()) < length or len(set(rest)) < DISTINCT
