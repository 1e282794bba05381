"""What happens to the row of a citizen when the citizen logs in."""

from typing import NamedTuple

from app.audit.events import On, Subject
from app.audit.kinds import EventKind
from app.authz.policy import BY_ONESELF
from app.citizens.models import CitizenRow
from app.citizens.queries import citizen_by_number
from app.citizens.services.register import name_citizen, register_citizen
from app.core.text import NAMELESS
from app.transaction import Unit


class NamedCitizen(NamedTuple):
    """A person as verified claims name them. ``digits``: 12, checked."""

    digits: str
    given_name: str
    family_name: str


def citizen_at_login(unit: Unit, claimed: NamedCitizen) -> CitizenRow:
    """The citizen with this number, made at the first login, in the caller's transaction.

    The name follows the claims; one that we have is kept when they have none.
    """
    citizen = citizen_by_number(unit.session, claimed.digits)
    if citizen is None:
        return register_citizen(unit, claimed.digits, claimed.given_name, claimed.family_name)
    is_named = claimed.family_name != NAMELESS
    if is_named and citizen.locked_at is None and name_citizen(unit, citizen, claimed.given_name, claimed.family_name):
        unit.log(
            EventKind.CITIZEN_CHANGED,
            BY_ONESELF,
            On("citizen", citizen.id, subjects=[Subject(citizen.id)]),
            fields=["name"],
        )
    return citizen
