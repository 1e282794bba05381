"""The start page: cards, and what stands above them. Features add to both.

A card that the roles do not give is not there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from flask_babel import LazyString

from app.authz.actors import Staff
from app.authz.policy import Action, may_ever
from app.core.hooks import Hook


@dataclass(frozen=True)
class Card:
    """A way in from the start page.

    ``order`` is the contract's; ``count`` answers with what waits there, if anything; ``symbol`` names an icon.
    ``tab``: of a list, so that its address says everything and the card never leads to what was looked at last.
    """

    order: int
    label: LazyString
    endpoint: str
    action: Action
    hint: LazyString
    count: Callable[[Staff], int] | None = None
    symbol: str = "chevron-right"
    tab: str | None = None


@dataclass(frozen=True)
class ShownCard:
    """A card with its count, as the page shows it. ``key``: under this name its count is kept up to date."""

    label: LazyString
    href: str
    hint: LazyString
    count: int | None
    symbol: str
    key: str


class Above(NamedTuple):
    """What stands above the cards: a template, and what it shows, which it finds as ``part.shown``."""

    template: str
    shown: object


CARDS: Hook[list[Card]] = Hook("cards", list)
ABOVE_CARDS: Hook[list[Callable[[Staff], Above | None]]] = Hook("above the cards", list)
"""What stands above them, for those for whom it answers with something."""


def cards_for(actor: Staff) -> list[ShownCard]:
    """The cards that the actor's roles at the chosen clinic give, in order, with counts."""
    cards = sorted(CARDS.current, key=lambda card: card.order)
    return [_shown(card, actor) for card in cards if may_ever(actor, card.action)]


def _shown(card: Card, actor: Staff) -> ShownCard:
    count = card.count(actor) if card.count else None
    return ShownCard(card.label, url_for(card.endpoint, tab=card.tab), card.hint, count, card.symbol, card.endpoint)


def above_cards(actor: Staff) -> list[Above]:
    """What stands there for the actor now."""
    return [shown for part in ABOVE_CARDS.current if (shown := part(actor)) is not None]
