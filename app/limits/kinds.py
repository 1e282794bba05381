"""What is counted, for whom it is counted, and how many are too many."""

import enum
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from app.authz.actors import Actor, Citizen
from app.core.hooks import Hook
from settings.limits import Limits


class Limited(enum.StrEnum):
    """What somebody may do so many times. The log names it when they have done it too often."""

    LOGIN_FROM_NETWORK = "login_from_network"
    LOGIN_IN_BROWSER = "login_in_browser"
    SEARCH = "search"
    SEND_AS_CITIZEN = "send_as_citizen"
    SEND_AS_STAFF = "send_as_staff"
    ASK_FOR_CODE = "ask_for_code"
    READ_CASES = "read_cases"


class _Rule(NamedTuple):
    limit: Callable[[Limits], int]
    window: timedelta


TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)
_RULES: Mapping[Limited, _Rule] = {
    Limited.LOGIN_FROM_NETWORK: _Rule(lambda of: of.logins_network, TEN_MINUTES),
    Limited.LOGIN_IN_BROWSER: _Rule(lambda of: of.logins_browser, TEN_MINUTES),
    Limited.SEARCH: _Rule(lambda of: of.searches, HOUR),
    Limited.SEND_AS_CITIZEN: _Rule(lambda of: of.sends_citizen, HOUR),
    Limited.SEND_AS_STAFF: _Rule(lambda of: of.sends_staff, HOUR),
    Limited.ASK_FOR_CODE: _Rule(lambda of: of.codes, HOUR),
    Limited.READ_CASES: _Rule(lambda of: of.reads, HOUR),
}


LIMITS_IN_USE: Hook[Limits] = Hook("limits", Limits)


def limit_of(what: Limited) -> int:
    """How many times it may be done in one window."""
    return _RULES[what].limit(LIMITS_IN_USE.current)


def window(what: Limited) -> timedelta:
    """How long is counted before it begins anew."""
    return _RULES[what].window


def sending(actor: Actor) -> Limited:
    """A citizen sends for themselves, a clinic for everybody who is listed there."""
    return Limited.SEND_AS_CITIZEN if isinstance(actor, Citizen) else Limited.SEND_AS_STAFF
