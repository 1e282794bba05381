"""What the cards share: looking at colleagues is an act, one event for each page that names people."""

from uuid import UUID

from app.audit.events import On, Value
from app.audit.kinds import EventKind, Level
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, Basis, authorize
from app.core.errors import Attempt, NotFound
from app.transaction import Unit


def not_here(action: str, resource: str, key: UUID, clinic_id: UUID | None) -> NotFound:
    """What is not at the actor's clinic; ``clinic_id``: where it is, if it exists at all."""
    return NotFound(Attempt(action, resource, key, clinic_id) if clinic_id else None)


def log_list_read(unit: Unit, basis: Basis, resource: str, details: dict[str, Value], key: UUID | None = None) -> None:
    """Log that a list of colleagues was shown, by which right."""
    unit.log(EventKind.STAFF_LIST_READ, basis, On(resource, key), Level.LIST, **details)


def log_listed(
    unit: Unit, actor: Staff, action: Action, resource: str, details: dict[str, Value], key: UUID | None = None
) -> None:
    """Log the same for whom the policy lets do this at their clinic."""
    log_list_read(unit, authorize(actor, action, AtClinic(actor.clinic_id)), resource, details, key)
