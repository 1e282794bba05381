"""How long a login lasts, by kind of person; an installation may shorten it and not lengthen it."""

from dataclasses import dataclass
from datetime import timedelta

from settings.environment import Environment


@dataclass(frozen=True)
class SessionLimits:
    """How long a login lasts: unused, and at most."""

    idle: timedelta
    absolute: timedelta


def staff_session(env: Environment) -> SessionLimits:
    """Of case receivers and case handlers."""
    return _session(env, "STAFF", idle=30, absolute=600)


def trusted_session(env: Environment) -> SessionLimits:
    """Of administrators, access administrators and reviewers."""
    return _session(env, "TRUSTED", idle=15, absolute=480)


def citizen_session(env: Environment) -> SessionLimits:
    """Of citizens, for themselves and as proxies."""
    return _session(env, "CITIZEN", idle=15, absolute=120)


def _session(env: Environment, who: str, *, idle: int, absolute: int) -> SessionLimits:
    """Both in minutes."""
    idle_minutes = env.number(f"SESSION_{who}_IDLE_MINUTES", idle, range(1, idle + 1))
    absolute_minutes = env.number(f"SESSION_{who}_ABSOLUTE_MINUTES", absolute, range(1, absolute + 1))
    return SessionLimits(timedelta(minutes=idle_minutes), timedelta(minutes=absolute_minutes))
