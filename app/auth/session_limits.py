"""How long a login session lasts. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.authz.actors import Role

TRUSTED_ROLES = frozenset({Role.ADMINISTRATOR, Role.ACCESS_ADMINISTRATOR, Role.REVIEWER})


class Limits(Protocol):
    """Unused for ``idle``, or older than ``absolute``: the session is over."""

    @property
    def idle(self) -> timedelta: ...
    @property
    def absolute(self) -> timedelta: ...


@dataclass(frozen=True)
class Lifetime:
    """Limits as the product sets them."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class LimitTable:
    """The limits of each kind of person, from the configuration."""

    staff: Limits
    trusted: Limits
    citizen: Limits

    def of_staff(self, roles: Iterable[Role]) -> Limits:
        """By the roles at the chosen clinic; with several the shortest."""
        return self.trusted if TRUSTED_ROLES & set(roles) else self.staff


VISITOR = Lifetime(timedelta(minutes=30), timedelta(hours=2))
LOGIN_SECONDS = 600
STEP = timedelta(minutes=1)
FRESH_MINUTES = 5
FRESH = timedelta(minutes=FRESH_MINUTES)
