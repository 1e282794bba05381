"""Whether a citizen may send a case of a type now: one rule for the pages that offer it and the operation that sends."""

from app.authz.actors import Citizen
from app.catalog.queries.case_types import Version
from app.roles.models import Clinic


def is_offered(actor: Citizen, chosen: Version, clinic: Clinic) -> bool:
    """An older version counts too, while its case type is offered: nobody loses a form they have begun."""
    return _is_taken(chosen, clinic) and (actor.for_id is None or chosen.for_proxies)


def is_for_oneself_alone(actor: Citizen, chosen: Version, clinic: Clinic) -> bool:
    """Whether the actor, who is here for somebody else, may send this for themselves alone."""
    return _is_taken(chosen, clinic) and actor.for_id is not None and not chosen.for_proxies


def _is_taken(chosen: Version, clinic: Clinic) -> bool:
    return clinic.active and chosen.active and not chosen.restricted
