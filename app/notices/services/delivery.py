"""From a notice to an e-mail, if all that it rests on still holds."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import atomic, database_time, session
from app.notices.kinds import Channel, Dropped, Owner
from app.notices.mail_texts import text_of
from app.notices.models import Notice, NoticeAddress
from app.notices.queries import Mailbox, email_of, mailbox_of, wants
from app.notices.services.giving import MAX_GIVEN, count_before_dot, let_rest, not_given
from app.notices.services.post import OFFICE, Letter, send
from app.notices.services.promises import holds
from app.notices.services.wire import AddressRefused, AnswerLost, NotTaken

REST = timedelta(hours=1)
"""How long a letter whose answer was lost is left alone before it is handed over once more."""


def send_notice(payload: Mapping[str, str]) -> None:
    """Send one notice; a second run sends nothing."""
    notice = session().get(Notice, UUID(payload["notice_id"]))
    if notice is None or notice.sent_at is not None or notice.dropped_at is not None:
        return
    box = mailbox_of(session(), Owner(notice.owner_kind, notice.owner_id, notice.for_id))
    why = _obstacle(notice, box)
    if why is not None or box is None:
        _end(notice.id, dropped=why or Dropped.NO_ADDRESS)
        return
    if not OFFICE.current.delivers:
        _end(notice.id, channel=Channel.STORED)
        return
    let_rest(notice, REST)
    notice_id, letter = notice.id, _letter(notice, box)
    session().rollback()  # no transaction stays open while the mail server thinks
    _post(notice_id, box.address_id, letter)


def _post(notice_id: UUID, address_id: UUID, letter: Letter) -> None:
    try:
        send(letter, count_before_dot(Notice, notice_id))
    except AddressRefused:
        _end(notice_id, dropped=Dropped.REFUSED, address_id=address_id)
    except NotTaken as error:
        if error.after_dot:
            not_given(Notice, notice_id)
        raise
    except AnswerLost:
        _drop_if_given_enough(notice_id)
        raise
    else:
        _end(notice_id, channel=Channel.EMAIL, address_id=address_id)


def _obstacle(notice: Notice, box: Mailbox | None) -> Dropped | None:
    if not holds(session(), notice.event, notice.about_id):
        return Dropped.UNDONE
    if box is None:
        return Dropped.NO_ADDRESS
    if not wants(session(), box, notice.event):
        return Dropped.NOT_WANTED
    if notice.given >= MAX_GIVEN:
        return Dropped.UNANSWERED
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
    text = text_of(notice.event, notice.language, OFFICE.current.public_url)
    return Letter(email_of(address), text, str(notice.id), notice.language)


def _end(
    notice_id: UUID, *, channel: Channel | None = None, dropped: Dropped | None = None, address_id: UUID | None = None
) -> None:
    """It went out, or it will not. Its owner's settings page says that the address takes no mail, until it does."""
    with atomic() as current:
        now = database_time(current)
        values = {"dropped_at": now, "why": dropped} if channel is None else {"sent_at": now, "channel": channel}
        current.execute(update(Notice).where(Notice.id == notice_id).values(values))
        address = current.get(NoticeAddress, address_id, populate_existing=True) if address_id else None
        if address is not None:
            address.refused_at = now if dropped is Dropped.REFUSED else None


def _drop_if_given_enough(notice_id: UUID) -> None:
    with atomic() as current:
        these = (Notice.id == notice_id, Notice.given >= MAX_GIVEN)
        values = {"dropped_at": database_time(current), "why": Dropped.UNANSWERED}
        current.execute(update(Notice).where(*these).values(values))
