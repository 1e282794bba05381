"""One operation, one commit: the change, its audit event and its promises, or none of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit.events import NOTHING, Event, On, Value, actor_key, write_event
from app.audit.kinds import EventKind, Level, Outcome
from app.authz.actors import Actor
from app.authz.policy import Basis
from app.core.db import atomic, database_time
from app.core.errors import RightsEnded
from app.core.hooks import Hook
from app.jobs.queue import enqueue
from app.limits.counting import count
from app.limits.kinds import Limited
from app.operations import Operation, begin, finish

RightsReader = Callable[[Session, Actor], Actor]
RIGHTS_READERS: Hook[dict[type[Actor], RightsReader]] = Hook("readers of rights", dict)
"""How the rights of such an actor are read again inside a transaction: people live on floors above.

A reader locks what every change of those rights changes, so that they hold until the commit, and answers with the actor
as given when nothing of theirs has ended, else with the actor that is left.
"""


class NothingRecorded(RuntimeError):
    """A transaction ended without an audit event. A programming error; nothing was stored."""


@dataclass
class Unit:
    """The transaction under way: who acts, when, and what is to be stored beside the change.

    ``let_in``: the actor as the request found them; ``actor`` has what is left of their rights since ``confirm``.
    ``asks_rights``: False for what anybody may do who has a session, such as ending it.
    """

    session: Session
    actor: Actor
    let_in: Actor
    asks_rights: bool = True
    result: str = ""
    events: list[UUID] = field(default_factory=list)
    limited: list[Limited] = field(default_factory=list)
    _moment: datetime | None = None

    @property
    def at(self) -> datetime:
        """The moment of the act. Asked for the first time it is taken, and ``RightsEnded`` raised if a right has ended."""
        if self._moment is None:
            self.admit()
        assert self._moment is not None  # noqa: S101 - confirm() has set it
        return self._moment

    def admit(self) -> None:
        """Lock the actor's row, take the time, and raise ``RightsEnded`` if a right has ended.

        Said by itself where a lock follows that comes after that of people, and again behind that lock.
        """
        if self.confirm():
            raise RightsEnded

    def confirm(self) -> bool:
        """Read the actor's rights again and take the time: for one who has just locked what the act is about.

        True when something has ended that the actor was let in with. In this order: rights that end while the act waits
        for its lock are not used, and no act is dated before an end that came first.
        """
        reader = RIGHTS_READERS.current.get(type(self.actor))
        if reader is not None and self.asks_rights:
            self.actor = reader(self.session, self.actor)
        self._moment = database_time(self.session)
        return reader is not None and self.actor != self.let_in

    def log(
        self,
        kind: EventKind,
        basis: Basis | None = None,
        on: On = NOTHING,
        level: Level = Level.METADATA,
        outcome: Outcome = Outcome.OK,
        /,  # so that details may have these names
        **details: Value,
    ) -> UUID:
        """Write in this transaction what was done, by which right (None: none is asked for) and about what.

        ``details``: those that ``app/audit/details.py`` lists for the kind; ``Unlisted`` for any other.
        """
        role, relation = (basis.role, basis.relation.value) if basis is not None else ("", "")
        resource, resource_id, clinic_id, subjects = on
        return self.log_event(
            Event(kind, level, outcome, role, relation, subjects, resource, resource_id, clinic_id, details)
        )

    def log_event(self, event: Event, by: Actor | None = None) -> UUID:
        """Write the event in this transaction. ``by``: who did it, where it was not who acts: each event has its own."""
        event_id = write_event(self.session, by or self.actor, event, self.at)
        self.events.append(event_id)
        return event_id

    def counts_as(self, what: Limited) -> None:
        """The actor may do this so many times: counted at the very end, or ``TooMany`` and nothing is stored."""
        self.limited.append(what)

    def turns_out_to_be(self, actor: Actor) -> None:
        """Name who acts once it is known: at a login nobody is, and a clinic may yet have to be chosen."""
        self.actor = self.let_in = actor

    def promise(self, kind: str, payload: Mapping[str, str], dedupe: str, after: int = 0) -> None:
        """Promise a job: stored with the change, carried out later. ``after`` in seconds; ids only in ``payload``."""
        enqueue(self.session, kind, payload, dedupe, self.at + timedelta(seconds=after))

    def done(self, result: UUID) -> UUID:
        """Remember what came of the operation, for a form that is sent again."""
        self.result = str(result)
        return result


@contextmanager
def transaction(actor: Actor, operation: Operation | None = None, *, asks_rights: bool = True) -> Iterator[Unit]:
    """Everything inside is committed at once, with at least one audit event, or nothing is.

    With an operation that the actor has done before nothing is entered: ``answers_repeats`` answers for the service.
    """
    with atomic() as session:
        unit = Unit(session, actor, actor, asks_rights)
        if operation is not None:
            begin(session, actor, operation)
        yield unit
        session.flush()
        if not unit.events:
            raise NothingRecorded
        if operation is not None:
            finish(session, actor, operation, unit.result)
        for what in unit.limited:
            count(session, what, str(actor_key(unit.actor) or UUID(int=0)), unit.at)
