"""What a page has not seen: a draft that was kept after the page was drawn, by the page before it or in another tab.

It takes no place of what is typed, nor the other way round: it stands before it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.core.text import mark_of

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Unseen:
    """What the page is told of a save. ``joined``: the fields that have got an unseen text before what was typed.

    ``is_newer``: something newer than the page shows is kept of a field that nobody wrote in there.
    """

    joined: Texts = field(default_factory=dict)
    is_newer: bool = False


NOTHING = Unseen()


def with_unseen(
    kept: Texts, typed: Texts, shown: Texts, join: Callable[[str, str, str], str]
) -> tuple[dict[str, str], Unseen]:
    """What was typed, after what was kept in the same field and not ``shown`` (marks, by field) to its writer."""
    unseen = {name for name, mark in shown.items() if mark_of(kept.get(name, "")) != mark}
    whole = {name: join(name, kept[name], typed[name]) for name in unseen & typed.keys() & kept.keys()}
    joined = {name: text for name, text in whole.items() if text != typed[name]}
    return {**typed, **joined}, Unseen(joined, bool(unseen - typed.keys()))
