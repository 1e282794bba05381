"""What the log answers: who has done what with a citizen's cases, and what a member of staff has done, at one clinic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.audit.canonical import decode
from app.audit.kinds import EventKind, Level, Outcome
from app.audit.models import AuditEvent, AuditSubject
from app.core.paging import Cursor, from_after

LONGEST_MONTHS = 12
LONGEST_DAYS = 366
"""How much of the log is asked for at a time; as many days as the longest twelve months have."""
Details = Mapping[str, Any]


@dataclass(frozen=True)
class LogSearch:
    """What is asked of the log of one clinic: about citizens, a member of staff, or both, from ``first`` to before ``end``.

    ``citizen_ids``: an event that touched any of them; empty when it is not asked about citizens.
    ``leave_out`` is the reviewer, whose own acts are for another reviewer to look at.
    """

    clinic_id: UUID
    citizen_ids: tuple[UUID, ...]
    staff_id: UUID | None
    first: datetime
    end: datetime
    leave_out: UUID


class Touched(NamedTuple):
    """A citizen that the event touched, and in which case."""

    citizen_id: UUID
    case_id: UUID | None


class Doer(NamedTuple):
    """Who did it, as the log copied it then. ``type``: staff, citizen, system or visitor."""

    type: str
    id: UUID | None
    role: str
    relation: str
    name: str
    hsa_id: str
    title: str
    clinic: str
    on_behalf_of: UUID | None
    job: str


@dataclass(frozen=True)
class LoggedEvent:
    """One event of the log, read back."""

    row: int
    at: datetime
    kind: EventKind
    level: Level
    outcome: Outcome
    doer: Doer
    touched: tuple[Touched, ...]
    resource: str
    resource_id: UUID | None
    details: Details
    network: str


class Hits(NamedTuple):
    """How many events there are, without and within the level ``list``."""

    acts: int
    lists: int


def count_events(session: Session, search: LogSearch) -> Hits:
    """How many events the search finds."""
    level = AuditSubject.level if search.citizen_ids else AuditEvent.level
    query = _within(select(level, func.count()), search).group_by(level)
    counts = {found: int(number) for found, number in session.execute(query)}
    lists = counts.pop(Level.LIST, 0)
    return Hits(sum(counts.values()), lists)


def find_events(
    session: Session, search: LogSearch, *, with_lists: bool, after: Cursor[int] | None, size: int
) -> list[LoggedEvent]:
    """The events found, the newest first, at most ``size`` of them."""
    query = _within(select(AuditEvent), search)
    if not with_lists:
        query = query.where(AuditEvent.level != Level.LIST)
    found = session.scalars(from_after(query, _order(search), after, descending=True).limit(size))
    return [_read(event) for event in found]


def _order(search: LogSearch) -> tuple[Any, Any]:
    if not search.citizen_ids:
        return AuditEvent.at, AuditEvent.id
    return AuditSubject.at, AuditSubject.event_row


def _within(query: Any, search: LogSearch) -> Any:
    """By citizen through ``ix_audit_subjects_citizen_id_at``, by staff through ``ix_audit_events_actor_id_at``."""
    table: type[AuditEvent | AuditSubject] = AuditEvent
    if search.citizen_ids:
        table = AuditSubject
        same = and_(AuditEvent.id == AuditSubject.event_row, AuditEvent.at == AuditSubject.at)
        query = query.select_from(AuditSubject).join(AuditEvent, same)
        query = query.where(*_about(search.citizen_ids))
    if search.staff_id is not None:
        query = query.where(table.actor_id == search.staff_id)
    return query.where(
        table.clinic_id == search.clinic_id,
        table.at >= search.first,
        table.at < search.end,
        _not_own(table.actor_id, search.leave_out),
    )


def _about(citizen_ids: tuple[UUID, ...]) -> list[ColumnElement[bool]]:
    """An event that touched several of them counts once."""
    if len(citizen_ids) == 1:
        return [AuditSubject.citizen_id == citizen_ids[0]]
    other = aliased(AuditSubject)
    same = (other.event_row == AuditSubject.event_row, other.at == AuditSubject.at)
    before = exists().where(*same, other.citizen_id.in_(citizen_ids), other.citizen_id < AuditSubject.citizen_id)
    return [AuditSubject.citizen_id.in_(citizen_ids), ~before]


def _not_own(column: Any, reviewer: UUID) -> ColumnElement[bool]:
    return or_(column.is_(None), column != reviewer)


def _read(event: AuditEvent) -> LoggedEvent:
    payload = cast("dict[str, Any]", decode(event.payload))
    resource = payload["resource"]
    return LoggedEvent(
        row=event.id,
        at=event.at,
        kind=EventKind(event.kind),
        level=event.level,
        outcome=event.outcome,
        doer=_doer(payload["actor"]),
        touched=tuple(_touched(payload["subjects"])),
        resource=resource["type"],
        resource_id=_id(resource["id"]),
        details=payload["details"],
        network=payload["client"]["network"],
    )


def _doer(actor: Mapping[str, Any]) -> Doer:
    return Doer(
        type=actor["type"],
        id=_id(actor["id"]),
        role=actor["role"],
        relation=actor["relation"],
        name=actor.get("name", ""),
        hsa_id=actor.get("hsa_id", ""),
        title=actor.get("title", ""),
        clinic=actor.get("clinic", ""),
        on_behalf_of=_id(actor.get("on_behalf_of")),
        job=actor.get("job", ""),
    )


def _touched(subjects: list[Mapping[str, Any]]) -> Iterator[Touched]:
    for subject in subjects:
        yield Touched(UUID(subject["citizen_id"]), _id(subject["case_id"]))


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None
