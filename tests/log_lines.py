"""The log as tests read it: each event whole, with names where it has ids, so that it can be compared field by field."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.audit.canonical import decode
from app.audit.models import AuditEvent, AuditSubject
from app.auth.models import LoginSession
from app.citizens.models import CitizenRow
from app.core import clock, crypto
from app.core.db import Base, session
from app.roles.models import Clinic, Group, StaffMember
from demo.personas import CITIZENS, CLINICS, STAFF

HERE = "Storgatans vårdcentral"
NETWORK = "127.0.0.0/24"
_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
_PROVIDER = re.compile(r"http://127\.0\.0\.1:[0-9]+/")
Details = dict[str, object]


class Line(NamedTuple):
    """One event. ``who``: the person, the role and the relation; ``about``: whose case; ``on``: a kind of thing and which.

    ``by``: the request's session and network, which is the person's own unless something else is given.
    """

    kind: str
    who: str
    on: str = ""
    about: tuple[str, ...] = ()
    details: Details = {}  # noqa: RUF012 - read only
    level: str = "metadata"
    outcome: str = "ok"
    at: str = HERE
    by: str = "own"


def in_case(kind: str, who: str, details: Details, number: int = 104001, whose: str = "Tolvan", **more: str) -> Line:
    """An event of one case, whose number it tells."""
    return Line(kind, who, "case cases", (f"{whose}: cases",), details | {"number": number}, **more)


def events_since(app: Flask, first: int, earlier: dict[str, str]) -> list[Line]:
    """The events with a higher number, oldest first; what the log keeps beside each payload must say the same.

    ``earlier``: the names of what may be gone by now.
    """
    names = earlier | names_now(app)
    with app.app_context():
        rows = session().scalars(select(AuditEvent).where(AuditEvent.id > first).order_by(AuditEvent.id)).all()
        return [_line(row, names) for row in rows]


def names_now(app: Flask) -> dict[str, str]:
    """What each id in the database is called: people, clinics and groups by name, all else by its table."""
    with app.app_context():
        session().rollback()
        return dict(_names())


def latest(app: Flask) -> int:
    """The number of the latest event."""
    with app.app_context():
        session().rollback()
        return session().scalar(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)) or 0


def _names() -> Iterator[tuple[str, str]]:
    for mapper in Base.registry.mappers:
        if "id" in mapper.columns and mapper.class_ not in {AuditEvent, AuditSubject}:
            for key in session().execute(select(mapper.columns["id"])).scalars():
                yield str(key), mapper.persist_selectable.description
    people = {row.id: row.given_name for row in session().scalars(select(StaffMember))}
    people |= {row.id: row.given_name for row in session().scalars(select(CitizenRow))}
    places = {row.id: row.name for row in session().scalars(select(Clinic))}
    places |= {row.id: row.name for row in session().scalars(select(Group))}
    yield from ((str(key), name) for key, name in (people | places).items())
    for citizen in CITIZENS:
        yield crypto.keyring().blind_index(citizen.personnummer).hex(), f"index of {citizen.given_name}"
    for one in session().scalars(select(LoginSession)):
        name = people.get(one.staff_id or one.citizen_id or UUID(int=0), "nobody")
        yield str(one.public_id), f"session of {name}"
        yield one.id_hash.hex()[:16], name


def _line(row: AuditEvent, names: dict[str, str]) -> Line:
    payload = decode(row.payload)
    _check_columns(row, payload)
    named = _ID.sub(lambda found: names.get(found[0], found[0]), json.dumps(payload, ensure_ascii=False))
    told = json.loads(_PROVIDER.sub("http://provider/", named))
    who, on = _who(told["actor"]), f"{told['resource']['type']} {told['resource']['id'] or ''}".strip()
    about = tuple(": ".join(filter(None, (one["citizen_id"], one["case_id"]))) for one in told["subjects"])
    how = (told["level"], told["outcome"], told["clinic_id"] or "")
    return Line(told["kind"], who, on, about, told["details"], *how, _by(told["client"], who, names))


def _who(actor: dict[str, str]) -> str:
    """The name, once all that is said of the person is as the demo has it."""
    said, kind = dict(actor), actor["type"]
    rights = ", ".join(filter(None, (said.pop("role"), said.pop("relation"))))
    del said["type"]
    name = said.pop("id") or kind
    if kind == "staff":
        person = next(one for one in STAFF if one.given_name == name)
        clinic = next(one for one in CLINICS if one.name == said["clinic"])
        badge = {"hsa_id": person.hsa_id, "name": person.name, "title": person.title}
        assert said == {**badge, "clinic": clinic.name, "clinic_hsa_id": clinic.hsa_id}
        said.clear()
    if kind == "citizen" and (child := said.pop("on_behalf_of")):
        name += f" for {child}"
    if kind == "system":
        name += f" {said.pop('job')}"
    assert not said
    return f"{name} as {rights}" if rights else name


def _by(client: dict[str, str], who: str, names: dict[str, str]) -> str:
    if not client["request_id"]:
        assert not client["session"]
        return client["network"]
    own = names.get(client["session"], "?") if client["session"] else "nobody"
    mine = own == who.split(maxsplit=1)[0] and client["network"] == NETWORK
    return "own" if mine else f"{own} from {client['network']}"


def _check_columns(row: AuditEvent, payload: dict[str, object]) -> None:
    """The columns that the log is searched by, and the index of citizens."""
    actor, client = payload["actor"], payload["client"]
    assert isinstance(actor, dict)
    assert isinstance(client, dict)
    said = [payload[name] for name in ("v", "event_id", "at", "kind", "level", "outcome", "clinic_id")]
    kept = [row.schema_v, str(row.event_id), row.at.isoformat(), row.kind, row.level, row.outcome, _text(row.clinic_id)]
    assert kept == said
    assert row.request_id == client["request_id"]
    if actor["type"] in {"staff", "citizen"}:
        assert _text(row.actor_id) == actor["id"]
    else:
        assert row.actor_id is None
    _check_subjects(row, payload["subjects"])


def _check_subjects(row: AuditEvent, subjects: object) -> None:
    """Each citizen once; in a list only the first time of a day."""
    assert isinstance(subjects, list)
    cases = {(one["citizen_id"], one["case_id"]) for one in subjects}
    found = session().scalars(select(AuditSubject).where(AuditSubject.event_row == row.id)).all()
    for one in found:
        assert (str(one.citizen_id), str(one.case_id) if one.case_id else None) in cases
        same = (one.at, one.event_id, one.kind, one.level, one.actor_id, one.clinic_id)
        assert same == (row.at, row.event_id, row.kind, row.level, row.actor_id, row.clinic_id)
        assert one.day == clock.local(row.at).date()
    citizens = {one["citizen_id"] for one in subjects}
    assert len(found) == len(citizens) or row.level == "list"


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
