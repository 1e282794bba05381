"""What the log is told of a login session that is ended by somebody else, by itself, or since it cannot be read."""

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.audit.unsealing import unsealing_failed
from app.auth.kinds import EndReason
from app.auth.models import LoginSession
from app.core.crypto import Unreadable
from app.core.errors import Attempt


def ended_event(row: LoginSession, reason: EndReason) -> Event:
    """That a person's session has ended for this reason."""
    person = row.staff_id or row.citizen_id
    resource = "staff_member" if row.staff_id else "citizen"
    details = {"reason": reason.value, "session": str(row.public_id)}
    return Event(
        EventKind.SESSION_ENDED, resource=resource, resource_id=person, clinic_id=row.clinic_id, details=details
    )


def unreadable_event(row: LoginSession, error: Unreadable) -> Event:
    """That what pages kept in it does not open."""
    about = Attempt("open_sealed", "login_session", row.public_id, row.clinic_id, row.citizen_id)
    return unsealing_failed(error, about)
