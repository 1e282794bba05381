"""Whatever is started with a faulty environment says all that is wrong with it, without a traceback, and ends with 2."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from app.cli import GROUPS
from app.core.crypto import Keyring
from app.readiness.commands import keyring_group
from app.readiness.database import newest_migration
from tests.databases import ROOT
from tests.http.test_make_run import free_ports

SERVER = ["-m", "gunicorn", "--preload", "--check-config", "wsgi:app"]
WORKER = ["-m", "flask", "worker"]
MIGRATION = ["-m", "alembic", "upgrade", "head"]


def started(arguments: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    path = {"PATH": str(Path(sys.executable).parent), "HOME": "/nowhere"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=path | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [SERVER, WORKER], ids=["server", "worker"])
def test_the_server_and_the_worker_list_every_fault(arguments: list[str]) -> None:
    ended = started(arguments, PORT="many")
    assert ended.returncode == 2
    told = ended.stderr.splitlines()
    assert told[0] == "Vårdinkorgen does not start:"
    assert "  - PORT is 'many'; it is a whole number from 1 to 65535" in told
    assert "  - DATABASE_URL is missing" in told
    assert "  - KEYRING is missing" in told
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [SERVER, WORKER], ids=["server", "worker"])
@pytest.mark.parametrize(
    ("name", "said"),
    [("OWNER_DATABASE_URL", "postgresql://o:Gripsholm9@127.0.0.1/v"), ("OWNER_DATABASE_URL_FILE", "/etc/owner")],
)
def test_the_owners_address_is_listed_among_the_faults_of_what_serves(
    arguments: list[str], name: str, said: str
) -> None:
    ended = started(arguments, **{name: said})
    told = ended.stderr.splitlines()
    assert ended.returncode == 2
    assert f"  - {name} is set: who has it can rewrite the log; keep it to the owner's commands" in told
    assert "  - SECRET_KEY is missing" in told
    assert "Gripsholm9" not in ended.stderr


def test_a_command_may_have_the_owners_address() -> None:
    ended = started(["-m", "flask", "jobs", "status"], OWNER_DATABASE_URL="postgresql://o@127.0.0.1/v")
    assert "SECRET_KEY is missing" in ended.stderr
    assert "OWNER_DATABASE_URL" not in ended.stderr


def test_a_migration_without_an_address_says_which_it_wants() -> None:
    ended = started(MIGRATION)
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "The database is not migrated:",
        "  - DATABASE_URL is missing; OWNER_DATABASE_URL, with the role that owns the tables, does as well",
    ]


def test_a_migration_takes_the_owners_address_before_the_products(tmp_path: Path) -> None:
    address = tmp_path / "owner"
    address.write_text(f"sqlite:///{tmp_path}/owner.db\n", encoding="utf-8")
    address.chmod(0o600)
    product = f"sqlite:///{tmp_path}/product.db"
    ended = started(MIGRATION, OWNER_DATABASE_URL_FILE=str(address), DATABASE_URL=product)
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "owner.db").stat().st_size > 0
    assert not (tmp_path / "product.db").exists()


def test_a_migration_says_what_it_has_done(tmp_path: Path) -> None:
    newest = max(path.name[:4] for path in (ROOT / "migrations/versions").glob("*.py"))
    address = f"sqlite:///{tmp_path}/new.db"
    told = started(MIGRATION, DATABASE_URL=address).stdout.splitlines()
    assert [line[:5] for line in told[:2]] == ["0001:", "0002:"]
    assert told[-1] == f"The tables are of version {newest}."
    assert started(MIGRATION, DATABASE_URL=address).stdout.splitlines() == told[-1:]


def test_a_migration_whose_database_does_not_answer_says_so() -> None:
    ended = started(MIGRATION, DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("The database is not migrated:\n  - connection failed")
    assert "Traceback" not in ended.stderr


def test_a_migration_never_sends_the_owners_password_in_clear_to_another_machine() -> None:
    ended = started(MIGRATION, OWNER_DATABASE_URL="postgresql://owner:Gripsholm9@db/v")
    assert ended.returncode == 2
    assert "goes to db, another machine, without sslmode=verify-full" in ended.stderr
    assert "Gripsholm9" not in ended.stderr


def every_command() -> Iterator[str]:
    """What asks the database, but for backup and restore, which are there for one that is not as it should be."""
    yield "worker"
    for group in (*GROUPS, keyring_group):
        yield from (f"{group.name} {name}" for name in group.list_commands(click.Context(group)))


def in_a_demo(folder: Path, line: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    ended = started(["-m", "flask", *line.split()], APP_ENV="demo", INSTANCE_DIR=str(folder), **environment)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert ended.stdout == ""
    return ended


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The folder of a demo that has a keyring and tables of the first release."""
    Keyring.create(tmp_path / "keyring.json")
    with closing(sqlite3.connect(tmp_path / "vardinkorg.db")) as file:
        file.execute("CREATE TABLE alembic_version (version_num)")
        file.execute("INSERT INTO alembic_version VALUES ('0001')")
        file.commit()
    return tmp_path


@pytest.mark.parametrize("line", list(every_command()))
def test_every_command_refuses_tables_that_are_older_than_the_code(demo: Path, line: str) -> None:
    assert in_a_demo(demo, line).stderr.splitlines() == [
        "Vårdinkorgen does not start:",
        f"  - schema: the tables are those of migration 0001 and this code needs {newest_migration()}: run the migrations",
    ]


@pytest.mark.parametrize("content", [None, "not JSON"], ids=["missing", "broken"])
def test_a_command_without_a_key_file_that_can_be_used_says_so(demo: Path, content: str | None) -> None:
    keyring = demo / "keyring.json"
    keyring.unlink()
    if content is not None:
        keyring.touch(mode=0o600)
        keyring.write_text(content, encoding="ascii")
    told = in_a_demo(demo, "jobs status").stderr.splitlines()
    assert told[0] == "Vårdinkorgen does not start:"
    assert told[1].startswith(f"  - KEYRING: The key file {keyring} ")
    assert len(told) == 2


def test_a_command_makes_no_database_where_there_is_none(demo: Path) -> None:
    (demo / "vardinkorg.db").unlink()
    told = in_a_demo(demo, "jobs status").stderr.splitlines()
    assert told[1:] == [f"  - database: {demo / 'vardinkorg.db'} is not there"]
    assert not (demo / "vardinkorg.db").exists()


def test_a_command_whose_database_does_not_answer_says_so(demo: Path) -> None:
    told = in_a_demo(demo, "jobs status", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x").stderr.splitlines()
    assert told[1:] == ["  - database: it does not answer (OperationalError)"]


@pytest.mark.parametrize("module", ["demo.run", "demo.reset"])
def test_the_demo_ends_in_the_same_way(demo: Path, module: str) -> None:
    ended = started(["-m", module], INSTANCE_DIR=str(demo), PORT="many")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[0] == "Vårdinkorgen does not start:"
    assert "Traceback" not in ended.stderr


def test_a_demo_whose_key_file_is_broken_says_so(demo: Path) -> None:
    (demo / "keyring.json").write_text("not JSON", encoding="ascii")
    with closing(sqlite3.connect(demo / "vardinkorg.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = ?", (newest_migration(),))
        file.commit()
    own, providers = (str(port) for port in free_ports())
    ended = started(["-m", "demo.run"], INSTANCE_DIR=str(demo), PORT=own, DEMO_IDP_PORT=providers)
    assert ended.returncode == 2
    assert "KEYRING: The key file" in ended.stderr
    assert "Traceback" not in ended.stderr
