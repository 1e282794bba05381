"""Housekeeping by the clock."""

from collections.abc import Mapping

from app.auth.services.housekeeping import forget_old_sessions, forget_visitors
from app.auth.services.waiting import forget_old_waiting
from app.jobs.registry import Kind, daily, hourly


def _forget(_payload: Mapping[str, str]) -> None:
    forget_old_sessions()
    forget_old_waiting()


def _forget_visitors(_payload: Mapping[str, str]) -> None:
    forget_visitors()


JOBS = {
    "forget_login_sessions": Kind(_forget, period=daily),
    "forget_visitors": Kind(_forget_visitors, period=hourly),
}
