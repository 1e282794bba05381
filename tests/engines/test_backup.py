"""Backup and restore: everything comes back, nothing can be read without the keyring, and a wrong file changes nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from app import create_app
from app.backup.errors import BackupError
from app.backup.restoring import restore
from app.backup.saving import back_up
from app.cases.models import Case
from app.core import crypto
from app.core.crypto import Keyring, Unreadable
from app.core.db import db, session
from app.portal.services.opening import open_own_case
from config import Config
from tests.conftest import Engine, configured
from tests.databases import ROOT, migrate
from tests.programs import close
from tests.world import World

pytestmark = pytest.mark.usefixtures("client_programs", "keys")


@pytest.fixture
def keys(engine: Engine) -> Iterator[Keyring]:
    """The installation's keyring, put back in use afterwards."""
    ring = Keyring.load(engine.keyring)
    yield ring
    crypto.use(ring)


def thread_of(app: Flask, world: World, case_id: object) -> str:
    with app.app_context():
        page = repr(open_own_case(world.citizen("Tolvan"), case_id, "sv"))  # type: ignore[arg-type]  # a case's id
        db.session.remove()
        return page


def test_what_was_backed_up_is_there_again_after_a_restore(
    app: Flask, world: World, config: Config, tmp_path: Path
) -> None:
    kept, file = world.send("Tolvan", text="Före kopian"), tmp_path / "copy"
    close(app)
    back_up(config.database_url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    lost = world.send("Tolvan", text="Efter kopian")
    close(app)
    restore(config.database_url, file, replace=True)
    assert "Före kopian" in thread_of(app, world, kept)
    with pytest.raises(Exception, match="not-found"):
        thread_of(app, world, lost)
    world.send("Nina")


def test_a_restored_log_is_still_guarded(app: Flask, world: World, config: Config, tmp_path: Path) -> None:
    world.send("Tolvan")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    restore(config.database_url, tmp_path / "copy", replace=True)
    with (
        app.app_context(),
        db.engine.connect() as connection,
        pytest.raises(Exception, match=r"append-only|not authorized"),
    ):
        connection.exec_driver_sql("DELETE FROM audit_events")
    close(app)


def test_a_copy_says_nothing_of_what_people_wrote(app: Flask, world: World, config: Config, tmp_path: Path) -> None:
    world.send("Tolvan", text="KANARIEFÅGEL-1")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    assert "KANARIEFÅGEL-1".encode() not in (tmp_path / "copy").read_bytes()


def test_a_copy_read_with_another_keyring_is_closed(
    app: Flask, world: World, config: Config, tmp_path: Path, engine: Engine
) -> None:
    case_id = world.send("Tolvan", text="Hemligt")
    other = tmp_path / "other.json"
    Keyring.create(other)
    thief = create_app(configured(config.database_url, other))
    with thief.app_context():
        with pytest.raises(Unreadable):
            open_own_case(World(app).citizen("Tolvan"), case_id, "sv")
        db.session.remove()
        db.engine.dispose()


def test_a_full_database_is_not_written_over_by_mistake(
    app: Flask, world: World, config: Config, tmp_path: Path
) -> None:
    case_id = world.send("Tolvan", text="Kvar")
    close(app)
    back_up(config.database_url, tmp_path / "copy")
    with pytest.raises(BackupError):
        restore(config.database_url, tmp_path / "copy")
    assert "Kvar" in thread_of(app, world, case_id)


@pytest.mark.parametrize("content", [b"", b"this is no backup", b"SQLite format 3\0" + b"x" * 4000])
def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(
    app: Flask, world: World, config: Config, tmp_path: Path, content: bytes
) -> None:
    case_id, file = world.send("Tolvan", text="Kvar"), tmp_path / "wrong"
    file.write_bytes(content)
    close(app)
    with pytest.raises(BackupError):
        restore(config.database_url, file, replace=True)
    assert "Kvar" in thread_of(app, world, case_id)


def test_a_backup_never_overwrites_a_file(config: Config, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("något annat")
    with pytest.raises(BackupError):
        back_up(config.database_url, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "något annat"


def test_a_database_that_is_not_there_leaves_no_file_behind(config: Config, tmp_path: Path) -> None:
    gone = replace(
        config,
        database_url=f"{config.database_url}-gone" if "sqlite" in config.database_url else "postgresql://127.0.0.1:1/x",
    )
    with pytest.raises(BackupError):
        back_up(gone.database_url, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_backup_that_breaks_off_half_way_changes_nothing(
    app: Flask, world: World, config: Config, tmp_path: Path
) -> None:
    case_id, file = world.send("Tolvan", text="Kvar"), tmp_path / "half"
    close(app)
    back_up(config.database_url, file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BackupError):
        restore(config.database_url, file, replace=True)
    assert "Kvar" in thread_of(app, world, case_id)


RESTORE = """
import sys
from pathlib import Path
from app.backup.restoring import restore
restore(sys.argv[1], Path(sys.argv[2]), replace=True)
"""
KILLED = {
    "before anything is read": "kill -9 $PPID",
    "with all read and nothing tidied": '"{real}" "$@"; kill -9 $PPID',
}


def kill_a_restore(url: str, file: Path, folder: Path, moment: str) -> None:
    """Begin a restore in a process of its own that is killed then; on SQLite, leave the half file that it would leave."""
    if url.startswith("sqlite"):
        if moment == "with all read and nothing tidied":
            restore(url, file, replace=True)
        Path(f"{url.removeprefix('sqlite:///')}.restoring").write_bytes(file.read_bytes()[:5000])
        return
    real = Path(os.environ["PG_BIN"]) / "pg_restore"
    killer = folder / "pg_restore"
    end = KILLED[moment].format(real=real)
    killer.write_text(f'#!/bin/sh\n[ "$1" = --list ] && exec "{real}" "$@"\n{end}\n')
    killer.chmod(0o700)
    environment = {**os.environ, "PG_BIN": str(folder)}
    ended = subprocess.run([sys.executable, "-c", RESTORE, url, str(file)], cwd=ROOT, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("moment", "found"), list(zip(KILLED, ("Efter kopian", "Före kopian"), strict=True)))
def test_a_restore_that_is_killed_is_finished_or_undone_at_the_next_start(
    app: Flask, world: World, config: Config, tmp_path: Path, moment: str, found: str
) -> None:
    case_id, after = with_a_copy(app, world, config.database_url, tmp_path / "copy")
    kill_a_restore(config.database_url, tmp_path / "copy", tmp_path, moment)
    migrate(config.database_url)
    assert "Före kopian" in thread_of(app, world, case_id)
    with app.app_context():
        assert (session().get(Case, after) is not None) == (found == "Efter kopian")
        db.session.remove()
    world.send("Nina")


@pytest.mark.parametrize("moment", KILLED)
def test_a_restore_that_is_killed_is_done_by_the_next_restore(
    app: Flask, world: World, config: Config, tmp_path: Path, moment: str
) -> None:
    case_id, after = with_a_copy(app, world, config.database_url, tmp_path / "copy")
    kill_a_restore(config.database_url, tmp_path / "copy", tmp_path, moment)
    with pytest.raises(BackupError, match="not empty"):
        restore(config.database_url, tmp_path / "copy")
    restore(config.database_url, tmp_path / "copy", replace=True)
    assert "Före kopian" in thread_of(app, world, case_id)
    with app.app_context():
        assert session().get(Case, after) is None
        db.session.remove()


def with_a_copy(app: Flask, world: World, url: str, file: Path) -> tuple[UUID, UUID]:
    """A case from before the copy was made, and one from after it."""
    before = world.send("Tolvan", text="Före kopian")
    close(app)
    back_up(url, file)
    after = world.send("Tolvan", text="Efter kopian")
    close(app)
    return before, after


WATCHED = """#!/bin/sh
tr '\\0' '\\n' </proc/$$/cmdline >>"{seen}"
exec "{real}" "$@"
"""


def test_no_command_line_shows_the_databases_address(
    app: Flask, config: Config, tmp_path: Path, engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody on the machine can read it, and with the owner's password anybody can change the log."""
    if engine_name == "sqlite":
        return  # starts no programs
    close(app)
    seen = tmp_path / "seen"
    for program in ("pg_dump", "pg_restore"):
        watched = tmp_path / program
        watched.write_text(WATCHED.format(seen=seen, real=Path(os.environ["PG_BIN"]) / program))
        watched.chmod(0o700)
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    url = with_password(config.database_url, "agarens-losen")
    back_up(url, tmp_path / "copy")
    restore(url, tmp_path / "copy", replace=True)
    told = seen.read_text()
    assert "pg_dump" in told
    assert "pg_restore" in told
    assert "agarens-losen" not in told
    assert "postgresql" not in told.replace(str(tmp_path), "")


def with_password(url: str, password: str) -> str:
    """The address with a password that a server without passwords does not ask for."""
    scheme, rest = url.split("://", 1)
    return f"{scheme}://postgres:{password}@{rest.split('@', 1)[1]}"


def test_the_whole_reason_is_told_when_a_dump_is_refused(
    app: Flask, config: Config, tmp_path: Path, engine_name: str
) -> None:
    if engine_name == "sqlite":
        return
    close(app)
    login = f"weak_{uuid4().hex[:8]}"
    with psycopg.connect(config.database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {login} LOGIN".encode())
    scheme, rest = config.database_url.split("://", 1)
    try:
        with pytest.raises(BackupError, match="permission denied"):
            back_up(f"{scheme}://{login}@{rest.split('@', 1)[1]}", tmp_path / "copy")
    finally:
        with psycopg.connect(config.database_url, autocommit=True) as owner:
            owner.execute(f"DROP ROLE {login}".encode())
