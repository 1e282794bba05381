"""Whatever is started with a faulty environment says all that is wrong with it, without a traceback, and ends with 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

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


def test_a_migration_never_sends_the_owners_password_in_clear_to_another_machine() -> None:
    ended = started(MIGRATION, OWNER_DATABASE_URL="postgresql://owner:Gripsholm9@db/v")
    assert ended.returncode == 2
    assert "goes to db, another machine, without sslmode=verify-full" in ended.stderr
    assert "Gripsholm9" not in ended.stderr
