"""From a promise to an e-mail: who is told is worked out at once, the e-mail waits a minute and is dropped if undone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.audit.kinds import EventKind
from app.audit.record import Event
from app.authz.actors import System
from app.core import clock
from app.core.db import atomic, database_time, session
from app.notices.kinds import Channel, Dropped, NoticeEvent, Owner, Receiver, ReceiverKind
from app.notices.models import Notice, NoticeAddress
from app.notices.queries import Mailbox, email_of, mailbox_of, mailboxes, wants
from app.notices.services.post import Letter, Refused, office, send
from app.notices.services.telling import NOTIFY, holds, moment
from app.notices.texts import known_language, text_of
from app.transaction import Unit, transaction

WAIT = timedelta(seconds=60)
KEPT = timedelta(days=90)
SEND = "send_notice"


def make_notices(payload: Mapping[str, str]) -> None:
    """Make a notice for each address of those who are to be told and want it; a second run makes none."""
    event, about = NoticeEvent(payload["event"]), UUID(payload["about"])
    receiver = Receiver(ReceiverKind(payload["to"]), UUID(payload["to_id"]))
    current = session()
    told = [
        box
        for box in mailboxes(current, receiver)
        if str(box.owner.id) != payload["by"] and wants(current, box, event) and not _exists(current, event, about, box)
    ]
    if not told:
        return
    with transaction(System(NOTIFY)) as unit:
        for box in told:
            _make(unit, event, about, box, moment(payload["at"]) + WAIT)
        unit.record(Event(EventKind.NOTICE_MADE, resource="notice", details={"event": event, "addresses": len(told)}))


def send_notice(payload: Mapping[str, str]) -> None:
    """Send one notice if all that it rests on still holds; a second run sends nothing."""
    notice = session().get(Notice, UUID(payload["notice_id"]))
    if notice is None or notice.sent_at is not None or notice.dropped_at is not None:
        return
    box = mailbox_of(session(), Owner(notice.owner_kind, notice.owner_id, notice.for_id))
    why = _obstacle(notice, box)
    if why is not None or box is None:
        _drop(notice.id, why or Dropped.NO_ADDRESS)
        return
    if not office().delivers:
        _sent(notice.id, Channel.STORED)
        return
    notice_id, letter = notice.id, _letter(notice, box)
    session().rollback()  # no transaction stays open while the mail server thinks
    try:
        send(letter)
    except Refused:
        _refuse(notice_id, box.address_id)
    else:
        _sent(notice_id, Channel.EMAIL)


def forget_old(_payload: Mapping[str, str]) -> None:
    """Drop notices of long ago, and addresses whose code never came back."""
    before = clock.now() - KEPT
    with atomic() as current:
        ended = or_(Notice.sent_at.is_not(None), Notice.dropped_at.is_not(None))
        current.execute(delete(Notice).where(Notice.created_at < before, ended))
        unused = (NoticeAddress.verified_at.is_(None), NoticeAddress.created_at < clock.now() - timedelta(days=1))
        current.execute(delete(NoticeAddress).where(*unused))


def _dedupe(event: NoticeEvent, about: UUID, box: Mailbox) -> str:
    return f"{event}:{about}:{box.owner.id}:{box.owner.for_id}"


def _exists(current: Session, event: NoticeEvent, about: UUID, box: Mailbox) -> bool:
    return current.scalar(select(Notice.id).where(Notice.dedupe == _dedupe(event, about, box))) is not None


def _make(unit: Unit, event: NoticeEvent, about: UUID, box: Mailbox, send_after: datetime) -> None:
    notice = Notice(
        id=uuid4(),
        dedupe=_dedupe(event, about, box),
        event=event,
        about_id=about,
        owner_kind=box.owner.kind,
        owner_id=box.owner.id,
        for_id=box.owner.for_id,
        language=known_language(box.language),
        created_at=unit.at,
        send_after=send_after,
    )
    unit.session.add(notice)
    wait = max((send_after - unit.at).total_seconds(), 0)
    unit.promise(SEND, {"notice_id": str(notice.id)}, f"{SEND}:{notice.id}", after=round(wait))


def _obstacle(notice: Notice, box: Mailbox | None) -> Dropped | None:
    if not holds(session(), notice.event, notice.about_id):
        return Dropped.UNDONE
    if box is None:
        return Dropped.NO_ADDRESS
    if not wants(session(), box, notice.event):
        return Dropped.NOT_WANTED
    return Dropped.COVERED if _is_covered(notice) else None


def _is_covered(notice: Notice) -> bool:
    """Whether its reader got the same words after it came up: a hundred cases distributed at once are one e-mail."""
    same = select(Notice.id).where(
        Notice.owner_id == notice.owner_id,
        Notice.for_id == notice.for_id,
        Notice.event == notice.event,
        Notice.sent_at >= notice.created_at,
    )
    return session().scalar(same.limit(1)) is not None


def _letter(notice: Notice, box: Mailbox) -> Letter:
    address = session().get_one(NoticeAddress, box.address_id)
    text = text_of(notice.event, notice.language, office().public_url)
    return Letter(email_of(address), text, str(notice.id), notice.language)


def _sent(notice_id: UUID, channel: Channel) -> None:
    with atomic() as current:
        _change(current, notice_id, sent_at=database_time(current), channel=channel)


def _drop(notice_id: UUID, why: Dropped) -> None:
    with atomic() as current:
        _change(current, notice_id, dropped_at=database_time(current), why=why)


def _refuse(notice_id: UUID, address_id: UUID) -> None:
    """The address takes no mail: say so on its owner's settings page."""
    with atomic() as current:
        now = database_time(current)
        _change(current, notice_id, dropped_at=now, why=Dropped.REFUSED)
        current.execute(update(NoticeAddress).where(NoticeAddress.id == address_id).values(refused_at=now))


def _change(current: Session, notice_id: UUID, **values: object) -> None:
    current.execute(update(Notice).where(Notice.id == notice_id).values(**values))
