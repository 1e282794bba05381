"""Writing the log. The caller's transaction carries the event; no event, no commit."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.audit.canonical import encode
from app.audit.details import check_details, check_words
from app.audit.kinds import EventKind, Level, Outcome
from app.audit.models import AuditEvent, AuditSubject
from app.audit.shapes import request_number, without_numbers
from app.authz.actors import Actor, Badge, Citizen, Staff, System, type_of_actor
from app.core import clock
from app.core.db import EngineInsert, InsertMaker, insert_maker
from app.core.hsa_id import is_hsa_id

SCHEMA_VERSION = 1
Value = str | int | bool | None | Sequence[str]


class Client(NamedTuple):
    """From where: the request's number, a hash of the login session, the class of the address. Never more."""

    request_id: str = ""
    session_hash: str = ""
    network: str = ""


NOWHERE = Client()
client: ContextVar[Client] = ContextVar("client", default=NOWHERE)


class Subject(NamedTuple):
    """A citizen that the event touches, and in which case."""

    citizen_id: UUID
    case_id: UUID | None = None


class On(NamedTuple):
    """What an event is about: a kind of thing and its id, at which clinic (None: the actor's), and which citizens."""

    resource: str = ""
    resource_id: UUID | None = None
    clinic_id: UUID | None = None
    subjects: Sequence[Subject] = ()


NOTHING = On()


@dataclass(frozen=True)
class Event:
    """What happened, before it is written.

    ``details`` holds what ``details.py`` lists for the kind: names of fields, versions, search arguments and choices
    from closed lists, never text that a citizen or a clinician wrote.
    """

    kind: EventKind
    level: Level = Level.METADATA
    outcome: Outcome = Outcome.OK
    role: str = ""
    relation: str = ""
    subjects: Sequence[Subject] = ()
    resource: str = ""
    resource_id: UUID | None = None
    clinic_id: UUID | None = None
    details: Mapping[str, Value] = field(default_factory=dict)


@cache
def _insert_subjects(insert_into: InsertMaker) -> EngineInsert:
    return insert_into(AuditSubject).on_conflict_do_nothing()


_INSERT_EVENT = insert(AuditEvent).returning(AuditEvent.id)


def write_event(session: Session, actor: Actor, event: Event, at: datetime) -> UUID:
    """Add the event and its subjects to the session's transaction; answers with the event's id.

    ``Invalid`` when a personnummer may stand in a text of it: the form should have asked first.
    """
    check_words(event.role, event.relation, event.resource, actor.job if isinstance(actor, System) else "")
    check_details(event.kind, event.details)
    event_id = uuid.uuid4()
    clinic_id = event.clinic_id or (actor.clinic_id if isinstance(actor, Staff) else None)
    common = {"event_id": event_id, "at": at, "kind": event.kind.value, "level": event.level}
    common |= {"actor_id": actor_key(actor), "clinic_id": clinic_id}
    own = {
        "schema_v": SCHEMA_VERSION,
        "outcome": event.outcome,
        "request_id": request_number(client.get().request_id),
        "salt": secrets.token_bytes(16),
        "payload": encode(_payload(event_id, actor, event, at, clinic_id)),
    }
    row = session.execute(_INSERT_EVENT, common | own).scalar_one()
    if event.subjects:
        of_day = common | {"day": clock.local(at).date(), "event_row": row}
        named = {subject.citizen_id: subject for subject in reversed(event.subjects)}  # once each, as reports show them
        rows = [of_day | subject._asdict() for subject in named.values()]
        session.execute(_insert_subjects(insert_maker(session)), rows)
    return event_id


def actor_key(actor: Actor) -> UUID | None:
    """The id of the person who acts; nobody for the system and for visitors."""
    match actor:
        case Staff():
            return actor.staff_id
        case Citizen():
            return actor.citizen_id
        case _:
            return None


def _payload(event_id: UUID, actor: Actor, event: Event, at: datetime, clinic_id: UUID | None) -> dict[str, object]:
    seen = client.get()
    return {
        "v": SCHEMA_VERSION,
        "event_id": str(event_id),
        "at": at.isoformat(),
        "kind": event.kind.value,
        "level": event.level.value,
        "outcome": event.outcome.value,
        "actor": _actor_part(actor, event),
        "clinic_id": _text(clinic_id),
        "subjects": [{"citizen_id": str(s.citizen_id), "case_id": _text(s.case_id)} for s in event.subjects],
        "resource": {"type": event.resource, "id": _text(event.resource_id)},
        "details": {key: list(v) if isinstance(v, (list, tuple)) else v for key, v in event.details.items()},
        "client": {
            "request_id": request_number(seen.request_id),
            "session": seen.session_hash,
            "network": seen.network,
        },
    }


def _actor_part(actor: Actor, event: Event) -> dict[str, object]:
    part: dict[str, object] = {
        "type": type_of_actor[type(actor)],
        "id": _text(actor_key(actor)),
        "role": event.role,
        "relation": event.relation,
    }
    if isinstance(actor, Staff):
        badge = actor.badge or Badge("", "", "", "", "")
        part |= {
            "hsa_id": _directory_id(badge.hsa_id),
            "name": without_numbers(badge.name),
            "title": without_numbers(badge.title),
            "clinic": without_numbers(badge.clinic_name),
            "clinic_hsa_id": _directory_id(badge.clinic_hsa_id),
        }
    if isinstance(actor, Citizen):
        part["on_behalf_of"] = _text(actor.for_id)
    if isinstance(actor, System):
        part["job"] = actor.job
    return part


def _directory_id(text: str) -> str:
    return text if is_hsa_id(text) else without_numbers(text)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
