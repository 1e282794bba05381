"""Keeping a question under an id that says nothing, giving it back to its owner alone, and forgetting it."""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.asked.models import AskedQuestion
from app.audit.events import write_event
from app.audit.unsealing import unsealing_failed
from app.authz.actors import Staff
from app.core import clock, crypto
from app.core.crypto import Place
from app.core.db import atomic, database_time
from app.core.db import session as reading

MAX_QUESTIONS = 20
LONGEST = timedelta(hours=12)
"""No login session is longer."""


def keep_question(actor: Staff, page: str, question: Mapping[str, str]) -> UUID:
    """Keep it, and the actor's latest others; answers with the id that pages carry."""
    row_id = uuid.uuid4()
    sealed = crypto.keyring().seal_row(json.dumps(dict(question)), _place(row_id))
    with atomic() as session:
        session.add(
            AskedQuestion(
                id=row_id,
                owner_id=actor.staff_id,
                clinic_id=actor.clinic_id,
                page=page,
                body_sealed=sealed,
                asked_at=database_time(session),
            )
        )
        session.flush()
        _forget_all_but_the_latest(session, actor.staff_id)
    return row_id


def _forget_all_but_the_latest(session: Session, owner_id: UUID) -> None:
    own = select(AskedQuestion.id).where(AskedQuestion.owner_id == owner_id)
    older = session.scalars(own.order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id).offset(MAX_QUESTIONS)).all()
    if older:
        session.execute(delete(AskedQuestion).where(AskedQuestion.id.in_(older)))


def kept_question(actor: Staff, page: str, question_id: UUID | None) -> Mapping[str, str] | None:
    """The question with this id; None when it is somebody else's, another page's or clinic's, forgotten or none at all."""
    row = reading().scalar(_of(actor, page).where(AskedQuestion.id == question_id)) if question_id else None
    if row is None:
        return None
    try:
        question: Mapping[str, str] = json.loads(crypto.keyring().unseal_row(row.body_sealed, _place(row.id)))
    except crypto.Unreadable as error:
        _lose(actor, row.id, error)
        return None
    return question


def _lose(actor: Staff, question_id: UUID, error: crypto.Unreadable) -> None:
    """Delete a question that cannot be unsealed and log that, so that it is logged only once."""
    with atomic() as session:
        session.execute(delete(AskedQuestion).where(AskedQuestion.id == question_id))
        write_event(session, actor, unsealing_failed(error), database_time(session))


def latest_question(actor: Staff, page: str) -> UUID | None:
    """The id of what the actor asked there last; None when nothing is kept."""
    row = reading().scalar(_of(actor, page).order_by(AskedQuestion.asked_at.desc()).limit(1))
    return row.id if row else None


def _of(actor: Staff, page: str) -> Select[AskedQuestion]:
    return select(AskedQuestion).where(
        AskedQuestion.owner_id == actor.staff_id,
        AskedQuestion.clinic_id == actor.clinic_id,
        AskedQuestion.page == page,
        AskedQuestion.asked_at > clock.now() - LONGEST,
    )


def forget_questions_of(session: Session, owner_id: UUID) -> None:
    """The person is not logged in anywhere any more: part of the transaction that ends the session."""
    session.execute(delete(AskedQuestion).where(AskedQuestion.owner_id == owner_id))


def forget_old_questions() -> None:
    """Drop what is older than any login session."""
    with atomic() as session:
        session.execute(delete(AskedQuestion).where(AskedQuestion.asked_at < clock.now() - LONGEST))


def _place(row_id: UUID) -> Place:
    return Place("asked_questions", str(row_id), "body")
