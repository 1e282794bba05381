"""Whether a citizen may send a case of a type now: one rule for the pages that offer it and the operation that sends."""

from app.authz.actors import Citizen
from app.catalog.queries import Version
from app.roles.models import Clinic


def is_offered(actor: Citizen, chosen: Version, clinic: Clinic) -> bool:
    """An older version counts too, while its case type is offered: nobody loses a form they have begun."""
    if not (clinic.active and chosen.active) or chosen.restricted:
        return False
    return actor.for_id is None or chosen.for_proxies
