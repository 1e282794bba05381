"""Which cases hold something new for a citizen: the mark in their list, and the count beside Inkorg."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Citizen
from app.cases.models import Case, CaseRead, Message
from app.cases.queries.visibility import visible_to


def unread_count(session: Session, actor: Citizen) -> int:
    """How many cases hold something new for the actor. Names nobody, logs nothing."""
    query = select(func.count(Case.id)).where(visible_to(actor), is_unread(actor))
    return session.scalar(query) or 0


def is_unread(actor: Citizen) -> ColumnElement[bool]:
    """A message from the clinic that is not read, or an ending since the actor last looked.

    Internal steps count for nothing here: the citizen would find nothing new behind the mark.
    """
    message = exists().where(
        Message.case_id == Case.id,
        Message.staff_id.is_not(None),
        Message.read_at.is_(None),
        Message.withdrawn_at.is_(None),
    )
    looked = exists().where(
        CaseRead.case_id == Case.id, CaseRead.reader_id == actor.citizen_id, CaseRead.read_at >= Case.ended_at
    )
    own_people = (actor.citizen_id, actor.subject_id)
    ended = and_(Case.ended_at.is_not(None), Case.last_event_by.not_in(own_people), ~looked)
    return or_(message, ended)
