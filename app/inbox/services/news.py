"""What a list asks by the clock while somebody has it open: numbers that name nobody, so nothing of it is logged."""

from dataclasses import dataclass
from datetime import datetime

from app.authz.actors import Staff
from app.authz.policy import AtClinic, authorize
from app.core.db import session
from app.inbox.inboxes import Tab, inbox_of
from app.inbox.queries.counts import tab_counts
from app.inbox.queries.narrowing import Narrowing
from app.inbox.queries.news import news_since


@dataclass(frozen=True)
class News:
    """How many cases each tab holds now, and in how many of the open one somebody else has done something."""

    counts: dict[str, int]
    fresh: int


def news(actor: Staff, tab: Tab, narrowing: Narrowing, since: datetime) -> News:
    """As of now."""
    inbox, current = inbox_of(tab), session()
    authorize(actor, inbox.action, AtClinic(actor.clinic_id))
    counts = {one.value: number for one, number in tab_counts(current, actor, inbox, narrowing).items()}
    return News(counts, news_since(current, actor, tab, narrowing, since))
