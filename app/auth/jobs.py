"""Housekeeping by the clock."""

from collections.abc import Mapping

from app.asked.services import forget_old_questions
from app.auth.services.housekeeping import forget_old_sessions
from app.jobs.registry import daily, recurring


@recurring("forget_login_sessions", daily)
def _forget(_payload: Mapping[str, str]) -> None:
    forget_old_sessions()
    forget_old_questions()


def install() -> None:
    """Importing this module has registered the job."""
