"""Turns a promise into notices: receivers are determined at once, each e-mail is sent after a minute."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.audit.events import On
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.core import clock
from app.core.db import atomic, session
from app.notices.kinds import WAIT, NoticeEvent, Receiver, ReceiverKind
from app.notices.mail_texts import known_language
from app.notices.models import Notice, NoticeAddress
from app.notices.queries import Mailbox, mailboxes, wants
from app.notices.services.promises import NOTIFY, moment
from app.transaction import Unit, transaction

RETENTION = timedelta(days=90)
SEND = "send_notice"


def make_notices(payload: Mapping[str, str]) -> None:
    """Make a notice for each address of those who are to be told and want it; a second run makes none."""
    event, about = NoticeEvent(payload["event"]), UUID(payload["about"])
    receiver = Receiver(ReceiverKind(payload["to"]), UUID(payload["to_id"]))
    current = session()
    boxes = [
        box
        for box in mailboxes(current, receiver)
        if str(box.owner.id) != payload["by"] and wants(current, box, event) and not _exists(current, event, about, box)
    ]
    if not boxes:
        return
    with transaction(System(NOTIFY)) as unit:
        for box in boxes:
            _make(unit, event, about, box, moment(payload["at"]) + WAIT)
        unit.log(EventKind.NOTICE_MADE, None, On("notice"), event=event, addresses=len(boxes))


def forget_old(_payload: Mapping[str, str]) -> None:
    """Drop notices of long ago, and addresses whose code never came back."""
    before = clock.now() - RETENTION
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
