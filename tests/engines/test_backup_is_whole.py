"""A file that is called a backup is one: whatever breaks it off, nothing half done has its name."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.backups import OLD, backup_is_fresh, last_backup
from app.audit.models import AuditEvent
from app.backup.errors import BackupError
from app.backup.saving import back_up
from app.core import clock
from app.core.db import db, session
from config import Config
from tests.databases import ROOT
from tests.programs import close

pytestmark = pytest.mark.usefixtures("client_programs")
WRITE = """
import sys
from pathlib import Path
from app.backup.errors import BackupError
from app.backup.saving import back_up
try:
    back_up(sys.argv[1], Path(sys.argv[2]))
except BackupError as error:
    sys.exit(f"told: {error}")
"""


def small_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def backing_up(url: str, file: Path, prepare: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITE, url, str(file)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stderr=subprocess.PIPE, preexec_fn=prepare)  # noqa: PLW1509 - one thread


def test_a_full_disk_leaves_no_file_and_says_so(app: Flask, config: Config, tmp_path: Path) -> None:
    close(app)
    ended = backing_up(config.database_url, tmp_path / "copy", small_disk)
    _, said = ended.communicate()
    assert ended.returncode != 0
    assert "told:" in said
    assert list(tmp_path.iterdir()) == []


def test_the_next_try_goes_well_after_one_that_was_killed(app: Flask, config: Config, tmp_path: Path) -> None:
    close(app)
    file = tmp_path / "copy"
    running = backing_up(config.database_url, file)
    while running.poll() is None and not any(tmp_path.iterdir()):
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    if running.returncode == -signal.SIGKILL:
        assert not file.exists()
        back_up(config.database_url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_folder_that_is_not_there_is_told_in_a_sentence(config: Config, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="was not made"):
        back_up(config.database_url, tmp_path / "gone" / "copy")


def test_a_file_that_comes_there_meanwhile_is_not_written_over(
    app: Flask, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(app)
    file, link = tmp_path / "copy", os.link

    def late(source: Path, target: Path) -> None:
        file.write_text("en annan kopia")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(BackupError, match="there already"):
        back_up(config.database_url, file)
    assert file.read_text() == "en annan kopia"
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_the_database_knows_when_its_last_backup_was_made(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert (last_backup(), backup_is_fresh()) == (None, False)
    ended = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "copy")])
    assert ended.exit_code == 0, ended.output
    with app.app_context():
        made = last_backup()
        assert made is not None
        assert backup_is_fresh()
        with clock.at(made + OLD):
            assert not backup_is_fresh()
        db.session.remove()


def test_a_backup_by_other_means_is_noted(app: Flask) -> None:
    ended = app.test_cli_runner().invoke(args=["backup", "--elsewhere"])
    assert ended.exit_code == 0, ended.output
    assert "noted" in ended.output
    with app.app_context():
        assert backup_is_fresh()
        assert session().scalar(select(AuditEvent.id).where(AuditEvent.kind == "backup_made")) is not None
        db.session.remove()


@pytest.mark.parametrize("words", [["backup"], ["backup", "--elsewhere", "copy"]])
def test_a_backup_wants_a_file_or_elsewhere(app: Flask, words: list[str]) -> None:
    assert app.test_cli_runner().invoke(args=words).exit_code == 2
