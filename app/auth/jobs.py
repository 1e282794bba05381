"""Housekeeping by the clock."""

from collections.abc import Mapping

from app.asked.services import forget_old_questions
from app.audit.strangers import tell_of_strangers
from app.auth.services.housekeeping import forget_old_sessions, forget_visitors
from app.jobs.registry import daily, each_minute, hourly, recurring


@recurring("forget_login_sessions", daily)
def _forget(_payload: Mapping[str, str]) -> None:
    forget_old_sessions()
    forget_old_questions()


@recurring("forget_visitors", hourly)
def _forget_visitors(_payload: Mapping[str, str]) -> None:
    forget_visitors()


@each_minute
def _tell_of_strangers() -> None:
    tell_of_strangers()


def install() -> None:
    """Importing this module has registered the jobs."""
