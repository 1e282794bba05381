"""``atomic()``: the only commit. All or nothing, and nobody's change is lost when many write at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.core import clock
from app.core.db import atomic, db, session
from app.roles.models import Clinic, Group
from tests.architecture.source import ROOT
from tests.statements import before_each
from tests.world import World

WORKERS, EACH = 8, 50


def a_group(world: World, name: str) -> Group:
    return Group(clinic_id=world.clinic_id(), name=name, active=True, created_at=clock.now())


def group_named(name: str) -> Group | None:
    return session().scalar(select(Group).where(Group.name == name))


def test_what_is_done_inside_is_stored_when_it_ends(app: Flask, world: World) -> None:
    group = a_group(world, "Fysioterapeuter")
    with app.app_context():
        with atomic() as current:
            current.add(group)
        session().rollback()
        assert group_named("Fysioterapeuter")


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_whatever_breaks_it_nothing_is_stored(app: Flask, world: World, failure: type[BaseException]) -> None:
    group = a_group(world, "Fysioterapeuter")
    with app.app_context():
        with pytest.raises(failure), atomic() as current:
            current.add(group)
            current.flush()
            raise failure
        assert group_named("Fysioterapeuter") is None
        with atomic():
            pass


def test_it_does_not_begin_over_changes_that_somebody_left_lying(app: Flask, world: World) -> None:
    with app.app_context():
        group = group_named("Läkare")
        assert group is not None
        group.name = "Doktorer"
        with pytest.raises(RuntimeError, match="outside"), atomic():
            pass
        session().rollback()
        assert group_named("Doktorer") is None


def test_what_is_read_inside_is_current_even_after_an_earlier_reading(app: Flask, world: World) -> None:
    with app.app_context():
        session().scalars(select(Clinic.name)).all()

        def elsewhere() -> None:
            with app.app_context():
                with atomic() as current:
                    current.execute(update(Clinic).values(telephone="0480-1"))
                db.session.remove()

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        with atomic() as current:
            assert set(current.scalars(select(Clinic.telephone))) == {"0480-1"}


@pytest.fixture
def begun(app: Flask) -> Iterator[list[str]]:
    """How transactions have begun."""
    statements: list[str] = []

    def note(statement: str, _values: object) -> None:
        if statement.startswith("BEGIN"):
            statements.append(statement)

    with before_each(app, note):
        yield statements


def test_on_sqlite_a_write_takes_its_lock_at_once_and_a_read_takes_none(
    app: Flask, engine_name: str, begun: list[str]
) -> None:
    with app.app_context():
        session().scalars(select(Clinic.id)).all()
        with atomic() as current:
            current.scalars(select(Clinic.id)).all()
        session().scalars(select(Clinic.id)).all()
    assert begun == (["BEGIN", "BEGIN IMMEDIATE", "BEGIN"] if engine_name == "sqlite" else [])


def test_four_hundred_updates_at_once_are_all_kept(app: Flask, world: World) -> None:
    group_id = world.group_id("Läkare")

    def add_days(_worker: int) -> None:
        with app.app_context():
            for _ in range(EACH):
                with atomic() as current:
                    row = current.scalars(select(Group).where(Group.id == group_id).with_for_update()).one()
                    current.refresh(row)
                    row.created_at += timedelta(days=1)
            db.session.remove()

    with app.app_context():
        before = session().scalars(select(Group.created_at).where(Group.id == group_id)).one()
        db.session.remove()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(add_days, range(WORKERS)))
    with app.app_context():
        after = session().scalars(select(Group.created_at).where(Group.id == group_id)).one()
        assert (after - before).days == WORKERS * EACH
        assert session().scalar(select(func.count()).where(Group.id == group_id)) == 1


def test_nobody_commits_but_atomic() -> None:
    places = [path for path in (ROOT / "app").rglob("*.py") if ".commit(" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in places] == ["app/core/db.py"]
