"""Joining this feature to the application."""

from flask import Flask

from app.cases import clock_jobs, handlers
from app.cases.queries.visibility import attempt_on_case
from app.jobs.registry import KINDS
from app.notices.kinds import NoticeEvent
from app.notices.services.promises import STILL_TRUE
from app.roles.services.groups import CLOSING_GUARDS
from app.web.errors import LOOKUPS


def install(app: Flask) -> None:
    """Add the jobs, what cases answer to the floors below, and whose a case is that somebody may not see."""
    KINDS.of(app).add(handlers.JOBS)
    KINDS.of(app).add(clock_jobs.JOBS)
    STILL_TRUE.of(app).update(dict.fromkeys(handlers.OF_STEPS, handlers.step_stands))
    STILL_TRUE.of(app)[NoticeEvent.QUESTION_REMINDER] = clock_jobs.question_stands
    CLOSING_GUARDS.of(app).append(handlers.group_has_open_cases)
    LOOKUPS.of(app).append(attempt_on_case)
