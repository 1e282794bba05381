"""Whom a case is about, who began it, which document it has: one of each, and old rows stay as they were."""

import uuid
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.authz.actors import Staff
from app.backup.rows import tables
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseStep
from app.casework.services.opening import open_case
from app.core.db import atomic, db, session
from app.inbox.inboxes import ClinicTab
from app.inbox.queries.lists import Listed, case_rows
from app.inbox.queries.narrowing import Filter, Narrowing, StartedBy, narrowed
from app.portal.services.opening import open_own_case
from settings.database_address import for_sqlalchemy
from tests.engines.test_keys_of_names import emptied, upgraded
from tests.world import World

HANNA = "a member of staff"
BEFORE = "0015"
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def change(world: World, case_id: UUID, **columns: object) -> None:
    """Write these columns of the case, past the product; ``HANNA`` stands for her id."""
    values = {name: world.staff_id("Hanna") if value is HANNA else value for name, value in columns.items()}
    with atomic() as current:
        current.execute(sa.update(Case).where(Case.id == case_id).values(values))


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("one_beginner", {"started_by_staff_id": HANNA}),
        ("one_beginner", {"started_by_id": None}),
        ("about_one", {"about_staff_id": HANNA}),
        ("about_one", {"citizen_id": None}),
        ("one_document", {"template_version_id": uuid.uuid4()}),
        ("one_document", {"case_type_version_id": None, "case_type_id": None}),
        ("version_of_case_type", {"case_type_id": None}),
    ],
)
def test_the_database_refuses_two_and_none(app: Flask, world: World, rule: str, broken: Row) -> None:
    case_id = world.send("Tolvan")
    with app.app_context(), pytest.raises(IntegrityError, match=f"ck_cases_{rule}"):
        change(world, case_id, **broken)


def test_the_database_takes_no_other_kind_of_unit(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError, match="ck_clinics_kind"), atomic() as current:
        current.execute(sa.text("UPDATE clinics SET kind = 'ward'"))


def test_the_first_step_is_like_every_other_but_that_there_was_no_case_before_it(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, person="Hanna")
    clinic_id = world.case(case_id).clinic_id
    with app.app_context():
        asked = sa.select(CaseStep.step, CaseStep.state_before, CaseStep.clinic_before_id)
        steps = session().execute(asked.where(CaseStep.case_id == case_id).order_by(CaseStep.number)).all()
    assert [tuple(step) for step in steps] == [(Step.SEND, None, None), (Step.DISTRIBUTE, "received", clinic_id)]


def test_a_case_that_staff_began_is_read_by_its_citizen_and_shows_no_proxy(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna", "Tolvan")
    with app.app_context():
        change(world, case_id, started_by_id=None, started_by_staff_id=HANNA)
        page = open_case(world.staff("Hanna"), case_id, "sv")
        own = open_own_case(world.citizen("Tolvan"), case_id, "sv")
        listed = Listed(ClinicTab.ONGOING)
        rows = case_rows(session(), world.staff("Maja"), listed, "sv", None, 100).rows
        [row] = [one for one in rows if one.case_id == case_id]
    assert (page.citizen.started_by, page.reads, own.started_by, row.by_proxy) == ("", "sv", "", False)


def test_an_upgrade_leaves_every_row_as_it_was_and_who_began_it(app: Flask, world: World, database_url: str) -> None:
    own, childs = world.held_by("Hanna", "Tvåan"), world.send("Tvåan", child="Lill")
    maja = world.staff("Maja")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        stored = everything(database_url)
        emptied(database_url)
        upgraded(database_url, BEFORE)
        filled = fill(database_url, stored)
        upgraded(database_url, "head")
        after = everything(database_url)
        assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in filled.items()}
        for name, rows in filled.items():
            assert [only(row, rows[0]) for row in after[name]] == rows
        assert {row["kind"] for row in after["clinics"]} == {"clinic"}
        began = [sa.select(Case.id).where(begun_by(maja, who)) for who in StartedBy]
        assert [own in session().scalars(ids).all() for ids in began] == [True, False]
        assert [childs in session().scalars(ids).all() for ids in began] == [False, True]


def begun_by(reader: Staff, who: StartedBy) -> sa.ColumnElement[bool]:
    return narrowed(session(), reader, Narrowing(Filter(started_by=who)))


def everything(url: str) -> Rows:
    """Each table's rows, in the order of their keys."""
    engine = sa.create_engine(for_sqlalchemy(url))
    with engine.connect() as connection:
        asked = {table.name: sa.select(table).order_by(*table.primary_key) for table in tables()}
        found = {name: [dict(row) for row in connection.execute(rows).mappings()] for name, rows in asked.items()}
    engine.dispose()
    return found


def fill(url: str, rows: Rows) -> Rows:
    """Put the rows in tables from before, as the release before would have written them; answers with those."""
    engine = sa.create_engine(for_sqlalchemy(url))
    put: Rows = {}
    with engine.begin() as connection:
        for table in tables():
            there = [column["name"] for column in sa.inspect(connection).get_columns(table.name)]
            old = sa.table(table.name, *(sa.column(name, table.columns[name].type) for name in there))
            put[table.name] = [as_before(table.name, {name: row[name] for name in there}) for row in rows[table.name]]
            if put[table.name]:
                connection.execute(sa.insert(old), put[table.name])
    engine.dispose()
    return put


def as_before(table: str, row: Row) -> Row:
    """A step always said which state the case was in before it, the first one too."""
    first = table == "case_steps" and row["state_before"] is None
    return row | {"state_before": "received"} if first else row


def only(row: Row, like: Row) -> Row:
    return {name: row[name] for name in like}
