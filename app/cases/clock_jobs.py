"""What the clock does to cases, each morning. Imported once while the application is made."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.queries.clock import question_is_unanswered
from app.cases.services.reminders import escalate, remind_citizens, remind_receivers
from app.cases.services.silence import return_silent
from app.core import clock
from app.jobs.registry import recurring
from app.notices.kinds import NoticeEvent
from app.notices.services.telling import still_true

MORNING = timedelta(hours=8)


def each_morning(now: datetime) -> str:
    """One job a day, from eight o'clock; ``now`` is local time."""
    return (now.replace(tzinfo=None) - MORNING).strftime("%Y-%m-%d")


@recurring("cases.morning", each_morning)
def morning(payload: Mapping[str, str]) -> None:
    """Return cases of silent holders, then tell who should know. A morning that has passed is not made up for."""
    if payload["period"] != clock.today().isoformat():
        return
    return_silent()
    remind_receivers()
    escalate()
    remind_citizens()


@still_true(NoticeEvent.QUESTION_REMINDER)
def question_stands(current: Session, step_id: UUID) -> bool:
    """A citizen who has answered meanwhile is not reminded."""
    return question_is_unanswered(current, step_id)
