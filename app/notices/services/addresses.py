"""Setting an address for notices: it counts once its owner has entered the code that was sent to it."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.kinds import EventKind, Outcome
from app.audit.record import Event
from app.authz.actors import Actor
from app.citizens.models import Citizen
from app.core.crypto import Place, keyring
from app.core.db import atomic, database_time
from app.core.errors import Invalid
from app.notices.kinds import Owner, OwnerKind, owner_of
from app.notices.models import NoticeAddress
from app.notices.queries import code_of, email_of, of_owner
from app.notices.services.post import Letter, Refused, office, send
from app.notices.texts import code_text
from app.roles.models import StaffMember
from app.transaction import Unit, transaction

CODE = "send_code"
VALID = timedelta(minutes=30)
BETWEEN_CODES = timedelta(seconds=60)
MOST_ATTEMPTS = 5
LONGEST = 254
_RIGHT, _WRONG = "right", "wrong"
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)


def readable_email(text: str) -> str:
    """The address in the form that mail servers take; ``Invalid`` if it cannot be one. ``å.se`` becomes ``xn--5ca.se``."""
    name, _, domain = text.strip().rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Invalid("not-an-address", "email") from None
    if len(address) > LONGEST or not _EMAIL.fullmatch(address):
        raise Invalid("not-an-address", "email")
    return address


def ask_for_code(actor: Actor, email: str, operation_id: str) -> None:
    """Keep the address, in place of one that still waits, and promise a code to it. At most one code a minute."""
    address, owner = readable_email(email), owner_of(actor)
    with transaction(actor, operation_id) as unit:
        if unit.repeated is not None:
            return
        waiting = _waiting(unit.session, owner)
        if waiting is not None and unit.at - waiting.created_at < BETWEEN_CODES:
            raise Invalid("code-just-sent", "email")
        unit.session.execute(delete(NoticeAddress).where(of_owner(owner), NoticeAddress.verified_at.is_(None)))
        row = _new_address(owner, address, unit.at)
        unit.session.add(row)
        unit.record(Event(EventKind.PERSONAL_SETTINGS_CHANGED, resource="notice_address", resource_id=row.id))
        unit.promise(CODE, {"address_id": str(row.id)}, f"{CODE}:{row.id}")


def verify(actor: Actor, code: str, operation_id: str) -> None:
    """Take the address into use, in place of the old one; ``Invalid`` when the code is wrong, old or worn out."""
    with transaction(actor, operation_id) as unit:
        if unit.repeated is None:
            unit.result = _try(unit, code)
        answer = unit.repeated or unit.result
    if answer == _WRONG:
        raise Invalid("wrong-code", "code")


def _try(unit: Unit, code: str) -> str:
    owner = owner_of(unit.actor)
    row = _waiting(unit.session, owner)
    if row is None or not _can_be_tried(row, unit.at):
        raise Invalid("code-expired", "code")
    row.attempts += 1
    right = secrets.compare_digest(code_of(row).encode(), "".join(code.split()).encode())
    if right:
        unit.session.execute(delete(NoticeAddress).where(of_owner(owner), NoticeAddress.id != row.id))
        row.verified_at, row.code_sealed = unit.at, None
    outcome = Outcome.OK if right else Outcome.FAILED
    unit.record(Event(EventKind.ADDRESS_VERIFIED, outcome=outcome, resource="notice_address", resource_id=row.id))
    return _RIGHT if right else _WRONG


def remove_address(actor: Actor) -> None:
    """Forget the actor's address, and one that waits; no more notices."""
    with transaction(actor) as unit:
        unit.session.execute(delete(NoticeAddress).where(of_owner(owner_of(actor))))
        unit.record(Event(EventKind.ADDRESS_REMOVED, resource="notice_address"))


def send_code(payload: Mapping[str, str]) -> None:
    """Draw a code and send it. It is drawn here and not with the address, so that no job and no clear text ever holds it.

    A second run draws another one: the last e-mail is the one that counts. Without a mail server the demo page shows it.
    """
    address_id = UUID(payload["address_id"])
    code = f"{secrets.randbelow(10**6):06d}"
    with atomic() as current:
        row = current.get(NoticeAddress, address_id)
        now = database_time(current)
        if row is None or row.verified_at is not None or now - row.created_at > VALID:
            return
        row.code_sealed = keyring().seal_row(code, Place("notice_addresses", str(address_id), "code"))
        row.code_sent_at = now
        language = _language(current, Owner(row.owner_kind, row.owner_id, row.for_id))
    if office().delivers:
        _post(row, code, language)


def add_verified_address(current: Session, owner: Owner, email: str, at: datetime) -> None:
    """Store an address that needs no code, in the caller's transaction: demo data."""
    row = _new_address(owner, readable_email(email), at)
    row.verified_at = at
    current.add(row)


def _new_address(owner: Owner, email: str, at: datetime) -> NoticeAddress:
    key = uuid4()
    sealed = keyring().seal_row(email, Place("notice_addresses", str(key), "email"))
    return NoticeAddress(
        id=key,
        owner_kind=owner.kind,
        owner_id=owner.id,
        for_id=owner.for_id,
        email_sealed=sealed,
        created_at=at,
        attempts=0,
    )


def _waiting(current: Session, owner: Owner) -> NoticeAddress | None:
    mine = select(NoticeAddress).where(of_owner(owner), NoticeAddress.verified_at.is_(None))
    return current.scalar(mine.with_for_update())


def _can_be_tried(row: NoticeAddress, at: datetime) -> bool:
    if row.code_sealed is None or row.code_sent_at is None:
        return False
    return at - row.code_sent_at <= VALID and row.attempts < MOST_ATTEMPTS


def _language(current: Session, owner: Owner) -> str:
    table = StaffMember if owner.kind is OwnerKind.STAFF else Citizen
    return current.scalar(select(table.language).where(table.id == owner.id)) or "sv"


def _post(row: NoticeAddress, code: str, language: str) -> None:
    letter = Letter(email_of(row), code_text(code, language), f"{uuid4()}", language)
    try:
        send(letter)
    except Refused:
        with atomic() as current:
            current.execute(
                delete(NoticeAddress).where(NoticeAddress.id == row.id, NoticeAddress.verified_at.is_(None))
            )
