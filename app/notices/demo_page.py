"""What would be mailed to whom, for the demo's page. Nothing else may put a name, an address and a notice together."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.citizens.models import CitizenRow
from app.core.db import session
from app.notices.kinds import Channel, Dropped, OwnerKind
from app.notices.mail_texts import MailText, text_of
from app.notices.models import Notice, NoticeAddress
from app.notices.queries import code_of, email_of
from app.notices.services.post import OFFICE
from app.roles.models import StaffMember

MAX_SHOWN = 100


class StoredNotice(NamedTuple):
    """A notice as the demo shows it. ``address`` is empty when its owner has removed it since."""

    at: datetime
    name: str
    address: str
    text: MailText
    language: str
    send_after: datetime
    sent_at: datetime | None
    mailed: bool
    why: Dropped | None


class WaitingCode(NamedTuple):
    """A code that somebody is about to enter."""

    address: str
    code: str


def stored_notices() -> list[StoredNotice]:
    """The latest hundred, newest first."""
    current = session()
    rows = current.scalars(select(Notice).order_by(Notice.created_at.desc(), Notice.id).limit(MAX_SHOWN)).all()
    names, addresses = _names(current, rows), _addresses(current, rows)
    return [
        StoredNotice(
            at=row.created_at,
            name=names.get(row.owner_id, ""),
            address=addresses.get((row.owner_id, row.for_id), ""),
            text=text_of(row.event, row.language, OFFICE.current.public_url),
            language=row.language,
            send_after=row.send_after,
            sent_at=row.sent_at,
            mailed=row.channel is Channel.EMAIL,
            why=row.why,
        )
        for row in rows
    ]


def waiting_codes() -> list[WaitingCode]:
    """The codes not entered yet, newest first."""
    rows = session().scalars(
        select(NoticeAddress)
        .where(NoticeAddress.verified_at.is_(None), NoticeAddress.code_sealed.is_not(None))
        .order_by(NoticeAddress.created_at.desc()),
    )
    return [WaitingCode(email_of(row), code_of(row)) for row in rows]


def _names(current: Session, rows: Sequence[Notice]) -> dict[UUID, str]:
    staff = {row.owner_id for row in rows if row.owner_kind is OwnerKind.STAFF}
    citizens = {row.owner_id for row in rows if row.owner_kind is OwnerKind.CITIZEN}
    people: list[StaffMember | CitizenRow] = [
        *current.scalars(select(StaffMember).where(StaffMember.id.in_(staff))),
        *current.scalars(select(CitizenRow).where(CitizenRow.id.in_(citizens))),
    ]
    return {person.id: person.name for person in people}


def _addresses(current: Session, rows: Sequence[Notice]) -> dict[tuple[UUID, UUID], str]:
    owners = {row.owner_id for row in rows}
    found = current.scalars(
        select(NoticeAddress).where(NoticeAddress.owner_id.in_(owners), NoticeAddress.verified_at.is_not(None)),
    )
    return {(row.owner_id, row.for_id): email_of(row) for row in found}
