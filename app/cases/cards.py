"""The cards that lead to the two inboxes."""

from flask_babel import lazy_gettext as _l

from app.authz.policy import Action
from app.cases.services.lists import new_in_clinic, waiting_for_me
from app.web.cards import Card, register


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
        ),
    )
