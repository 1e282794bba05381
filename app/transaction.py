"""One operation, one commit: the change, its audit event and its promises, or none of them."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.audit.record import Event, actor_key, record
from app.authz.actors import Actor
from app.core.db import Base, UtcDateTime, atomic, database_time
from app.core.db import session as reading
from app.jobs.queue import enqueue

KEPT = timedelta(hours=24)
sent_to: ContextVar[str] = ContextVar("sent_to", default="")
"""The address that the form was sent to, as the web tells. An operation id is good there alone: the same id at another
address is another operation, not one that is done already."""


class Operation(Base):
    """An operation id that has been used, and what came of it: a form sent twice has one effect."""

    __tablename__ = "operations"

    principal: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    operation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    result: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up


class NothingRecorded(RuntimeError):
    """A transaction ended without an audit event. A programming error; nothing was stored."""


@dataclass
class Unit:
    """The transaction under way: who acts, when, and what is to be stored beside the change."""

    session: Session
    actor: Actor
    at: datetime
    repeated: str | None = None
    result: str = ""
    events: list[UUID] = field(default_factory=list)

    def record(self, event: Event) -> UUID:
        """Write the event in this transaction."""
        event_id = record(self.session, self.actor, event, self.at)
        self.events.append(event_id)
        return event_id

    def promise(self, kind: str, payload: Mapping[str, str], dedupe: str, after: int = 0) -> None:
        """Promise a job: stored with the change, carried out later. ``after`` in seconds; ids only in ``payload``."""
        enqueue(self.session, kind, payload, dedupe, self.at + timedelta(seconds=after))

    def done(self, result: UUID) -> UUID:
        """Remember what came of the operation, for a form that is sent again."""
        self.result = str(result)
        return result


@contextmanager
def transaction(actor: Actor, operation_id: str | None = None) -> Iterator[Unit]:
    """Everything inside is committed at once, with at least one audit event, or nothing is.

    With an operation id that was used before, ``unit.repeated`` holds the stored result: answer with it, change nothing.
    """
    with atomic() as session:
        unit = Unit(session, actor, database_time(session))
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


def already_done(actor: Actor, operation_id: str, addresses: Iterable[str]) -> bool:
    """Whether the actor has done the operation with this id at one of these addresses."""
    ids = [_at(operation_id, address) for address in addresses]
    done = select(Operation.operation_id).where(
        Operation.principal == _principal(actor), Operation.operation_id.in_(ids)
    )
    return reading().scalar(done.limit(1)) is not None


def _principal(actor: Actor) -> UUID:
    return actor_key(actor) or UUID(int=0)


def _stored_result(unit: Unit, operation_id: str) -> str | None:
    maker = postgresql.insert if unit.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "principal": _principal(unit.actor),
        "operation_id": _at(operation_id, sent_to.get()),
        "result": "",
        "at": unit.at,
    }
    mine = unit.session.execute(
        maker(Operation).values(values).on_conflict_do_nothing().returning(Operation.operation_id)
    ).first()
    if mine is not None:
        return None
    return unit.session.execute(select(Operation.result).where(*_key(unit, operation_id))).scalar_one()


def _store_result(unit: Unit, operation_id: str) -> None:
    unit.session.execute(update(Operation).where(*_key(unit, operation_id)).values(result=unit.result))


def _key(unit: Unit, operation_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Operation.principal == _principal(unit.actor), Operation.operation_id == _at(operation_id, sent_to.get()))


def _at(operation_id: str, address: str) -> str:
    return hashlib.sha256(f"{address}\n{operation_id}".encode()).hexdigest() if address else operation_id


def forget_old_operations(before: datetime) -> None:
    """Drop operation ids that no form can still send."""
    with atomic() as session:
        session.execute(delete(Operation).where(Operation.at < before))
