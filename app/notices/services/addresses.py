"""Setting an address for notices: it counts once its owner has entered the code that was sent to it."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.events import On
from app.audit.kinds import EventKind, Level, Outcome
from app.authz.actors import Actor
from app.core.crypto import Place, keyring
from app.core.email_address import InvalidAddress, readable
from app.core.errors import Invalid
from app.limits.kinds import Limited
from app.notices.errors import BETWEEN_CODES, NoticeCode
from app.notices.kinds import Owner, owner_of
from app.notices.models import NoticeAddress
from app.notices.queries import code_of, of_owner
from app.notices.services.codes import CODE, VALID
from app.notices.services.farewell import promise_farewell
from app.operations import Operation, OperationName, answers_repeats
from app.transaction import Unit, transaction

MAX_ATTEMPTS = 5


class AddressOperation(OperationName):
    """What is done with an address that notices go to."""

    ASK_FOR_CODE = "ask_for_code"
    VERIFY = "verify_address"


def _readable(text: str) -> str:
    try:
        return readable(text)
    except InvalidAddress as error:
        raise Invalid(error.code, "email") from None


@answers_repeats
def ask_for_code(actor: Actor, email: str, operation_id: str) -> None:
    """Keep the address, in place of one that still waits, and promise a code to it. At most one code a minute."""
    address, owner = _readable(email), owner_of(actor)
    with transaction(actor, Operation(AddressOperation.ASK_FOR_CODE, owner.for_id, operation_id)) as unit:
        waiting = _waiting(unit.session, owner)
        if waiting is not None and unit.at - waiting.created_at < BETWEEN_CODES:
            raise Invalid(NoticeCode.CODE_JUST_SENT, "email")
        unit.session.execute(delete(NoticeAddress).where(of_owner(owner), NoticeAddress.verified_at.is_(None)))
        row = _new_address(owner, address, unit.at)
        unit.session.add(row)
        unit.log(EventKind.PERSONAL_SETTINGS_CHANGED, None, On("notice_address", row.id))
        unit.counts_as(Limited.ASK_FOR_CODE)
        unit.promise(CODE, {"address_id": str(row.id)}, f"{CODE}:{row.id}")


def verify(actor: Actor, code: str, operation_id: str) -> None:
    """Take the address into use, in place of the old one; ``Invalid`` when the code is wrong, old or worn out."""
    if _verified(actor, code, operation_id) is None:  # said when the attempt is stored
        raise Invalid(NoticeCode.WRONG_CODE, "code")


@answers_repeats
def _verified(actor: Actor, code: str, operation_id: str) -> UUID | None:
    """The id of the address; None when the code was wrong."""
    owner = owner_of(actor)
    with transaction(actor, Operation(AddressOperation.VERIFY, owner.for_id, operation_id)) as unit:
        row = _try(unit, owner, code)
        return unit.done(row.id) if row is not None else None


def _try(unit: Unit, owner: Owner, code: str) -> NoticeAddress | None:
    row = _waiting(unit.session, owner)
    if row is None or not _can_be_tried(row, unit.at):
        raise Invalid(NoticeCode.CODE_EXPIRED, "code")
    row.attempts += 1
    right = secrets.compare_digest(code_of(row).encode(), "".join(code.split()).encode())
    if right:
        _end_use(unit, owner)
        unit.session.execute(delete(NoticeAddress).where(of_owner(owner), NoticeAddress.id != row.id))
        row.verified_at, row.code_sealed = unit.at, None
    outcome = Outcome.OK if right else Outcome.FAILED
    unit.log(EventKind.ADDRESS_VERIFIED, None, On("notice_address", row.id), Level.METADATA, outcome)
    return row if right else None


def remove_address(actor: Actor) -> None:
    """Forget the actor's address, and one that waits; no more notices."""
    with transaction(actor) as unit:
        _end_use(unit, owner_of(actor))
        unit.session.execute(delete(NoticeAddress).where(of_owner(owner_of(actor))))
        unit.log(EventKind.ADDRESS_REMOVED, None, On("notice_address"))


def _end_use(unit: Unit, owner: Owner) -> None:
    """Promise a last letter to the address in use, if there is one, which says that it no longer is."""
    in_use = select(NoticeAddress).where(of_owner(owner), NoticeAddress.verified_at.is_not(None))
    row = unit.session.scalar(in_use.with_for_update())
    if row is not None:
        promise_farewell(unit, row)


def add_verified_address(current: Session, owner: Owner, email: str, at: datetime) -> None:
    """Store an address that needs no code, in the caller's transaction: demo data."""
    row = _new_address(owner, _readable(email), at)
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
    return at - row.code_sent_at <= VALID and row.attempts < MAX_ATTEMPTS
