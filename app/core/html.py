"""Formatted text: the one way from text that somebody wrote to markup that is shown as markup.

Only what administrators write (terms, descriptions, standard replies) goes through here. What citizens and clinicians
write is shown as plain text by the templates' own escaping.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from bleach.sanitizer import Cleaner
from markupsafe import Markup

from app.core.text import shown

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4"})
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
REL = "noopener noreferrer"


def formatted(text: str) -> Markup:
    """The text with the allowed tags kept and every other tag dropped; the words inside dropped tags stay, as words.

    A link keeps its ``href`` when that is a whole address; classes, styles, ids, ``hx-*`` and handlers go.
    """
    # A cleaner is not safe to share between threads: its parser has a state.
    cleaner = Cleaner(
        tags=TAGS,
        attributes=_is_allowed,
        protocols=PROTOCOLS,
        strip=True,
        filters=[cast("Any", _links_without_referrer)],  # the stubs know only classes; bleach calls anything
    )
    return Markup(cleaner.clean(shown(text)))  # noqa: S704 - the one Markup in the code


def _is_allowed(tag: str, name: str, value: str) -> bool:
    """A relative address would let a text link to an act inside the product; those are refused."""
    return tag == "a" and name == "href" and value.partition(":")[0].lower() in PROTOCOLS and ":" in value


def _links_without_referrer(source: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give each link a ``rel``, so that the other site learns neither our address nor anything of our window."""
    for token in source:
        if token["type"] == "StartTag" and token["name"] == "a":
            token["data"][None, "rel"] = REL
        yield token
