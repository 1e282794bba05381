"""Events about a member of staff who is at no clinic are logged once for each clinic where they have or have had a role.

A reviewer reads the events of their own clinic only, so an event without a clinic would be read by nobody.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit.events import Event, write_event
from app.authz.actors import Actor, Staff
from app.roles.queries.people import as_seen_at_clinics


def log_at_each_clinic(session: Session, actor: Actor, event: Event, staff_id: UUID | None, at: datetime) -> list[UUID]:
    """The event, once; of staff at no clinic once for each clinic in the person's name. Answers with the events' ids."""
    nowhere = staff_id is not None and event.clinic_id is None and not isinstance(actor, Staff)
    seen: list[Actor] = []
    if staff_id is not None and nowhere:
        seen += as_seen_at_clinics(session, staff_id)
    return [write_event(session, one, event, at) for one in seen or [actor]]
