"""Keys of names in the database: one order on both engines, words found by an index, the longest stored, old rows filled."""

import os
import re
import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from app.auth.claims import LONGEST_LEVEL
from app.authz.actors import Role
from app.catalog.models import CaseType
from app.catalog.queries.case_types import version_for
from app.catalog.services.publishing import Offer, publish
from app.citizens.models import CitizenRow, CitizenWord
from app.citizens.queries import citizens_named, clinics_open_to_all
from app.citizens.services.proxies import LONGEST_SOURCE
from app.citizens.services.register import name_citizen, register_citizen
from app.core import clock
from app.core.db import Base, atomic, db, session
from app.core.errors import Invalid
from app.core.text import (
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_TOKEN,
    PersonNames,
    comparing_key,
    name_sort_key,
    sort_key,
    words,
)
from app.inbox.errors import LONGEST_VIEW_NAME
from app.roles.errors import MAX_GROUP_NAME
from app.roles.models import Clinic, Group, StaffMember
from app.roles.queries.people import groups_of_clinic, people_with
from app.roles.services.bootstrap import COMMAND_LINE, Appointment, NewClinic, appoint, create_clinic
from app.roles.services.groups import GroupChange, GroupName, create_group, rename_group
from app.transaction import transaction
from demo.database import forget
from settings.database_address import sqlite_file
from tests.databases import ROOT
from tests.world import World, operation

IN_ORDER = (
    "Edman",
    "Édin",
    "Ek",
    "Ek-Ström",
    "Eklund",
    "Übel",
    "Wall",
    "Zorn",
    "Åberg",
    "Ængström",
    "Öberg",
    "Özdemir",
)
RIGHT = ("Édin", "Edman", "Ek", "Ek-Ström", "Eklund", "Wall", "Übel", "Zorn", "Åberg", "Ængström", "Öberg", "Özdemir")


def registered(family: str, given: str, place: int) -> uuid.UUID:
    with transaction(COMMAND_LINE) as unit:
        return register_citizen(unit, f"1990010123{place:02}", given, family).id


def test_people_stand_in_swedish_order_on_both_engines(app: Flask, world: World) -> None:
    with app.app_context():
        made = [registered(family, "Nina", place) for place, family in enumerate(reversed(IN_ORDER))]
        found = session().scalars(
            sa.select(CitizenRow.family_name).where(CitizenRow.id.in_(made)).order_by(CitizenRow.sort_name)
        )
        assert tuple(found) == RIGHT


def test_staff_and_clinics_and_groups_stand_in_swedish_order(app: Flask, world: World) -> None:
    with app.app_context():
        with atomic() as current:
            for member, family in zip(current.scalars(sa.select(StaffMember)).all(), IN_ORDER, strict=False):
                member.family_name, member.sort_name = family, name_sort_key(PersonNames(member.given_name, family))
        people = [one.name for one in people_with(session(), world.clinic_id(), *world.staff("Alva").roles)]
        assert people == sorted(people, key=lambda name: sort_key(name.split(" ", 1)[1]))
        for place, name in enumerate(reversed(RIGHT)):
            create_clinic(NewClinic(f"SE2321000016-X{place}", name, "Region"))
            create_group(world.staff("Adam"), GroupName(name.upper(), "", operation()))
        names = [card.name for card in clinics_open_to_all(session(), "")]
        assert [name for name in names if name in RIGHT] == list(RIGHT)
        groups = [group.name for group in groups_of_clinic(session(), world.clinic_id())]
        assert [
            name for name in groups if name != "Sjuksköterskor" and name.casefold() in map(str.casefold, RIGHT)
        ] == [name.upper() for name in RIGHT]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Café", "Cafe\u0301"), ("GruppA", "Grupp\u200bA"), ("Dag  vård", "dag vård"), ("Ek\u2011laget", "EK-LAGET")],
)
def test_two_groups_never_look_the_same(app: Flask, world: World, first: str, second: str) -> None:
    with app.app_context():
        create_group(world.staff("Adam"), GroupName(first, "", operation()))
        other = create_group(world.staff("Adam"), GroupName("En annan", "", operation()))
        with pytest.raises(Invalid, match="name-taken"):
            create_group(world.staff("Adam"), GroupName(second, "", operation()))
        with pytest.raises(Invalid, match="name-taken"):
            rename_group(world.staff("Adam"), other, GroupChange(second, "", 1, operation()))
        names = session().scalars(sa.select(Group.name).where(Group.clinic_id == world.clinic_id())).all()
        assert [comparing_key(name) for name in names].count(comparing_key(first)) == 1


