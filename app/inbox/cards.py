"""The cards that lead to the inboxes, and the warnings above the cards of those who keep the clinic in order."""

from functools import partial
from typing import NamedTuple

from flask import Flask

from app.authz.actors import Staff
from app.inbox.layouts import LAYOUTS
from app.inbox.queries.warnings import Warned
from app.inbox.routes.warning_links import WarningLinks, warning_links
from app.inbox.services.lists import waiting_in
from app.inbox.services.warnings import warnings_to_mend
from app.roles.queries.people import AHEAD
from app.web.cards import ABOVE_CARDS, CARDS, Above, Card


def add_cards(app: Flask) -> None:
    """Add them to the start page."""
    for order, layout in enumerate(LAYOUTS, start=1):
        CARDS.of(app).append(
            Card(
                order=order,
                label=layout.title,
                endpoint=layout.endpoint(),
                action=layout.inbox.action,
                hint=layout.hint,
                count=partial(waiting_in, layout.inbox),
                symbol=layout.symbol,
                tab=layout.inbox.tab(""),
            ),
        )
    ABOVE_CARDS.of(app).append(warnings_above)


class ShownWarnings(NamedTuple):
    """The warnings as the start page shows them."""

    warnings: tuple[Warned, ...]
    warning_links: WarningLinks
    ahead_days: int


def warnings_above(actor: Staff) -> Above | None:
    """What is wrong at the clinic, when something is and it is the actor's to know."""
    warnings = warnings_to_mend(actor)
    return (
        Above("inbox/start_warnings.html", ShownWarnings(warnings, warning_links(actor), AHEAD.days))
        if warnings
        else None
    )
