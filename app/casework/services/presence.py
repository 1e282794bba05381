"""Who else has a case open, and who writes in it. A courtesy: it locks nothing, and what protects is the case's version."""

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.authz.policy import Action
from app.cases.models import Case, Presence
from app.cases.queries.changes import has_read, is_visible
from app.cases.services.steps import attempt_on
from app.core.db import EngineInsert, InsertMaker, atomic, database_time, insert_maker
from app.core.errors import NotFound
from app.core.text import full_name
from app.roles.models import StaffMember

POLL_SECONDS = 15
STALE = timedelta(seconds=3 * POLL_SECONDS)
"""Three missed polls: the page is closed, asleep or without a network."""

RETENTION = timedelta(days=1)


class Present(NamedTuple):
    """A colleague who has the case open now."""

    name: str
    writing: bool


_OTHERS = (
    select(StaffMember.given_name, StaffMember.family_name, Presence.writing)
    .join(StaffMember, StaffMember.id == Presence.staff_id)
    .where(
        Presence.case_id == bindparam("case_id"),
        Presence.staff_id != bindparam("staff_id"),
        Presence.seen_at > bindparam("since"),
    )
    .order_by(StaffMember.sort_name, StaffMember.id)
)


def meet(actor: Staff, case_id: UUID, *, writing: bool) -> tuple[Present, ...]:
    """Note that the actor has the case open, and tell who else has. ``NotFound`` when it is not theirs to see."""
    with atomic() as current:
        if not is_visible(current, actor, case_id):
            raise _not_theirs(current, actor, case_id)
        now = database_time(current)
        _mark(current, actor, case_id, now, writing=writing)
        rows = current.execute(_OTHERS, {"case_id": case_id, "staff_id": actor.staff_id, "since": now - STALE})
        return tuple(Present(full_name(row.given_name, row.family_name), row.writing) for row in rows)


def _not_theirs(current: Session, actor: Staff, case_id: UUID) -> NotFound:
    """A page left open when the case went to somebody else asks on its own: that is nobody's attempt."""
    case = current.get(Case, case_id)
    if case is None or has_read(current, actor, case_id):
        return NotFound()
    return NotFound(attempt_on(case, Action.READ_CASE))


def mark_writing(actor: Staff, case_id: UUID) -> None:
    """Note that the actor writes in the case, as a saved draft tells; in a case that is not theirs to see nothing is noted."""
    with atomic() as current:
        if is_visible(current, actor, case_id):
            _mark(current, actor, case_id, database_time(current), writing=True)


def leave(actor: Staff, case_id: UUID) -> None:
    """The actor is done with the case and looks at another page."""
    with atomic() as current:
        current.execute(delete(Presence).where(Presence.case_id == case_id, Presence.staff_id == actor.staff_id))


def forget_absent() -> None:
    """Drop what means nothing any more."""
    with atomic() as current:
        current.execute(delete(Presence).where(Presence.seen_at < database_time(current) - RETENTION))


def _mark(current: Session, actor: Staff, case_id: UUID, now: datetime, *, writing: bool) -> None:
    row = {"case_id": case_id, "staff_id": actor.staff_id, "writing": writing, "seen_at": now}
    current.execute(_seen_again(insert_maker(current)), row)


@cache
def _seen_again(insert: InsertMaker) -> EngineInsert:
    row = insert(Presence)
    seen = {"writing": row.excluded.writing, "seen_at": row.excluded.seen_at}
    return row.on_conflict_do_update(index_elements=[Presence.case_id, Presence.staff_id], set_=seen)
