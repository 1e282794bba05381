"""Drafts: what is typed and not sent, sealed, one's own. Kept through conflicts, logout and loss of rights."""

import json
import uuid
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.authz.actors import Actor, Staff
from app.cases.models import Draft
from app.cases.queries.changes import has_read
from app.cases.queries.drafts import CASE, PROMISED, load, mine, owner_of
from app.cases.services.steps import person_of
from app.core import crypto
from app.core.crypto import Place
from app.core.db import atomic, database_time, session
from app.transaction import Unit


def save(actor: Actor, kind: str, subject_id: UUID, texts: Mapping[str, str]) -> None:
    """Keep the texts; when all are empty, keep nothing."""
    owner = owner_of(actor)
    with atomic() as session:
        store(session, owner, kind, subject_id, texts)


def store(session: Session, owner: UUID, kind: str, subject_id: UUID, texts: Mapping[str, str]) -> None:
    """As ``save``, inside the caller's transaction."""
    session.execute(delete(Draft).where(Draft.owner_id == owner, Draft.kind == kind, Draft.subject_id == subject_id))
    if not any(text.strip() for text in texts.values()):
        return
    row_id = uuid.uuid4()
    sealed = crypto.keyring().seal_row(json.dumps(dict(texts)), Place("drafts", str(row_id), "body"))
    moment = database_time(session)
    session.add(Draft(id=row_id, owner_id=owner, kind=kind, subject_id=subject_id, body_sealed=sealed, saved_at=moment))
    session.flush()


def forget(unit: Unit, case_id: UUID, field: str, sent: str) -> None:
    """Drop the sent text from the sender's draft, in the sending transaction; other fields and newer texts stay."""
    owner = person_of(unit)
    if owner is None:
        return
    kept = load(unit.session, owner, CASE, case_id)
    if field in kept and kept[field].strip() == sent.strip():
        gone = {field, PROMISED} if field == "partial_reply" else {field}
        store(unit.session, owner, CASE, case_id, {key: text for key, text in kept.items() if key not in gone})


def bring_back(unit: Unit, case_id: UUID, field: str, text: str, promised: date | None) -> None:
    """Make what was taken back a draft again, before what has been written in the same field since.

    So is the day that it promised, unless another has been chosen since.
    """
    owner = person_of(unit)
    if owner is None:
        return
    kept = load(unit.session, owner, CASE, case_id)
    since = kept.get(field, "")
    again = {field: f"{text}\n\n{since}" if since.strip() else text}
    if promised is not None and not kept.get(PROMISED):
        again[PROMISED] = promised.isoformat()
    store(unit.session, owner, CASE, case_id, kept | again)


def drop(unit: Unit, kind: str, subject_id: UUID) -> None:
    """Drop the whole draft, in the sending transaction."""
    owner = owner_of(unit.actor)
    unit.session.execute(
        delete(Draft).where(Draft.owner_id == owner, Draft.kind == kind, Draft.subject_id == subject_id)
    )


def keep_typed(actor: Staff, case_id: UUID, typed: Mapping[str, str]) -> bool:
    """Keep what a member of staff typed in a case they have opened, beside what they typed there before.

    A field that is not among ``typed`` stays as it was. A stranger's text is not kept on somebody's case: False.
    """
    if not has_read(session(), actor, case_id):
        return False
    kept = mine(session(), actor, CASE, case_id)
    texts = {name: text for name, text in {**kept, **typed}.items() if text.strip()}
    if texts != kept:
        save(actor, CASE, case_id, texts)
    return True
