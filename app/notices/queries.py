"""Who receives a notice, at which addresses, and each person's own choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.authz.actors import Actor, Role
from app.citizens.models import CitizenRow, Proxy
from app.core import clock
from app.core.crypto import Place, keyring
from app.core.db import session
from app.notices.kinds import NoticeEvent, Owner, OwnerKind, Receiver, ReceiverKind, events_for, owner_of
from app.notices.models import NoticeAddress, NoticeChoice
from app.roles.models import StaffMember
from app.roles.queries.people import handlers_in, people_with


class Mailbox(NamedTuple):
    """A verified address and its reader."""

    owner: Owner
    address_id: UUID
    language: str
    protected: bool


class OfferedNotice(NamedTuple):
    """One line of the choices."""

    event: NoticeEvent
    on: bool


@dataclass(frozen=True)
class NoticeSettings:
    """What the settings page shows: the address in use, the one that waits for its code, and the choices."""

    address: str | None
    refused: bool
    waiting: str | None
    choices: tuple[OfferedNotice, ...]
    protected: bool
    for_child: bool


def notice_settings(actor: Actor) -> NoticeSettings:
    """The actor's own settings; in proxy mode those for the child."""
    current, owner = session(), owner_of(actor)
    rows = current.scalars(select(NoticeAddress).where(of_owner(owner))).all()
    verified = next((row for row in rows if row.verified_at is not None), None)
    waiting = next((row for row in rows if row.verified_at is None), None)
    protected = is_protected(current, owner)
    chosen = chosen_by(current, owner)
    return NoticeSettings(
        address=email_of(verified) if verified else None,
        refused=verified is not None and verified.refused_at is not None,
        waiting=email_of(waiting) if waiting else None,
        choices=tuple(OfferedNotice(event, chosen.get(event, not protected)) for event in events_for(actor)),
        protected=protected,
        for_child=owner.for_id != owner.id,
    )


def mailboxes(current: Session, receiver: Receiver) -> list[Mailbox]:
    """The verified addresses of those to be told now, without those who are locked out."""
    match receiver.kind:
        case ReceiverKind.CITIZEN:
            return _citizen_mailboxes(current, receiver.id)
        case ReceiverKind.STAFF:
            return _staff_mailboxes(current, [receiver.id])
        case ReceiverKind.GROUP:
            return _staff_mailboxes(current, handlers_in(current, receiver.id))
        case ReceiverKind.RECEIVERS:
            return _staff_mailboxes(current, _ids_with(current, receiver.id, Role.RECEIVER))
        case ReceiverKind.ADMINISTRATORS:
            return _staff_mailboxes(current, _ids_with(current, receiver.id, Role.ADMINISTRATOR))


def mailbox_of(current: Session, owner: Owner) -> Mailbox | None:
    """The owner's mailbox as it is now, or None when there is no longer one to send to."""
    if owner.kind is OwnerKind.STAFF:
        found = _staff_mailboxes(current, [owner.id])
    else:
        found = [box for box in _citizen_mailboxes(current, owner.for_id) if box.owner == owner]
    return found[0] if found else None


def wants(current: Session, box: Mailbox, event: NoticeEvent) -> bool:
    """Whether the reader wants it: as chosen, else yes, but no with protected identity."""
    return chosen_by(current, box.owner).get(event, not box.protected)


def chosen_by(current: Session, owner: Owner) -> dict[NoticeEvent, bool]:
    """What the owner has chosen, without what was left at its default."""
    rows = current.execute(
        select(NoticeChoice.event, NoticeChoice.on).where(
            NoticeChoice.owner_id == owner.id,
            NoticeChoice.for_id == owner.for_id,
        ),
    )
    return {row.event: row.on for row in rows}


def is_protected(current: Session, owner: Owner) -> bool:
    """Whether the reader, or the child that it is about, has protected identity."""
    if owner.kind is OwnerKind.STAFF:
        found = current.scalar(select(StaffMember.id).where(StaffMember.id == owner.id, StaffMember.protected))
    else:
        found = current.scalar(
            select(CitizenRow.id).where(CitizenRow.id.in_([owner.id, owner.for_id]), CitizenRow.protected)
        )
    return found is not None


def of_owner(owner: Owner) -> ColumnElement[bool]:
    """SQL: the addresses of this owner."""
    return and_(NoticeAddress.owner_id == owner.id, NoticeAddress.for_id == owner.for_id)


def email_of(address: NoticeAddress) -> str:
    """The address in clear."""
    return keyring().unseal_row(address.email_sealed, Place("notice_addresses", str(address.id), "email"))


def code_of(address: NoticeAddress) -> str:
    """The code that was drawn for it, in clear; only when there is one."""
    return keyring().unseal_row(address.code_sealed or b"", Place("notice_addresses", str(address.id), "code"))


def _ids_with(current: Session, clinic_id: UUID, role: Role) -> list[UUID]:
    return [person.staff_id for person in people_with(current, clinic_id, role)]


def _staff_mailboxes(current: Session, staff_ids: Sequence[UUID]) -> list[Mailbox]:
    rows = current.execute(
        select(NoticeAddress.id, NoticeAddress.owner_id, StaffMember.language, StaffMember.protected)
        .join(StaffMember, StaffMember.id == NoticeAddress.owner_id)
        .where(
            NoticeAddress.owner_id.in_(staff_ids),
            NoticeAddress.verified_at.is_not(None),
            StaffMember.locked_at.is_(None),
        ),
    )
    return [
        Mailbox(Owner(OwnerKind.STAFF, row.owner_id, row.owner_id), row.id, row.language, row.protected) for row in rows
    ]


def _citizen_mailboxes(current: Session, citizen_id: UUID) -> list[Mailbox]:
    """The citizen's own address and those of its proxies, as long as they are its proxies."""
    subject = aliased(CitizenRow)
    rows = current.execute(
        select(NoticeAddress.id, NoticeAddress.owner_id, CitizenRow.language, CitizenRow.protected)
        .join(CitizenRow, CitizenRow.id == NoticeAddress.owner_id)
        .join(subject, subject.id == NoticeAddress.for_id)
        .where(
            NoticeAddress.for_id == citizen_id,
            NoticeAddress.owner_kind == OwnerKind.CITIZEN,
            NoticeAddress.verified_at.is_not(None),
            CitizenRow.locked_at.is_(None),
            or_(NoticeAddress.owner_id == citizen_id, and_(_may_act_for(citizen_id), ~subject.protected)),
        ),
    )
    return [
        Mailbox(Owner(OwnerKind.CITIZEN, row.owner_id, citizen_id), row.id, row.language, row.protected) for row in rows
    ]


def _may_act_for(child_id: UUID) -> ColumnElement[bool]:
    """SQL: the address's owner is the child's proxy today, and not protected."""
    return and_(
        ~CitizenRow.protected,
        exists().where(
            Proxy.guardian_id == NoticeAddress.owner_id,
            Proxy.child_id == child_id,
            Proxy.ended_at.is_(None),
            Proxy.ends_on > clock.today(),
        ),
    )
