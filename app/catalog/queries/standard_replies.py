"""The clinic's standard replies, for those who keep them and for those who write with them. They name nobody."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import CaseType, StandardReply
from app.core.db import session
from app.core.text import in_order


class KeptReply(NamedTuple):
    """A standard reply. ``case_type``: the internal name of the only one that it is for, or nothing."""

    reply_id: UUID
    name: str
    body: str
    case_type_id: UUID | None
    case_type: str
    version: int


def kept_replies(clinic_id: UUID, language: str) -> Sequence[KeptReply]:
    """All that the clinic offers, by name."""
    rows = session().execute(_kept(clinic_id, language))
    return in_order((KeptReply(*row) for row in rows), lambda reply: reply.name)


def kept_reply(clinic_id: UUID, reply_id: UUID, language: str) -> KeptReply | None:
    """One of them."""
    row = session().execute(_kept(clinic_id, language).where(StandardReply.id == reply_id)).one_or_none()
    return KeptReply(*row) if row is not None else None


def clinic_of_reply(reply_id: UUID) -> UUID | None:
    """The clinic that a standard reply belongs to, also a removed one."""
    return session().scalar(select(StandardReply.clinic_id).where(StandardReply.id == reply_id))


def replies_for(current: Session, clinic_id: UUID, case_type_id: UUID) -> Sequence[tuple[UUID, str, str]]:
    """Id, name and text of what can be inserted in a case of this type, its own texts first."""
    fits = or_(StandardReply.case_type_id.is_(None), StandardReply.case_type_id == case_type_id)
    is_common = StandardReply.case_type_id.is_(None)
    query = select(StandardReply.id, StandardReply.name, StandardReply.body, is_common)
    here = (StandardReply.clinic_id == clinic_id, StandardReply.removed_at.is_(None), fits)
    found = in_order(current.execute(query.where(*here)), lambda row: row[1])
    return [(row[0], row[1], row[2]) for row in sorted(found, key=lambda row: bool(row[3]))]


def _kept(clinic_id: UUID, language: str) -> Select[Any]:
    name: Any = CaseType.internal_name_en if language == "en" else CaseType.internal_name
    columns: Select[Any] = select(
        StandardReply.id,
        StandardReply.name,
        StandardReply.body,
        StandardReply.case_type_id,
        name,
        StandardReply.version,
    )
    here = (StandardReply.clinic_id == clinic_id, StandardReply.removed_at.is_(None))
    return columns.outerjoin(CaseType, CaseType.id == StandardReply.case_type_id).where(*here)
