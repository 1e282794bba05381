"""A restore never runs under the product, and never gives a case a number that somebody may have been told."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app.backup.errors import BackupError
from app.backup.numbers import next_free, next_number
from app.backup.restoring import restore
from app.backup.saving import back_up
from app.cases.models import FIRST_NUMBER
from app.core import clock
from app.core.case_number import shown
from app.core.db import db, session
from app.core.in_use import in_use
from app.database_commands import make_application
from config import Config
from settings.database_address import sqlite_file
from tests.engines.test_readiness import a_login
from tests.programs import close
from tests.world import World

pytestmark = pytest.mark.usefixtures("client_programs")
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "newest", "first"),
    [
        (0, None, 1_001),
        (78, NOON, 1_079),
        (78, NOON - timedelta(seconds=0.2), 1_080),
        (78, NOON - timedelta(hours=20), 145_079),
        (78, NOON - timedelta(days=3), 519_479),
        (999_999, NOON + timedelta(days=9), 1_001_000),
    ],
)
def test_the_first_number_is_beyond_all_that_can_have_been_told(last: int, newest: datetime | None, first: int) -> None:
    assert next_free(last, newest, NOON) == first
    assert first - 1 - last >= 1_000


@pytest.mark.parametrize("seconds", [1, 59, 600, 86_400])
def test_two_restores_of_one_backup_are_further_apart_than_the_first_of_them_can_have_given(seconds: int) -> None:
    backup = NOON - timedelta(hours=9, seconds=13.7)
    first = next_free(78, backup, NOON)
    assert next_free(78, backup, NOON + timedelta(seconds=seconds)) >= first + 2 * seconds


def number_of(app: Flask, world: World, case_id: object) -> int:
    del world
    with app.app_context():
        number: int = session().execute(text("SELECT number FROM cases ORDER BY number DESC")).scalars().first() or 0
        db.session.remove()
        return number - FIRST_NUMBER


def test_a_number_that_was_told_after_the_backup_is_not_given_again(
    app: Flask, world: World, config: Config, tmp_path: Path
) -> None:
    world.send("Tolvan")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    told = number_of(app, world, world.send("Nina"))
    close(app)
    restore(config.database_url, tmp_path / "copy", replace=True)
    promised = next_number(config.database_url)
    assert promised > told + 500
    assert number_of(app, world, world.send("Nina")) == promised


@pytest.fixture
def made_anew(config: Config, engine_name: str, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of a database with nothing in it."""
    names = (f"fresh{number}.db" for number in count())

    def make() -> str:
        if engine_name == "sqlite":
            return f"sqlite:///{tmp_path / next(names)}"
        with psycopg.connect(config.database_url) as owner:
            owner.execute("DROP SCHEMA public CASCADE")
            owner.execute("CREATE SCHEMA public")
        return config.database_url

    return make


def test_a_restore_into_an_empty_database_goes_on_just_as_far(
    app: Flask, world: World, config: Config, tmp_path: Path, made_anew: Callable[[], str]
) -> None:
    world.send("Tolvan")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    url = made_anew()
    restore(url, tmp_path / "copy")
    assert next_number(url) > 1_000


def test_one_backup_restored_twice_on_one_day_into_databases_made_anew_gives_no_number_twice(
    app: Flask, world: World, config: Config, tmp_path: Path, made_anew: Callable[[], str]
) -> None:
    world.send("Tolvan")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    moment = clock.now()
    begins: list[int] = []
    for minutes in (0, 5):
        url = made_anew()
        with clock.at(moment + timedelta(minutes=minutes)):
            restore(url, tmp_path / "copy")
        begins.append(next_number(url))
    assert begins[1] >= begins[0] + 600, "the first of them may have been served for five minutes"


def test_the_command_says_which_number_comes_next(app: Flask, world: World, config: Config, tmp_path: Path) -> None:
    world.send("Tolvan")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    ended = app.test_cli_runner().invoke(args=["restore", "--replace", str(tmp_path / "copy")])
    assert ended.exit_code == 0, ended.output
    assert f"The next case gets number {shown(FIRST_NUMBER + next_number(config.database_url))}" in ended.output
    assert "but for an\nexercise, workers" in ended.output


def running(config: Config, engine_name: str) -> AbstractContextManager[object]:
    """What running is: on SQLite a lock beside the file, on PostgreSQL a connection of a web server."""
    if engine_name == "sqlite":
        return in_use(sqlite_file(config.database_url).parent)
    named = f"{config.database_url}{'&' if '?' in config.database_url else '?'}application_name=vardinkorgen-web"
    return psycopg.connect(named, autocommit=True)


def test_a_running_product_is_not_restored_under(
    app: Flask, world: World, config: Config, tmp_path: Path, engine_name: str
) -> None:
    case_id = world.send("Tolvan", text="Kvar")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    with running(config, engine_name), pytest.raises(BackupError, match="--force"):
        restore(config.database_url, tmp_path / "copy", replace=True)
    assert world.case(case_id).version == 1


def test_force_restores_all_the_same(
    app: Flask, world: World, config: Config, tmp_path: Path, engine_name: str
) -> None:
    world.send("Tolvan")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    if engine_name == "sqlite":
        with running(config, engine_name):
            restore(config.database_url, tmp_path / "copy", replace=True, force=True)
        return
    with running(config, engine_name):  # such as a pooler keeps for a while
        with pytest.raises(BackupError, match="vardinkorgen-web"):
            restore(config.database_url, tmp_path / "copy", replace=True)
        restore(config.database_url, tmp_path / "copy", replace=True, force=True)


def test_what_the_database_refuses_is_a_sentence_and_no_traceback(
    app: Flask, config: Config, tmp_path: Path, engine_name: str
) -> None:
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    with refusing(config.database_url, engine_name) as (address, words):
        other = make_application({**os.environ, "OWNER_DATABASE_URL": address})
        ended = other.test_cli_runner().invoke(args=["restore", *words, str(tmp_path / "copy")])
    assert isinstance(ended.exception, SystemExit), ended.exception
    assert ended.exit_code == 2
    assert ended.output.startswith("Error: It could not be done. ")


@contextmanager
def refusing(url: str, engine_name: str) -> Iterator[tuple[str, list[str]]]:
    """On SQLite the file is something else; on PostgreSQL the role may not."""
    if engine_name == "sqlite":
        path = sqlite_file(url)
        whole = path.read_bytes()
        path.write_bytes(b"something else " * 100)
        yield url, []
        path.write_bytes(whole)
        return
    with a_login(url) as (_, _, address):
        yield address, ["--replace"]
