"""The cards that lead to the two inboxes, and the warnings above the cards of those who keep the clinic in order."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from app.authz.actors import Staff
from app.authz.policy import Action
from app.cases.queries.tabs import ClinicTab, OwnTab
from app.cases.queries.warnings import Warned
from app.cases.routes.mending import Mended, mended_at
from app.cases.services.lists import new_in_clinic, waiting_for_me
from app.cases.services.warnings import warnings_to_mend
from app.roles.queries import AHEAD
from app.web.cards import Above, Card, register, register_above


def register_cards() -> None:
    """Add them to the start page."""
    register(
        Card(
            order=1,
            label=_l("Mottagningens ärenden"),
            endpoint="cases.clinic_inbox",
            action=Action.LIST_CLINIC_CASES,
            hint=_l("Fördela nya ärenden och håll koll på tiden"),
            count=new_in_clinic,
            symbol="inbox",
            tab=ClinicTab.NEW,
        ),
    )
    register(
        Card(
            order=2,
            label=_l("Mina ärenden"),
            endpoint="cases.own_inbox",
            action=Action.LIST_OWN_CASES,
            hint=_l("Svara på det som är fördelat till dig och dina grupper"),
            count=waiting_for_me,
            symbol="user",
            tab=OwnTab.TODO,
        ),
    )
    register_above(warnings_above)


class ShownWarnings(NamedTuple):
    """The warnings as the start page shows them."""

    warnings: tuple[Warned, ...]
    mended_at: Mended
    ahead_days: int


def warnings_above(actor: Staff) -> Above | None:
    """What is wrong at the clinic, when something is and it is the actor's to know."""
    warnings = warnings_to_mend(actor)
    return (
        Above("cases/start_warnings.html", ShownWarnings(warnings, mended_at(actor), AHEAD.days)) if warnings else None
    )
