"""The two tables of the log. Rows are added and read, never changed: the database itself refuses (migration 0001)."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.kinds import EventKind, Level, Outcome
from app.core.db import Base, UtcDateTime, enum_type

_RowNumber = BigInteger().with_variant(Integer, "sqlite")


def _once_a_day(name: str, where: str, *more: str) -> Index:
    """A list names a citizen once for each actor and day: at each clinic, and to the citizen; a key of NULL never stops."""
    only = text(f"level = 'list' AND {where}")
    return Index(name, "actor_id", "citizen_id", *more, "day", unique=True, sqlite_where=only, postgresql_where=only)


class AuditEvent(Base):
    """One thing that happened. ``payload`` is the record; the other columns are taken out of it to search by.

    On PostgreSQL the table is partitioned by year and the real primary key is (id, at).
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_actor_id_at", "actor_id", "at"),  # a report on one member of staff
        Index("ix_audit_events_clinic_id_at", "clinic_id", "at"),  # what happened at a clinic
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True, autoincrement=True)
    event_id: Mapped[uuid.UUID]
    schema_v: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[EventKind] = mapped_column(String(40))
    level: Mapped[Level] = mapped_column(enum_type(Level, "level"))
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome, "outcome"))
    actor_id: Mapped[uuid.UUID | None]
    clinic_id: Mapped[uuid.UUID | None]
    request_id: Mapped[str] = mapped_column(String(40))
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class StrangerCount(Base):
    """How often strangers tried something in a minute, until that minute is told of in one event. Not of the log itself."""

    __tablename__ = "stranger_counts"

    minute: Mapped[datetime] = mapped_column(UtcDateTime(), primary_key=True)
    attempted: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]


class AuditSubject(Base):
    """Which citizen an event touched: the index behind "who has read this citizen's cases".

    Rebuildable from ``audit_events``. An event names a citizen once, however many cases of theirs it touches (all are in
    its payload), and lists do so at most once per actor, clinic and day.
    """

    __tablename__ = "audit_subjects"
    __table_args__ = (
        Index("ix_audit_subjects_citizen_id_at", "citizen_id", "at", "id"),  # a report on one citizen
        _once_a_day("uq_audit_subjects_clinic_list", "clinic_id IS NOT NULL", "clinic_id"),
        _once_a_day("uq_audit_subjects_own_list", "clinic_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True, autoincrement=True)
    citizen_id: Mapped[uuid.UUID]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    day: Mapped[date] = mapped_column(Date)
    event_id: Mapped[uuid.UUID]
    event_row: Mapped[int] = mapped_column(BigInteger)
    case_id: Mapped[uuid.UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    level: Mapped[Level] = mapped_column(enum_type(Level, "level"))
    actor_id: Mapped[uuid.UUID | None]
    clinic_id: Mapped[uuid.UUID | None]
