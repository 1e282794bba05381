"""What has been done already: a form that is sent twice has one effect and one answer, and a page's saves have an order."""

import enum
import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, wraps
from types import MappingProxyType
from typing import NamedTuple, ParamSpec, TypeVar, overload
from uuid import UUID

from sqlalchemy import String, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from app.audit.events import actor_key
from app.authz.actors import Actor
from app.core import clock
from app.core.db import Base, InsertMaker, UtcDateTime, atomic, insert_maker
from app.core.db import session as reading
from app.jobs.registry import Kind, daily

RETENTION = timedelta(hours=24)
Given = ParamSpec("Given")
Result = TypeVar("Result")


class OperationName(enum.StrEnum):
    """What is done. Each feature lists its own beside its services; no two of all of them have the same value."""


class Operation(NamedTuple):
    """One press of a button. ``subject``: the id of what it is about; ``key``: the operation id that the form carries.

    The same key with another name or subject is another operation, not one that is done already.
    """

    name: OperationName
    subject: UUID
    key: str


class AlreadyDone(Exception):
    """The actor has done the operation before; ``result`` is what came of it. For ``answers_repeats`` to catch."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


class OperationRow(Base):
    """An operation that was done, and what came of it.

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


@overload
def answers_repeats(service: Callable[Given, UUID]) -> Callable[Given, UUID]: ...
@overload
def answers_repeats(service: Callable[Given, Result | None]) -> Callable[Given, Result | None]: ...
def answers_repeats(service: Callable[Given, Result]) -> Callable[Given, Result | UUID | None]:
    """Answer a repeat with what ``unit.done`` kept, or with nothing: for each function that names an operation."""

    @wraps(service)
    def answering(*args: Given.args, **kwargs: Given.kwargs) -> Result | UUID | None:
        try:
            return service(*args, **kwargs)
        except AlreadyDone as done:
            return UUID(done.result) if done.result else None

    return answering


@cache
def _taking_place(insert: InsertMaker) -> ReturningInsert[str]:
    return insert(OperationRow).on_conflict_do_nothing().returning(OperationRow.operation_id)


def begin(session: Session, actor: Actor, operation: Operation) -> None:
    """Take the operation's place in the table; ``AlreadyDone`` if it is taken. One who comes meanwhile waits here."""
    values = {
        "principal": _principal(actor),
        "operation_id": _stored_id(operation),
        "result": "",
        "at": clock.now(),  # for the clean-up alone: the act's own moment comes after its locks
    }
    if session.execute(_taking_place(insert_maker(session)), values).first() is None:
        result = select(OperationRow.result).filter_by(**_key(actor, _stored_id(operation)))
        raise AlreadyDone(session.scalars(result).one())


_FINISH = (
    update(OperationRow)
    .where(OperationRow.principal == bindparam("of"), OperationRow.operation_id == bindparam("done"))
    .values(result=bindparam("came"))
)


def finish(session: Session, actor: Actor, operation: Operation, result: str) -> None:
    """Keep what came of an operation that was begun."""
    key = {"of": _principal(actor), "done": _stored_id(operation), "came": result}
    session.execute(_FINISH, key, execution_options={"synchronize_session": False})


def already_done(actor: Actor, operations: Iterable[Operation]) -> bool:
    """Whether the actor has done one of these operations."""
    ids = [_stored_id(operation) for operation in operations]
    done = select(OperationRow.operation_id).where(
        OperationRow.principal == _principal(actor), OperationRow.operation_id.in_(ids)
    )
    return reading().scalar(done.limit(1)) is not None


def is_overtaken(session: Session, actor: Actor, save: PageSave) -> bool:
    """Whether a later save of the same page came first; else it is the latest from now on.

    The caller holds a lock that each of the page's saves waits for.
    """
    key = _key_of_page(actor, save)
    row = session.get(OperationRow, key, populate_existing=True) or OperationRow(**key, result="0")
    number, *left = row.result.split()
    if int(number) > save.number:
        return True
    row.result, row.at = " ".join([str(save.number), *left]), clock.now()
    session.add(row)
    return False


def draft_left_by(session: Session, actor: Actor, save: PageSave) -> str:
    """The key of the draft that the page's latest save left; empty when none did."""
    row = session.get(OperationRow, _key_of_page(actor, save))
    return row.result.partition(" ")[2] if row is not None else ""


def leaves_draft(session: Session, actor: Actor, save: PageSave, key: UUID | None) -> None:
    """Remember which draft this save has left, so that the page's next one knows it for its own."""
    row = session.get_one(OperationRow, _key_of_page(actor, save))
    row.result = f"{save.number} {key.hex}" if key is not None else str(save.number)


def _principal(actor: Actor) -> UUID:
    return actor_key(actor) or UUID(int=0)


def _stored_id(operation: Operation) -> str:
    return hashlib.sha256("\n".join([operation.name, str(operation.subject), operation.key]).encode()).hexdigest()


def _key(actor: Actor, stored_id: str) -> dict[str, UUID | str]:
    return {"principal": _principal(actor), "operation_id": stored_id}


def _key_of_page(actor: Actor, save: PageSave) -> dict[str, UUID | str]:
    return _key(actor, f"page {save.page}")


def forget_old_operations(_payload: Mapping[str, str]) -> None:
    """Drop operations that no form can still send again."""
    with atomic() as session:
        session.execute(delete(OperationRow).where(OperationRow.at < clock.now() - RETENTION))


JOBS = {"operations.forget": Kind(forget_old_operations, period=daily)}
