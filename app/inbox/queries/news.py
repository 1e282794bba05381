"""In how many cases of a list somebody has done something since it was shown: a number, and nothing about whom."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.models import Case
from app.citizens.models import CitizenRow
from app.inbox.inboxes import Tab, in_tab
from app.inbox.queries.narrowing import Narrowing, narrowed


def news_since(session: Session, actor: Staff, tab: Tab, narrowing: Narrowing, since: datetime) -> int:
    """Cases in the tab, as narrowed, where somebody else has done something after that moment."""
    by_others = or_(Case.last_event_by.is_(None), Case.last_event_by != actor.staff_id)
    within = (in_tab(actor, tab), narrowed(session, actor, narrowing))
    query = select(func.count(Case.id)).join(CitizenRow, CitizenRow.id == Case.citizen_id)
    return session.scalar(query.where(*within, by_others, Case.last_event_at > since)) or 0
