"""A sealed text that does not open: an error in the journal and an event in the log, with its place and nothing of it."""

import logging

from app.audit.events import Event, Subject, Value
from app.audit.kinds import EventKind, Outcome
from app.core.crypto import Place, Unreadable
from app.core.errors import Attempt

log = logging.getLogger(__name__)


def unsealing_failed(error: Unreadable, about: Attempt | None = None) -> Event:
    """Tell the journal; answers with the event for the log. ``about``: what it belongs to, where that is known."""
    place = error.place or Place("", "", "")
    found = about or Attempt("open_sealed", place.table, None)
    log.error("sealed text cannot be opened: %s.%s row=%s", place.table, place.field, place.row_id)
    details: dict[str, Value] = {"table": place.table, "field": place.field, "row": place.row_id or None}
    return Event(
        EventKind.UNSEALING_FAILED,
        outcome=Outcome.FAILED,
        subjects=[Subject(found.citizen_id, error.case_id)] if found.citizen_id else [],
        resource=found.resource,
        resource_id=found.resource_id,
        clinic_id=found.clinic_id,
        details=details,
    )