@pytest.mark.parametrize("typed", list(permutations(("essen", "anna", "von"))))
def test_words_are_found_in_any_order(app: Flask, typed: tuple[str, ...]) -> None:
    with app.app_context():
        wanted = registered("von  Essen", "Anna  Maria", 1)
        registered("Essen", "Anna", 2)
        found = citizens_named(" ".join(typed))
        assert found is not None
        assert session().scalars(found).all() == [wanted]


def test_a_new_name_is_found_and_the_old_one_is_not(app: Flask) -> None:
    with app.app_context():
        wanted = registered("Hagström", "Nina", 1)
        with transaction(COMMAND_LINE) as unit:
            assert name_citizen(unit, unit.session.get_one(CitizenRow, wanted), "Nina", "O\u2019Brien")
            register_citizen(unit, "199001012399", "Någon", "Annan")
        for typed, found in (("hagström", []), ("obrien", [wanted]), ("O'Br", [wanted]), ("Nina brien", [wanted])):
            query = citizens_named(typed)
            assert query is not None
            assert session().scalars(query).all() == found


def test_a_search_for_words_goes_by_their_key(app: Flask, engine_name: str) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if engine_name == "postgresql":
            connection.exec_driver_sql(
                "SET enable_seqscan = off"
            )  # a table of a few rows is rightly read from end to end
        query = citizens_named("nina nittio")
        assert query is not None
        statement = query.compile(db.engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN " if engine_name == "sqlite" else "EXPLAIN "
        steps = "\n".join(str(row[-1]) for row in connection.execute(sa.text(f"{explain}{statement}")).all())
        assert re.search(
            r"INDEX sqlite_autoindex_citizen_words_1 \(word>\?|Index Cond: \(\(\(?word\)?(::text)? >= ", steps
        ), steps


@pytest.mark.parametrize("letter", ["N", "ß", "\ufdfa", "Å", "\U0001f469", "'"])
def test_the_longest_names_can_be_stored_and_found(app: Flask, letter: str) -> None:
    with app.app_context():
        wanted = registered(f"B{letter * 5000}", f"A{letter * 5000}", 1)
        citizen = session().get_one(CitizenRow, wanted)
        assert (len(citizen.given_name), len(citizen.family_name)) == (100, 100)
        assert max(len(citizen.search_name), len(citizen.sort_name)) <= LONGEST_KEY
        found = citizens_named(f"a{letter * 20}")
        assert found is not None
        assert wanted in session().scalars(found).all()


def widths(table: str) -> dict[str, int]:
    found = Base.metadata.tables[table].columns
    return {column.name: column.type.length or 0 for column in found if isinstance(column.type, sa.String)}


def test_what_one_may_write_fits_its_column() -> None:
    """Bounds of operations against their columns: SQLite would take more, PostgreSQL throws."""
    assert widths("groups")["name"] >= MAX_GROUP_NAME
    assert widths("saved_views")["name"] >= LONGEST_VIEW_NAME
    assert widths("login_sessions")["sid"] >= LONGEST_TOKEN
    assert widths("login_sessions")["acr"] >= LONGEST_LEVEL
    assert widths("used_logout_tokens")["jti"] >= LONGEST_TOKEN
    assert widths("proxies")["source"] >= LONGEST_SOURCE
    assert widths("citizens")["family_name"] == widths("staff_members")["family_name"] == LONGEST_NAME
    assert min(widths("citizens")["sort_name"], widths("clinics")["search_name"]) >= LONGEST_KEY


@pytest.mark.parametrize(
    ("field", "told"),
    [("hsa_id", "hsa-id"), *((field, "too-long") for field in ("name", "region", "telephone", "address"))],
)
def test_the_command_line_is_told_what_does_not_fit(app: Flask, field: str, told: str) -> None:
    order: dict[str, Any] = {"hsa_id": "SE2321000016-X1", "name": "Norr", "region": "Region", field: "x" * 301}
    with app.app_context(), pytest.raises(Invalid, match=told):
        create_clinic(NewClinic(**order))


def test_the_command_line_is_told_of_a_key_that_does_not_fit(app: Flask, world: World) -> None:
    with app.app_context():
        document = version_for(case_type_id()).document
        for key in ("x" * 61, "\0\u200b"):
            with pytest.raises(Invalid):
                publish(COMMAND_LINE, world.clinic_id(), Offer(key), document)


def case_type_id() -> uuid.UUID:
    return session().scalars(sa.select(CaseType.id).limit(1)).one()


@pytest.mark.parametrize("field", ["title", "reason", "hsa_id"])
def test_an_appointment_is_told_what_does_not_fit(app: Flask, field: str) -> None:
    said: dict[str, Any] = {"title": "", "reason": "Ny", "hsa_id": "SE2321000016-X1", field: "x" * 301}
    clinic = NewClinic("SE2321000016-X2", "Norr", "Region")
    with app.app_context():
        create_clinic(clinic)
        order = Appointment(
            given_name="N" * 5000,
            family_name="ß" * 5000,
            clinic_hsa_id=clinic.hsa_id,
            roles=frozenset({Role.HANDLER}),
            valid_from=clock.today(),
            **said,
        )
        with pytest.raises(Invalid):
            appoint(order)
        fitting = replace(order, title="Läkare", reason="Ny", hsa_id="SE2321000016-X1")
        member = session().get_one(StaffMember, appoint(fitting))
        assert (len(member.given_name), len(member.family_name)) == (100, 100)
        assert member.sort_name == name_sort_key(PersonNames(member.given_name, member.family_name))


def emptied(url: str) -> None:
    """The test's own database without anything in it."""
    if url.startswith("sqlite"):
        forget(sqlite_file(url))
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def upgraded(url: str, to: str) -> None:
    command = [sys.executable, "-m", "alembic", "upgrade", to]
    environment = {**os.environ, "APP_ENV": "test", "DATABASE_URL": url}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def before() -> str:
    """The revision on which the keys were added."""
    scripts = ScriptDirectory(str(ROOT / "migrations")).walk_revisions()
    [down] = [script.down_revision for script in scripts if script.path.endswith("add_keys_of_names.py")]
    return str(down)


def old_rows(table: str, *rows: dict[str, Any]) -> sa.Insert:
    columns = [sa.column(name, sa.Uuid() if isinstance(value, uuid.UUID) else None) for name, value in rows[0].items()]
    return sa.insert(sa.table(table, *columns)).values(list(rows))


def old_citizen(given: str, family: str, place: int) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "personnummer_index": bytes([place] * 16),
        "personnummer_sealed": b"sealed",
        "given_name": given,
        "family_name": family,
        "search_name": f"{given} {family}".casefold()[:200],
        "sort_name": f"{family} {given}".casefold()[:200],
        "protected": False,
        "language": "sv",
        "scheme": "auto",
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }


