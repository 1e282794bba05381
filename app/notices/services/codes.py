"""The letter with the code that proves that an address is its owner's."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.citizens.models import CitizenRow
from app.core.crypto import Place, keyring
from app.core.db import atomic, database_time
from app.notices.kinds import Owner, OwnerKind
from app.notices.mail_texts import code_text
from app.notices.models import NoticeAddress
from app.notices.queries import code_of, email_of
from app.notices.services.giving import MAX_GIVEN, count_before_dot, let_rest, not_given
from app.notices.services.post import OFFICE, Letter, send
from app.notices.services.wire import AddressRefused, NotTaken
from app.roles.models import StaffMember

CODE = "send_code"
VALID_MINUTES = 30
VALID = timedelta(minutes=VALID_MINUTES)
REST = timedelta(minutes=10)
"""How long it is left alone when its answer was lost: short, for it ends with its code."""


class _Drawn(NamedTuple):
    address_id: UUID
    letter: Letter


def send_code(payload: Mapping[str, str]) -> None:
    """Draw a code and send it. It is drawn here and not with the address, so that no job and no clear text ever holds it.

    A second run sends the same letter. After half an hour there is no more to send: its reader has asked anew, or given
    up. Without a mail server the demo page shows it.
    """
    drawn = _draw(UUID(payload["address_id"]))
    if drawn is not None and OFFICE.current.delivers:
        _post(*drawn)


def _draw(address_id: UUID) -> _Drawn | None:
    with atomic() as current:
        row, now = current.get(NoticeAddress, address_id), database_time(current)
        if row is None or row.verified_at is not None or now - row.created_at > VALID or row.given >= MAX_GIVEN:
            return None
        let_rest(row, REST)
        if row.code_sealed is None:
            code = f"{secrets.randbelow(10**6):06d}"
            row.code_sealed = keyring().seal_row(code, Place("notice_addresses", str(address_id), "code"))
        row.code_sent_at = now
        language = language_of(current, Owner(row.owner_kind, row.owner_id, row.for_id))
        letter = Letter(email_of(row), code_text(code_of(row), language), str(uuid5(address_id, CODE)), language)
        return _Drawn(address_id, letter)


def language_of(current: Session, owner: Owner) -> str:
    """What the owner has chosen to read."""
    table = StaffMember if owner.kind is OwnerKind.STAFF else CitizenRow
    return current.scalar(select(table.language).where(table.id == owner.id)) or "sv"


def _post(address_id: UUID, letter: Letter) -> None:
    try:
        send(letter, count_before_dot(NoticeAddress, address_id))
    except AddressRefused:
        with atomic() as current:
            unverified = (NoticeAddress.id == address_id, NoticeAddress.verified_at.is_(None))
            current.execute(delete(NoticeAddress).where(*unverified))
    except NotTaken as error:
        if error.after_dot:
            not_given(NoticeAddress, address_id)
        raise
