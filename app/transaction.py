"""One operation, one commit: the change, its audit event and its promises, or none of them."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.audit.record import Event, actor_key, record
from app.authz.actors import Actor
from app.core import clock
from app.core.db import Base, UtcDateTime, atomic, database_time, insert_for
from app.core.db import session as reading
from app.core.errors import RightsEnded
from app.jobs.queue import enqueue
from app.jobs.registry import daily, recurring
from app.limits.counting import count
from app.limits.kinds import Limited

KEPT = timedelta(hours=24)
sent_to: ContextVar[str] = ContextVar("sent_to", default="")
"""The address that the form was sent to, as the web tells. An operation id is good there alone: the same id at another
address is another operation, not one that is done already."""


RightsReader = Callable[[Session, Actor], Actor]
_readers: dict[type[Actor], RightsReader] = {}


def read_rights_with(kind: type[Actor], reader: RightsReader) -> None:
    """Register how the rights of such an actor are read again inside a transaction: people live on floors above.

    The reader locks what every change of those rights changes, so that they hold until the commit, and answers with the
    actor as given when nothing of theirs has ended, else with the actor that is left.
    """
    _readers[kind] = reader


class Operation(Base):
    """An operation id that has been used, and what came of it: a form sent twice has one effect.

    Of a page that saves while somebody writes, the number of its latest save and the key of the draft that it left.
    """

    __tablename__ = "operations"

    principal: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    operation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    result: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up


class PageSave(NamedTuple):
    """Which of an opened page's saves it is: what the page's script calls itself, and a number that grows.

    ``shown``: marks of what stood in the page's fields when it was drawn, or last saved.
    """

    page: str
    number: int
    shown: Mapping[str, str] = MappingProxyType({})


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
    repeated: str | None = None
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
        reader = _readers.get(type(self.actor))
        if reader is not None and self.asks_rights:
            self.actor = reader(self.session, self.actor)
        self._moment = database_time(self.session)
        return reader is not None and self.actor != self.let_in

    def record(self, event: Event, by: Actor | None = None) -> UUID:
        """Write the event in this transaction. ``by``: who did it, where it was not who acts: each event has its own."""
        event_id = record(self.session, by or self.actor, event, self.at)
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
def transaction(actor: Actor, operation_id: str | None = None, *, asks_rights: bool = True) -> Iterator[Unit]:
    """Everything inside is committed at once, with at least one audit event, or nothing is.

    With an operation id that was used before, ``unit.repeated`` holds the stored result: answer with it, change nothing.
    """
    with atomic() as session:
        unit = Unit(session, actor, actor, asks_rights)
        if operation_id is not None:
            unit.repeated = _stored_result(unit, operation_id)
        yield unit
        if unit.repeated is not None:
            return
        session.flush()
        if not unit.events:
            raise NothingRecorded
        if operation_id is not None:
            _store_result(unit, operation_id)
        for what in unit.limited:
            count(session, what, str(_principal(unit.actor)), unit.at)


def already_done(actor: Actor, operation_id: str, addresses: Iterable[str]) -> bool:
    """Whether the actor has done the operation with this id at one of these addresses."""
    ids = [_at(operation_id, address) for address in addresses]
    done = select(Operation.operation_id).where(
        Operation.principal == _principal(actor), Operation.operation_id.in_(ids)
    )
    return reading().scalar(done.limit(1)) is not None


def is_overtaken(session: Session, actor: Actor, save: PageSave) -> bool:
    """Whether a later save of the same page came first; else it is the latest from now on.

    The caller holds a lock that each of the page's saves waits for.
    """
    key = {"principal": _principal(actor), "operation_id": f"page {save.page}"}
    row = session.get(Operation, key, populate_existing=True) or Operation(**key, result="0")
    number, *left = row.result.split()
    if int(number) > save.number:
        return True
    row.result, row.at = " ".join([str(save.number), *left]), clock.now()
    session.add(row)
    return False


def draft_left_by(session: Session, actor: Actor, save: PageSave) -> str:
    """The key of the draft that the page's latest save left; empty when none did."""
    row = session.get(Operation, {"principal": _principal(actor), "operation_id": f"page {save.page}"})
    return row.result.partition(" ")[2] if row is not None else ""


def leaves_draft(session: Session, actor: Actor, save: PageSave, key: UUID | None) -> None:
    """Remember which draft this save has left, so that the page's next one knows it for its own."""
    row = session.get_one(Operation, {"principal": _principal(actor), "operation_id": f"page {save.page}"})
    row.result = f"{save.number} {key.hex}" if key is not None else str(save.number)


def _principal(actor: Actor) -> UUID:
    return actor_key(actor) or UUID(int=0)


def _stored_result(unit: Unit, operation_id: str) -> str | None:
    values = {
        "principal": _principal(unit.let_in),
        "operation_id": _at(operation_id, sent_to.get()),
        "result": "",
        "at": clock.now(),  # for the clean-up alone: the act's own moment comes after its locks
    }
    mine = insert_for(unit.session, Operation).values(values).on_conflict_do_nothing()
    if unit.session.execute(mine.returning(Operation.operation_id)).first() is not None:
        return None
    return unit.session.execute(select(Operation.result).where(*_key(unit, operation_id))).scalar_one()


def _store_result(unit: Unit, operation_id: str) -> None:
    unit.session.execute(update(Operation).where(*_key(unit, operation_id)).values(result=unit.result))


def _key(unit: Unit, operation_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Operation.principal == _principal(unit.let_in), Operation.operation_id == _at(operation_id, sent_to.get()))


def _at(operation_id: str, address: str) -> str:
    return hashlib.sha256(f"{address}\n{operation_id}".encode()).hexdigest() if address else operation_id


@recurring("operations.forget", daily)
def forget_old_operations(_payload: Mapping[str, str]) -> None:
    """Drop operation ids that no form can still send."""
    with atomic() as session:
        session.execute(delete(Operation).where(Operation.at < clock.now() - KEPT))
