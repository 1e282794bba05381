"""A clinic with very many cases, made in seconds: what a real case left behind, copied with other people, states and times.

The copies cannot be opened, as their texts were sealed for the case that they were copied from; lists never open any.
"""

import secrets
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.audit.events import Event, Subject, write_event
from app.audit.kinds import EventKind, Level
from app.authz.actors import Staff
from app.authz.facts import OPEN, State
from app.cases.models import Case, CaseStep, Message
from app.citizens.models import CitizenRow, CitizenWord
from app.core import clock, crypto
from app.core.db import atomic

Row = dict[str, Any]
Holder = tuple[UUID | None, UUID | None]
"""A person, a group, or nobody."""

ENDED = (*(State.ANSWERED,) * 5, State.CLOSED, State.CANCELLED)
STATES = (State.RECEIVED, State.WAITING, State.REPLIED, *ENDED)
OPEN_AMONG = 2000
"""Of the first so many some are open; of the others none, as at a clinic that has been at work for years."""

EACH_CITIZEN, READ_EACH, DAYS = 25, 25, 700
NUMBER = "191212121212"


def add_cases(seed: UUID, holders: Sequence[Holder], reader: Staff, number: int) -> None:
    """So many more cases like this one, which has a message, held by these in turn.

    The seed's citizen has one in every few, new people the others. The log tells of some that ``reader`` has read them.
    """
    with atomic() as session:
        one = _stored(session, Case, id=seed)
        citizens = [one["citizen_id"], *_people(session, one["citizen_id"], number // EACH_CITIZEN)]
        first = (session.scalar(select(func.max(Case.number))) or 0) + 1
        cases = [_case(one, place, first, citizens, holders) for place in range(number)]
        session.execute(insert(Case), cases)
        for rows, table in _belongings(session, seed, cases):
            session.execute(insert(table), rows)
        for case in cases[::READ_EACH]:
            subject = Subject(one["citizen_id"], case["id"])
            event = Event(EventKind.CASE_READ, Level.FULL, role="handler", relation="holder", subjects=[subject])
            write_event(session, reader, event, case["last_event_at"])
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))  # as its own housekeeping does; SQLite is run without


def _case(one: Row, place: int, first: int, citizens: Sequence[UUID], holders: Sequence[Holder]) -> Row:
    states = STATES if place < OPEN_AMONG else ENDED
    state, came = states[place % len(states)], _came(place)
    holder_id, group_id = holders[(place // len(STATES)) % len(holders)]
    citizen = citizens[place % len(citizens)]
    return one | {
        "id": uuid.uuid4(),
        "number": first + place,
        "citizen_id": citizen,
        "started_by_id": citizen,
        "state": state,
        "holder_id": holder_id,
        "group_id": group_id,
        "received_at": came,
        "last_event_at": came + timedelta(hours=5),
        "respond_by": came + timedelta(days=2) if state in OPEN else None,
        "answer_by": clock.today() + timedelta(days=place % 29 - 5) if state is State.WAITING else None,
        "ended_at": None if state in OPEN else came + timedelta(hours=5),
    }


def _came(place: int) -> datetime:
    """Some days ago, spread over the years and no two alike."""
    return clock.now() - timedelta(days=place * 7919 % DAYS, seconds=place)


def _people(session: Session, like: UUID, number: int) -> Iterator[UUID]:
    one = _stored(session, CitizenRow, id=like)
    rows = [one | _person(place) for place in range(number)]
    if rows:
        session.execute(insert(CitizenRow), rows)
        named = [
            {"word": word, "citizen_id": row["id"]} for row in rows for word in row["search_name"].split("/") if word
        ]
        session.execute(insert(CitizenWord), named)
    return (row["id"] for row in rows)


def _person(place: int) -> Row:
    citizen_id = uuid.uuid4()
    sealed = crypto.keyring().seal_row(NUMBER, crypto.Place("citizens", str(citizen_id), "personnummer"))
    return {
        "id": citizen_id,
        "personnummer_index": secrets.token_bytes(16),
        "personnummer_sealed": sealed,
        "given_name": f"Person{place}",
        "family_name": "Personsson",
        "search_name": f"person{place}/personsson/",
        "sort_name": f"personsson person{place}",
    }


def _belongings(session: Session, seed: UUID, cases: list[Row]) -> Iterator[tuple[list[Row], type[CaseStep | Message]]]:
    """A step and a message for each."""
    message = _stored(session, Message, case_id=seed)
    step = _stored(session, CaseStep, id=message["step_id"])
    steps = [step | {"id": uuid.uuid4(), "case_id": case["id"], "number": 1} for case in cases]
    yield steps, CaseStep
    alike = [
        message | {"id": uuid.uuid4(), "case_id": case["id"], "step_id": step["id"], "sent_at": case["last_event_at"]}
        for case, step in zip(cases, steps, strict=True)
    ]
    yield alike, Message


def _stored(session: Session, table: type[Case | CaseStep | Message | CitizenRow], **where: object) -> Row:
    """One row as its columns."""
    found = session.execute(select(*table.__table__.columns).filter_by(**where).limit(1)).one()
    return dict(found._mapping)
