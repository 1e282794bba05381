"""Backup, restore and copies where none of the product's secrets are: the machine that has backups need not have them."""

import os
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from config import Config
from tests.databases import ROOT
from tests.programs import close
from tests.world import World

pytestmark = pytest.mark.usefixtures("client_programs")


def flask(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator types it, with these variables and no other of the product's."""
    kept = {name: os.environ[name] for name in ("PATH", "PG_BIN", "HOME", "XDG_RUNTIME_DIR") if name in os.environ}
    command = [str(ROOT / ".venv/bin/flask"), *words]
    return subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["DATABASE_URL", "OWNER_DATABASE_URL"])
def test_backup_and_restore_need_an_address_only(
    app: Flask, world: World, config: Config, tmp_path: Path, name: str
) -> None:
    case_id = world.send("Tolvan")
    close(app)
    file = str(tmp_path / "copy")
    for words in (["backup", file], ["restore", "--replace", file]):
        ended = flask(words, **{name: config.database_url})
        assert (ended.returncode, ended.stderr) == (0, "")
    assert world.case(case_id).version == 1


@pytest.mark.parametrize("words", [["backup", "copy"], ["restore", "wsgi.py"], ["copy-to", "postgresql:///x"]])
def test_without_an_address_it_says_which_variable_is_missing(words: list[str]) -> None:
    ended = flask(words)
    assert ended.returncode != 0
    assert "DATABASE_URL is missing" in ended.stderr
    assert "SECRET_KEY" not in ended.stderr
    assert "Traceback" not in ended.stderr


AWAY = "postgresql://nobody@127.0.0.1:1/x"


@pytest.mark.parametrize(
    "words", [["backup", "FILE"], ["backup", "--elsewhere"], ["restore", "FILE"], ["copy-to", AWAY]]
)
def test_a_database_that_does_not_answer_is_told_and_ends_with_2(words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "copy"
    if words[0] == "restore":
        file.touch()
    ended = flask([str(file) if word == "FILE" else word for word in words], DATABASE_URL=AWAY)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    assert ended.stderr.startswith("Error: ")


def test_every_other_command_still_needs_the_whole_environment(config: Config) -> None:
    ended = flask(["jobs", "dead"], DATABASE_URL=config.database_url)
    assert ended.returncode != 0
    assert "SECRET_KEY" in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        *("--help", "", "backup --help", "restore --help", "copy-to --help", "keyring", "keyring check --help"),
        *("citizen", "citizen protect --help", "clinic create --help", "staff appoint --help", "jobs retry --help"),
        *(
            "case-type publish --help",
            "worker --help",
            "db upgrade --help",
            "routes --help",
            "--app wsgi backup --help",
        ),
    ],
)
def test_help_is_given_without_any_setting(words: str) -> None:
    ended = flask(words.split())
    assert "Usage: flask" in ended.stdout + ended.stderr
    assert "missing" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_help_says_what_each_role_may() -> None:
    told = flask(["staff", "appoint", "--help"]).stdout
    for role in ("ÄM (or AM) sees", "ÄH (or AH)", "ADM gives", "BEH gives", "GR reads"):
        assert role in " ".join(told.split())


def test_help_names_every_command_of_the_product(app: Flask) -> None:
    told = flask(["--help"]).stdout
    assert {name for name in app.cli.commands if f"  {name} " not in told} == set()


def test_what_is_no_question_for_help_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "keyring").touch()
    assert "DATABASE_URL is missing" in flask(["restore", str(tmp_path / "keyring")]).stderr
    assert "SECRET_KEY is missing" in flask(["jobs", "status"]).stderr
    assert "SECRET_KEY is missing" in flask(["--app", "wsgi", "jobs", "status"]).stderr
