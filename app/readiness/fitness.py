"""Before a node serves: what must be right with its database, its role there and its keyring, or it does not begin."""

import logging
import threading
from collections.abc import Callable, Mapping

from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from app.core.db import session
from app.core.journal import named

log = logging.getLogger(__name__)

Check = Callable[[], None]
SCHEMA = "schema"


class Unfit(Exception):
    """A check has found why this node must not serve; the message is a sentence for the operator."""


class NotServing(Exception):
    """Raised at start with every fault that keeps this node from serving, not only the first."""

    def __init__(self, faults: list[str]) -> None:
        """Keep every fault, each with the name of its check before it."""
        super().__init__("Vårdinkorgen does not start:\n" + "\n".join(f"  - {fault}" for fault in faults))


class Fitness:
    """The checks that stand before serving, and whether they have been passed since this process began.

    A database that is away stops no start: the checks wait until it answers, and nothing is served before.
    """

    def __init__(self, checks: Mapping[str, Check], *, demanded: bool) -> None:
        """``demanded``: whether requests wait for it, as in production."""
        self._checks = checks
        self.demanded = demanded
        self.proven = False
        self._untold = threading.Lock()

    def prove(self) -> None:
        """Pass the checks, or raise ``NotServing``; what SQLAlchemy raises while the database is away goes through."""
        faults: list[str] = []
        for name, check in self._checks.items():
            try:
                check()
            except Unfit as fault:
                faults.append(f"{name}: {fault}")
            except ProgrammingError as error:
                faults.append(f"{name}: the database refuses the question ({named(error)})")
            finally:
                session().rollback()
            if name == SCHEMA and faults:
                break  # the others ask tables that may not be there
        if faults:
            raise NotServing(faults)
        self.proven = True

    def proven_or_away(self) -> bool:
        """Whether the checks are passed; False while the database does not answer."""
        try:
            self.prove()
        except SQLAlchemyError as error:
            self.is_away(error)
        return self.proven

    def is_first_announcement(self) -> bool:
        """True for the first caller in this process, which is to announce that it serves; False for all later ones."""
        return self._untold.acquire(blocking=False)

    def is_away(self, error: SQLAlchemyError) -> None:
        """Say so in the journal."""
        log.warning("the database does not answer (%s): nothing is served until it does", named(error))
