"""Housekeeping by the clock."""

from collections.abc import Mapping

from app.auth.services.housekeeping import forget_old_sessions, forget_visitors
from app.auth.services.waiting import forget_old_waiting
from app.jobs.registry import daily, hourly, recurring


@recurring("forget_login_sessions", daily)
def _forget(_payload: Mapping[str, str]) -> None:
    forget_old_sessions()
    forget_old_waiting()


@recurring("forget_visitors", hourly)
def _forget_visitors(_payload: Mapping[str, str]) -> None:
    forget_visitors()


def install() -> None:
    """Importing this module has registered the jobs."""
