"""HSA-ids, by which the national directory identifies staff and clinics."""

import re

from app.core.free_text import may_hold_personnummer
from app.core.text import compact

_SHAPE = re.compile(r"(?:[A-Z]{2}|TSTNMT)(?:16)?(?:[0-9]{2}[2-9][0-9]{7}|0{10})-(?![0-9]{10})[0-9A-Z]{1,20}")


def parse(text: str) -> str | None:
    """The id in capitals, whatever blanks, dashes and unseen characters came along; None for what is none."""
    read = compact(text)
    # Capitals are made of ASCII alone: ``ſ`` would become the S of somebody else.
    found = read.upper() if read.isascii() else ""
    return found if is_hsa_id(found) else None


def is_hsa_id(text: str) -> bool:
    """Whether it has the shape of one: a country, an organisation's number, a dash and what the organisation chose.

    The third digit of an organisation's number is 2 or more (the demo's is nought), and no personnummer may stand in what
    the organisation chose, so that none is kept where an id is.
    """
    return _SHAPE.fullmatch(text) is not None and not may_hold_personnummer(text.partition("-")[2])
