"""The same act on many cases: one operation and one commit for each of them, never all or nothing."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from app.authz.actors import Staff
from app.cases.holder import Holder
from app.cases.lifecycle import Reason
from app.cases.services.distribution import Distribution, distribute, redistribute, take_case
from app.cases.services.endings import Ending, close
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.core.db import session
from app.core.errors import DomainError
from app.inbox.queries.bulk import is_held_now


class Chosen(NamedTuple):
    """A case as a list showed it."""

    case_id: UUID
    version: int


@dataclass(frozen=True)
class CaseOutcome:
    """What became of one case: the step that was taken, or why not."""

    chosen: Chosen
    step_id: UUID | None = None
    error: DomainError | None = None


Single = Callable[[Staff, Chosen, str], UUID]


def on_each(actor: Staff, chosen: Iterable[Chosen], operation_id: str, single: Single) -> tuple[CaseOutcome, ...]:
    """Do it to each case, in order; a case that cannot be done stops none of the others."""
    return tuple(_one(actor, case, operation_id, single) for case in chosen)


def _one(actor: Staff, chosen: Chosen, operation_id: str, single: Single) -> CaseOutcome:
    try:
        return CaseOutcome(chosen, single(actor, chosen, own_operation(operation_id, chosen.case_id)))
    except DomainError as error:
        return CaseOutcome(chosen, error=error)


def own_operation(operation_id: str, case_id: UUID) -> str:
    """The operation id of one case in an act on many: the same whenever the same form is sent."""
    digest = hashlib.sha256(f"{operation_id}:{case_id}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def giving(target: Holder) -> Single:
    """Distribute what nobody holds, redistribute what somebody does. That somebody is away is said before, once for all."""

    def give(actor: Staff, chosen: Chosen, operation_id: str) -> UUID:
        command = Distribution(target, chosen.version, operation_id, told_away=target.person)
        act = redistribute if is_held_now(session(), chosen.case_id) else distribute
        return act(actor, chosen.case_id, command)

    return give


def closing(reason: Reason, line: str) -> Single:
    """Close without a reply, all for the same reason."""

    def end(actor: Staff, chosen: Chosen, operation_id: str) -> UUID:
        return close(actor, chosen.case_id, Ending(reason, line, chosen.version, operation_id))

    return end


def take_one(actor: Staff, chosen: Chosen, operation_id: str) -> UUID:
    """Take a case out of an own group."""
    return take_case(actor, chosen.case_id, StepCommand(chosen.version, operation_id))


def undo_one(actor: Staff, chosen: Chosen, operation_id: str) -> UUID:
    """Undo the latest step of the case; refused when its version is no longer ``chosen.version``."""
    return undo(actor, chosen.case_id, StepCommand(chosen.version, operation_id))
