"""Promising a notice, and asking before it is sent whether it still holds."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.events import actor_key
from app.core.hooks import Hook
from app.jobs.models import Job
from app.notices.kinds import NoticeEvent, Receiver
from app.transaction import Unit

NOTIFY = "notify"
NOBODY = "nobody"

STILL_TRUE: Hook[dict[NoticeEvent, Callable[[Session, UUID], bool]]] = Hook("checks of notices", dict)
"""What the features above answer before a notice of the event is sent: ``check(session, about)``.

A notice whose check says no is dropped. Without a check the answer is yes.
"""


def notify(unit: Unit, event: NoticeEvent, to: Receiver, about: UUID) -> None:
    """Promise, in the caller's transaction, that ``to`` is told of ``event``; the same promise again changes nothing.

    ``about`` is the id of the case step (or, for ``RIGHT_GRANTED``, of the role grant) that gave rise to it: it makes the
    promise unique, and its check in ``STILL_TRUE`` is asked about it before anything is sent, 60 seconds
    after the act. The one who acts is never told of it. The payload of the job ``notify`` is
    ``{"event", "to", "to_id", "about", "by", "at"}``: ids, names from closed lists and the moment of the act.
    """
    payload = {
        "event": event.value,
        "to": to.kind.value,
        "to_id": str(to.id),
        "about": str(about),
        "by": str(actor_key(unit.actor) or NOBODY),
        "at": unit.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    unit.promise(NOTIFY, payload, dedupe=_once(event, to, about))


def is_promised(unit: Unit, event: NoticeEvent, to: Receiver, about: UUID) -> bool:
    """Whether the same promise has been made, for as long as jobs that are done are kept."""
    return unit.session.scalar(select(Job.id).where(Job.dedupe == _once(event, to, about))) is not None


def _once(event: NoticeEvent, to: Receiver, about: UUID) -> str:
    return f"{NOTIFY}:{event}:{about}:{to.kind}:{to.id}"


def moment(text: str) -> datetime:
    """The moment of the act out of a payload."""
    return datetime.fromisoformat(text)


def holds(current: Session, event: NoticeEvent, about: UUID) -> bool:
    """Whether what the notice is about still stands: not undone, not withdrawn."""
    check = STILL_TRUE.current.get(event)
    return check is None or check(current, about)
