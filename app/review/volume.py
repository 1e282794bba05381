"""An alarm, and never a stop: somebody opens more cases in an hour than work usually takes.

Counted from the log itself by a worker, so that no page asks for more and no way to open a case can be forgotten.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.events import Event, Value, write_event
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import Staff
from app.core.db import atomic, database_time
from app.core.db import session as current
from app.limits.counting import beginning, is_first
from app.limits.kinds import Limited, limit_of, window
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import as_seen_at_clinics

log = logging.getLogger(__name__)
OPENED = (EventKind.CASE_READ, EventKind.CASE_PRINTED, EventKind.CASE_COPIED)
LOOK_BACK = timedelta(minutes=5)
"""The last minutes of an hour are looked at when the next has begun."""


class _Reader(NamedTuple):
    staff_id: UUID
    clinic_ids: frozenset[UUID]
    openings: int


def log_high_read_volume() -> None:
    """Tell the log and the journal, once for each person and hour."""
    at = database_time(current())
    for since in sorted({beginning(Limited.READ_CASES, moment) for moment in (at - LOOK_BACK, at)}):
        readers = _readers(current(), since)
        current().rollback()
        for reader in readers:
            _log_and_warn(reader, since)


def _readers(session: Session, since: datetime) -> list[_Reader]:
    """Those over the limit. By ``ix_audit_events_clinic_id_at``: the log has no index by time alone."""
    opened = (
        select(AuditEvent.actor_id, AuditEvent.clinic_id, func.count().label("openings"))
        .join(Clinic, Clinic.id == AuditEvent.clinic_id)
        .join(StaffMember, StaffMember.id == AuditEvent.actor_id)
        .where(AuditEvent.at >= since, AuditEvent.at < since + window(Limited.READ_CASES))
        .where(AuditEvent.kind.in_(OPENED))
        .group_by(AuditEvent.actor_id, AuditEvent.clinic_id)
    )
    found: dict[UUID, dict[UUID, int]] = {}
    for row in session.execute(opened):
        found.setdefault(row.actor_id, {})[row.clinic_id] = row.openings
    people = (_Reader(who, frozenset(at), sum(at.values())) for who, at in found.items())
    return [one for one in people if one.openings > limit_of(Limited.READ_CASES)]


def _log_and_warn(reader: _Reader, since: datetime) -> None:
    with atomic() as session:
        if not is_first(session, Limited.READ_CASES, str(reader.staff_id), since):
            return
        _log_volume(session, reader, since)
    log.warning("a person opened %d cases within an hour; the log has read_volume_high", reader.openings)


def _log_volume(session: Session, reader: _Reader, since: datetime) -> None:
    """In the person's name at each clinic whose cases they opened, where its reviewer finds it."""
    at = database_time(session)
    details: dict[str, Value] = {"number": reader.openings, "since": f"{since:%Y-%m-%dT%H:%MZ}"}
    for seen in _seen(session, reader):
        write_event(
            session,
            seen,
            Event(EventKind.READ_VOLUME_HIGH, resource="staff_member", resource_id=reader.staff_id, details=details),
            at,
        )


def _seen(session: Session, reader: _Reader) -> Iterable[Staff]:
    return [one for one in as_seen_at_clinics(session, reader.staff_id) if one.clinic_id in reader.clinic_ids]
