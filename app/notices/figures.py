"""How mail has gone lately: numbers for those who watch, never names."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.notices.kinds import Channel, Dropped
from app.notices.models import Notice


class MailFigures(NamedTuple):
    """Of the notices that came up since a moment: sent, refused by the reader's address, handed over unanswered, waiting."""

    sent: int
    refused: int
    unanswered: int
    waiting: int


def mail_figures(current: Session, since: datetime) -> MailFigures:
    """What became of the notices that came up since then."""
    of_each = (
        (Notice.sent_at.is_not(None)) & (Notice.channel == Channel.EMAIL),
        Notice.why == Dropped.REFUSED,
        Notice.why == Dropped.UNANSWERED,
        Notice.sent_at.is_(None) & Notice.dropped_at.is_(None),
    )
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in of_each]
    return MailFigures(*current.execute(select(*sums).where(Notice.created_at >= since)).one())
