"""A staff member's rights inside a transaction: read again behind a lock, and locked before they are changed.

Locks are taken in one order: case, clinic, staff members (by their ids), group. Whoever takes them in another waits for
somebody who waits for them. None of the rows that others refer to is locked against being referred to (``key_share``).
"""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlalchemy.orm import Session

from app.authz.actors import Actor, Staff
from app.core import clock
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import staff_actor


def rights_now(session: Session, actor: Actor, is_over: ColumnElement[bool] | None = None) -> Actor:
    """The actor while all of their rights hold, else the actor with those that are left.

    ``is_over``: SQL for what takes all of them away. Asked when the row is locked: in the statement that waits for the
    lock, PostgreSQL would answer it as things were before the wait.

    The row is locked as ``about_to_change`` and the keeping of drafts lock it, so that none of them has to ask for more
    later; rows of others that name the person do not wait for it.
    """
    if not isinstance(actor, Staff):
        return actor
    row = session.execute(_locked_rights(), {"staff_id": actor.staff_id}).one()
    over = is_over is not None and session.scalar(select(is_over)) is True
    read = actor.rights_read
    if read is not None and (read.version, read.day, None, False) == (
        row.rights_version,
        clock.today(),
        row.locked_at,
        over,
    ):
        return actor
    now = None if over else staff_actor(session, actor.staff_id, actor.clinic_id)
    if now is None:
        return Staff(actor.staff_id, actor.clinic_id, frozenset(), frozenset(), actor.badge)
    return actor if now.roles >= actor.roles and now.group_ids >= actor.group_ids else now


@cache
def _locked_rights() -> Select[*tuple[Any, ...]]:
    return (
        select(StaffMember.rights_version, StaffMember.locked_at)
        .where(StaffMember.id == bindparam("staff_id"))
        .with_for_update(key_share=True, of=StaffMember)
    )


def lock_clinic(session: Session, clinic_id: UUID) -> None:
    """Let acts of one kind at a clinic come one after the other; rows that refer to the clinic are made meanwhile."""
    session.execute(select(Clinic.id).where(Clinic.id == clinic_id).with_for_update(key_share=True))


def about_to_change(session: Session, *staff_ids: UUID, by: Iterable[UUID] = ()) -> None:
    """Lock the people whose grants, groups or account this transaction changes, and let it be seen.

    Acts of theirs under way are waited for; those that come after read their rights again. ``by``: whoever changes them,
    locked in the same order, so that two people who change each other's rights queue.
    """
    ids = {*staff_ids, *by}
    session.execute(
        select(StaffMember.id).where(StaffMember.id.in_(ids)).order_by(StaffMember.id).with_for_update(key_share=True)
    )
    changed = update(StaffMember).where(StaffMember.id.in_(staff_ids))
    session.execute(
        changed.values(rights_version=StaffMember.rights_version + 1), execution_options={"synchronize_session": False}
    )