NAMED = [
    ("Seán", "O\u2019Brien"),
    ("Åsa", "A\u030aberg"),
    ("Anna  Maria", "von  Essen"),
    ("\u200b", "ß" * 100),
    ("", ""),
]
CLINIC = {
    "id": uuid.uuid4(), "hsa_id": "SE2321000016-A1", "name": "Västra  Öns\u2011vård", "search_name": "x", "region": "R",
    "telephone": "", "address": "", "opening_hours": "", "active": True, "open_to_all": True, "requires_record": False,
    "settings_version": 1, "created_at": datetime(2026, 1, 1, tzinfo=UTC),
}  # fmt: skip


def test_rows_from_before_get_the_keys_that_new_ones_have(app: Flask, database_url: str) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        emptied(database_url)
        upgraded(database_url, before())
        with db.engine.begin() as connection:
            connection.execute(old_rows("clinics", CLINIC))
            for place, (given, family) in enumerate(NAMED):
                connection.execute(old_rows("citizens", old_citizen(given, family, place)))
        upgraded(database_url, "head")
        for citizen in session().scalars(sa.select(CitizenRow)).all():
            kept = session().scalars(sa.select(CitizenWord.word).where(CitizenWord.citizen_id == citizen.id)).all()
            assert set(kept) == set(words(citizen.name))
            assert citizen.sort_name == name_sort_key(PersonNames(citizen.given_name, citizen.family_name))
            assert citizen.search_name == "".join(f"{word}/" for word in words(citizen.name))[:LONGEST_KEY]
        clinic = session().scalars(sa.select(Clinic)).one()
        assert (clinic.search_name, clinic.sort_name) == (comparing_key(clinic.name), sort_key(clinic.name))
        assert session().scalar(sa.select(sa.func.count()).select_from(CitizenRow)) == len(NAMED)
