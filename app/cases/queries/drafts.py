"""Drafts as their owners left them."""

import json
import uuid
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.authz.actors import Actor
from app.cases.models import Draft
from app.core import crypto
from app.core.crypto import Place
from app.core.errors import Denied

CASE = "case"
"""The draft of a staff member's texts in a case: field name → text. Its subject is the case."""
PROMISED = "promised"
"""In it, the day that the partial reply would promise, as 2026-11-23."""
ANSWER = "answer"
"""The draft of a citizen's answer to a counter-question. Its subject is the case."""
NEW_CASE = "new_case"
"""The draft of a citizen's new case. Its subject is the case type."""


class StoredDraft(NamedTuple):
    """A draft in a list of drafts."""

    subject_id: UUID
    texts: dict[str, str]
    saved_at: datetime


_KEPT = select(Draft).where(
    Draft.owner_id == bindparam("owner"), Draft.kind == bindparam("kind"), Draft.subject_id == bindparam("subject")
)


def load(session: Session, owner: UUID, kind: str, subject_id: UUID) -> dict[str, str]:
    """What was kept, or nothing."""
    row = session.scalar(_KEPT, {"owner": owner, "kind": kind, "subject": subject_id})
    return {} if row is None else _texts(row)


def _texts(row: Draft) -> dict[str, str]:
    texts: dict[str, str] = json.loads(
        crypto.keyring().unseal_row(row.body_sealed, Place("drafts", str(row.id), "body"))
    )
    return texts


def mine(session: Session, actor: Actor, kind: str, subject_id: UUID) -> dict[str, str]:
    """The actor's own draft."""
    return load(session, owner_of(actor), kind, subject_id)


def kept_as(session: Session, actor: Actor, kind: str, subject_id: UUID) -> UUID | None:
    """The key of the actor's own draft, a new one each time that it is saved; None when there is none."""
    mine_alone = (Draft.owner_id == owner_of(actor), Draft.kind == kind, Draft.subject_id == subject_id)
    return session.scalar(select(Draft.id).where(*mine_alone))


def saved_at(session: Session, actor: Actor, kind: str, subject_id: UUID) -> datetime | None:
    """When the actor's own draft was saved; None when there is none."""
    mine_alone = (Draft.owner_id == owner_of(actor), Draft.kind == kind, Draft.subject_id == subject_id)
    return session.scalar(select(Draft.saved_at).where(*mine_alone))


def all_mine(session: Session, actor: Actor, kind: str) -> list[StoredDraft]:
    """All the actor's own drafts of this kind, the latest first."""
    rows = session.scalars(
        select(Draft).where(Draft.owner_id == owner_of(actor), Draft.kind == kind).order_by(Draft.saved_at.desc())
    )
    return [StoredDraft(row.subject_id, _texts(row), row.saved_at) for row in rows]


def owner_of(actor: Actor) -> UUID:
    """Whose draft it is: a guardian's drafts for a child are kept apart from the guardian's own."""
    from_child = getattr(actor, "for_id", None)
    person = getattr(actor, "staff_id", None) or getattr(actor, "citizen_id", None)
    if person is None:
        raise Denied
    return uuid.uuid5(person, str(from_child)) if from_child else person
