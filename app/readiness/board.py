"""What ``/readyz`` tells, found out at most every few seconds however often it is asked, and the alarm."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import session
from app.core.journal import named
from app.readiness.fitness import Check, Unfit

log = logging.getLogger(__name__)

FRESH_SECONDS = 3.0
STALE_SECONDS = 20.0
FIRST = "database"


class Readiness(NamedTuple):
    """What keeps the node from serving, and what people should look at."""

    failing: Mapping[str, str]
    warnings: tuple[str, ...]


class Board:
    """The checks and what they last found. One thread at a time asks; the others are told what is known."""

    def __init__(self, checks: Mapping[str, Check], warnings: Mapping[str, Callable[[], bool]]) -> None:
        """``warnings``: by name, whether each of them is well."""
        self._checks, self.warnings = checks, dict(warnings)
        self._asking = threading.Lock()
        self._checking_since: float | None = None
        self._known: tuple[float, Readiness] | None = None
        self.fresh_seconds = FRESH_SECONDS

    def state(self) -> Readiness:
        """How it stands. Checks that hang for long count as a database that does not answer."""
        known = self._known
        if known is not None and time.monotonic() - known[0] < self.fresh_seconds:
            return known[1]
        if not self._asking.acquire(timeout=-1 if known is None else 0):
            return known[1] if known is not None and not self._hangs() else Readiness({FIRST: "the checks hang"}, ())
        self._checking_since = time.monotonic()
        try:
            failing = self._failing()
            found = Readiness(failing, () if FIRST in failing else self._not_well())
            self._alarm(known[1] if known is not None else Readiness({}, ()), found)
            self._known = (time.monotonic(), found)
            return found
        finally:
            self._checking_since = None
            self._asking.release()

    def _hangs(self) -> bool:
        """Whether the running checks have taken longer than ``STALE_SECONDS``; the age of the last result does not matter."""
        since = self._checking_since
        return since is not None and time.monotonic() - since >= STALE_SECONDS

    def _failing(self) -> Mapping[str, str]:
        """Each check by itself, after a rollback; without a database the others have nobody to ask."""
        found: dict[str, str] = {}
        for name, check in self._checks.items():
            try:
                check()
            except Unfit as fault:
                found[name] = str(fault)
            except SQLAlchemyError as error:
                found[name] = f"it could not be asked ({named(error)})"
            finally:
                session().rollback()
            if FIRST in found:
                break
        return found

    def _not_well(self) -> tuple[str, ...]:
        return tuple(name for name, is_well in list(self.warnings.items()) if not self._passes(is_well))

    @staticmethod
    def _passes(is_well: Callable[[], bool]) -> bool:
        try:
            return is_well()
        except SQLAlchemyError:
            return False
        finally:
            session().rollback()

    @staticmethod
    def _alarm(before: Readiness, now: Readiness) -> None:
        """One line when something begins to fail, and one when it is well again."""
        for name in now.failing.keys() - before.failing.keys():
            log.error("not ready: %s: %s", name, now.failing[name])
        for name in before.failing.keys() - now.failing.keys():
            log.warning("ready again: %s", name)
        for name in set(now.warnings) - set(before.warnings):
            log.warning("look at: %s", name)
