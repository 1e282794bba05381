"""``make run`` as a newcomer meets it: it starts, says where, keeps its secrets to itself, and ends without a trace."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from app.core.crypto import Keyring
from config import ROOT

OWNER_ONLY = 0o600


def free_ports() -> tuple[int, int]:
    """Two ports that nobody uses right now."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def command(module: str, folder: Path, ports: tuple[int, int]) -> subprocess.Popen[str]:
    """Start a program of the demo, with its data in the folder."""
    own = {"INSTANCE_DIR": str(folder), "PORT": str(ports[0]), "DEMO_IDP_PORT": str(ports[1]), "PYTHONUTF8": "1"}
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=kept | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(program: subprocess.Popen[str]) -> tuple[int, str]:
    """How the program ended, and what it wrote."""
    words, _nothing = program.communicate(timeout=120)
    return program.returncode, words


@contextmanager
def started(folder: Path, ports: tuple[int, int]) -> Iterator[str]:
    """The running demo; what it wrote until it was ready. Ended as by Ctrl-C."""
    program = command("demo.run", folder, ports)
    words = ""
    assert program.stdout is not None
    for line in program.stdout:
        words += line
        if "Ctrl-C" in line:
            break
    try:
        yield words
    finally:
        program.send_signal(signal.SIGINT)
        code, rest = said(program)
    assert (code, rest) == (0, "")


def test_it_starts_says_where_and_keeps_its_data_for_the_next_time(tmp_path: Path) -> None:
    folder, ports = tmp_path / "instance", free_ports()
    with started(folder, ports) as words:
        assert f"Vårdinkorgen: http://127.0.0.1:{ports[0]}" in words
        assert "Maja Mottagare" in words
        assert "191212121212" in words
        assert requests.get(f"http://127.0.0.1:{ports[0]}/readyz", timeout=5).json()["status"] == "ok"
        page = requests.get(f"http://127.0.0.1:{ports[0]}/login/staff", timeout=5).text
        assert "Demo-inloggning" in page
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {OWNER_ONLY}
        assert "Demon är igång" in said(command("demo.reset", folder, ports))[1]
        code, told = said(command("demo.run", folder, ports))
        assert (code, told.count("\n")) == (2, 1)
        assert told.startswith(f"Port {ports[0]} går inte att använda")
    with started(folder, ports) as words:
        assert "Lägger in demodata" not in words


def test_a_first_start_that_is_broken_off_leaves_nothing_half_done(tmp_path: Path) -> None:
    program = command("demo.run", tmp_path, free_ports())
    assert program.stdout is not None
    for line in program.stdout:
        if "Lägger in demodata" in line:
            break
    program.send_signal(signal.SIGINT)
    assert said(program) == (0, "")
    assert not (tmp_path / "vardinkorg.db").exists()


@pytest.mark.parametrize("what", ["a later release's", "no database"])
def test_a_database_that_cannot_be_brought_to_this_release_is_told_in_one_sentence(tmp_path: Path, what: str) -> None:
    Keyring.create(tmp_path / "keyring.json")
    path = tmp_path / "vardinkorg.db"
    path.write_bytes(b"This is a letter and no database. " * 40)
    if what == "a later release's":
        path.unlink()
        with closing(sqlite3.connect(path)) as file:
            file.execute("CREATE TABLE alembic_version (version_num TEXT)")
            file.execute("INSERT INTO alembic_version VALUES ('9998')")
            file.commit()
    code, words = said(command("demo.run", tmp_path, free_ports()))
    assert (code, words.count("\n")) == (2, 1), words
    assert words.startswith("Demons databas går inte att göra klar för den här versionen (")
    assert words.endswith("Gör nya demodata: make demo-reset\n")


@pytest.mark.parametrize("module", ["demo.run", "demo.reset"])
def test_where_it_may_not_write_it_says_so_in_one_sentence(tmp_path: Path, module: str) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    code, words = said(command(module, in_the_way / "instance", free_ports()))
    assert code == 2
    assert words.startswith(f"Demons data går inte att skriva i {in_the_way / 'instance'} (Not a directory).")
    assert words.count("\n") == 1
