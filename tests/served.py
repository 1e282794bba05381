"""The product on its production server, in processes of its own, for a test to stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO
from uuid import UUID

import requests

from config import Config
from tests.providers import free_port
from tests.shapes import PLAIN_COOKIE

ROOT = Path(__file__).parent.parent
START, END = 60, 60


@dataclass
class Served:
    """A node: its address, and the process to send signals to."""

    url: str
    program: subprocess.Popen[bytes]

    def get(self, path: str, timeout: float = 30) -> requests.Response:
        """What a balancer asks."""
        return requests.get(self.url + path, timeout=timeout)

    def ends(self) -> int:
        """How it ended, once it has."""
        return self.program.wait(END)


@contextmanager
def served(config: Config, secret: str, journal: str = "", **more: str) -> Iterator[Served]:
    """The node on this database, with what ``docs/operations.md`` starts it with. Killed if it has not ended.

    ``journal``: the file that its lines go to.
    """
    told = Path(journal).open("wb") if journal else None  # noqa: SIM115 - closed with the node
    node = started(config, secret, told, **more)
    program = node.program
    try:
        until_it_answers(node)
        yield node
    finally:
        if program.poll() is None:
            program.send_signal(signal.SIGQUIT)
            program.wait(END)
        if told is not None:
            told.close()


def started(config: Config, secret: str, told: IO[bytes] | None = None, **more: str) -> Served:
    """The node as soon as its process is there; it may end by itself. ``told``: where its lines go."""
    port = free_port()
    own = {
        "APP_ENV": "test",
        "PORT": str(port),
        "DATABASE_URL": config.database_url,
        "KEYRING": str(config.keyring_path),
        "INSTANCE_DIR": str(config.instance_dir),
        "SECRET_KEY": secret,
        **more,
    }
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "XDG_RUNTIME_DIR"}}
    program = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=kept | own, stderr=told)
    return Served(f"http://127.0.0.1:{port}", program)


def until_it_answers(node: Served) -> None:
    """Wait for the first answer."""
    for _ in range(START * 10):
        assert node.program.poll() is None, "it did not start"
        try:
            node.get("/livez", timeout=1)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it never answered")


class Person:
    """Somebody's browser at the node."""

    def __init__(self, node: Served, token: str) -> None:
        self.node = node
        self.session = requests.Session()
        self.session.headers["Cookie"] = f"{PLAIN_COOKIE}={token}"

    def open(self, case_id: UUID) -> dict[str, str]:
        """The fields of the case's first form that every form has."""
        page = self.session.get(f"{self.node.url}/cases/{case_id}", timeout=30).text
        return {name: value_in(page, name) for name in ("csrf_token", "seen_version", "operation_id")}

    def note(self, case_id: UUID, fields: dict[str, str], text: str) -> requests.Response:
        """Save a note."""
        form = {**fields, "note": text}
        return self.session.post(f"{self.node.url}/cases/{case_id}/note", form, timeout=60, allow_redirects=False)


def value_in(page: str, name: str) -> str:
    """What a hidden field sends."""
    return page.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


class Sent(Thread):
    """A form on its way; ``answer`` once it has come back."""

    def __init__(self, person: Person, case_id: UUID, fields: dict[str, str], text: str) -> None:
        super().__init__(daemon=True)
        self.person, self.case_id, self.fields, self.text = person, case_id, fields, text
        self.answer: requests.Response | None = None
        self.start()

    def run(self) -> None:
        self.answer = self.person.note(self.case_id, self.fields, self.text)
