"""What the journal of real processes holds: enough to find out what happened, and nothing that anybody wrote."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import requests
from flask import Flask

from app.core.db import db
from config import Config
from settings.release import VERSION
from tests.conftest import SECRET
from tests.databases import ROOT
from tests.logins import open_login
from tests.notified_people import give_staff
from tests.programs import close
from tests.served import Person, served
from tests.world import World

PLANTED = "KANARIEFAGEL åäö"
NUMBER = "191212121212"
TEXT_LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (DEBUG|INFO|WARNING|ERROR|CRITICAL)"
    r" (web|worker|command)\[\d+\] [\w.]+: .+"
)


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def documents(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines(file)]


@contextmanager
def worker(config: Config, file: Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """``flask worker`` as an operator starts it."""
    own = {
        "APP_ENV": "test",
        "DATABASE_URL": config.database_url,
        "KEYRING": str(config.keyring_path),
        "INSTANCE_DIR": str(config.instance_dir),
        "SECRET_KEY": SECRET,
        **more,
    }
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "XDG_RUNTIME_DIR"}}
    with file.open("wb") as journal:
        process = subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=kept | own, stderr=journal)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def until(file: Path, word: str) -> None:
    for _ in range(600):
        if file.exists() and word in file.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"{word} was never said: {lines(file)}")


def test_a_web_server_tells_of_each_request_in_lines_of_one_form(
    app: Flask, config: Config, world: World, hannas: UUID, tmp_path: Path
) -> None:
    file = tmp_path / "journal"
    token = open_login(app, world.staff("Hanna"))
    with served(config, SECRET, str(file), WEB_PROCESSES="2") as node:
        hanna = Person(node, token)
        answer = hanna.note(hannas, hanna.open(hannas), PLANTED)
        assert answer.status_code == 303
        missing = node.get(f"/{PLANTED}?personnummer={NUMBER}")
        assert missing.status_code == 404
        node.program.send_signal(signal.SIGTERM)
        assert node.ends() == 0
    told = lines(file)
    assert [line for line in told if not TEXT_LINE.fullmatch(line)] == []
    start = next(line for line in told if "fit to serve" in line)
    assert f"version={VERSION} " in start
    assert " schema=00" in start
    assert " keyring=" in start
    assert start.endswith(" processes=2")
    note = next(line for line in told if f"request={answer.headers['X-Request-Id']}" in line)
    assert re.search(
        r" INFO web\[\d+\] app\.requests: request method=POST route=casework\.\w+ status=303 actor=staff ms=\d+ ", note
    )
    unknown = next(line for line in told if f"request={missing.headers['X-Request-Id']}" in line)
    assert "method=GET route=none status=404 actor=visitor" in unknown
    assert any(" gunicorn.error: " in line for line in told)
    said = "\n".join(told)
    assert "KANARIE" not in said
    assert NUMBER not in said
    assert str(hannas) not in said


def test_no_level_tells_what_anybody_wrote_or_what_came_over_the_line(
    app: Flask, config: Config, world: World, hannas: UUID, tmp_path: Path
) -> None:
    file = tmp_path / "journal"
    token = open_login(app, world.staff("Hanna"))
    loud = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json", "WEB_PROCESSES": "1"}
    with served(config, SECRET, str(file), **loud) as node:
        hanna = Person(node, token)
        hanna.note(hannas, hanna.open(hannas), PLANTED)
        hanna.session.post(f"{node.url}/cases/{hannas}/note", {"note": PLANTED}, timeout=30)  # without its token
        requests.request("KANARIE", f"{node.url}/{NUMBER}", timeout=30, headers={"Cookie": f"a={NUMBER}"})
        port = int(node.url.rsplit(":", 1)[1])
        for broken in (
            f"KANARIE {NUMBER}\r\n\r\n",
            f"GET / HTTP/1.1\r\nKANARIE {NUMBER}\r\n\r\n",
            f"GET /{NUMBER} HTT",
        ):
            send_raw(port, broken)
        node.program.send_signal(signal.SIGTERM)
        assert node.ends() == 0
    told = documents(file)
    assert {"time", "level", "process", "pid", "logger", "message"} <= set.intersection(*(set(line) for line in told))
    assert any(line.get("route") == "casework.note" or line.get("status") == 303 for line in told)
    said = file.read_text(encoding="utf-8")
    assert "refused" in said
    for word in ("KANARIE", NUMBER, "[parameters", "SELECT ", token):
        assert word not in said, word


def send_raw(port: int, text: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(text.encode())
        line.shutdown(socket.SHUT_WR)
        line.recv(100)


@pytest.mark.parametrize("hops", ["0", "1"])
def test_the_number_of_a_request_is_the_proxys_where_there_is_one(
    app: Flask, config: Config, tmp_path: Path, hops: str
) -> None:
    given, trace = "0123456789abcdef0123456789abcdef", "4bf92f3577b34da6a3ce929d0e0e4736"
    with served(config, SECRET, TRUSTED_PROXIES=hops, WEB_PROCESSES="1") as node:

        def number(**headers: str) -> str:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return requests.get(node.url, headers=named, timeout=30).headers["X-Request-Id"]

        believed = [number(X_Request_Id=given), number(traceparent=f"00-{trace}-00f067aa0ba902b7-01")]
        assert (believed == [given, trace]) is (hops == "1")
        for hostile in ("x", f"{given},{given}", NUMBER, "0" * 33):
            assert re.fullmatch(r"[0-9a-f]{16}", number(X_Request_Id=hostile))
            assert number(X_Request_Id=hostile) != hostile


def test_a_worker_tells_of_its_jobs_with_level_and_time(
    app: Flask, config: Config, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "journal"
    case_id = world.send("Nina", text=PLANTED)
    with app.app_context():
        give_staff(world, "Hanna")
    world.distribute(case_id, person="Hanna")
    close(app)
    with worker(config, file, SMTP_URL="smtp://127.0.0.1:9", LOG_LEVEL="DEBUG"):
        until(file, "job done")
    told = lines(file)
    assert [line for line in told if not TEXT_LINE.fullmatch(line)] == []
    assert " INFO worker[" in next(line for line in told if "fit to serve" in line)
    done = next(line for line in told if "job done" in line)
    assert re.search(r" INFO worker\[\d+\] app\.jobs\.worker: job done: [\w.]+ ms=\d+ attempt=1 job=\d+", done)
    said = "\n".join(told)
    assert "KANARIE" not in said
    assert "@" not in said


def test_a_job_that_breaks_is_told_with_its_kind_of_error_and_never_its_words(
    app: Flask, config: Config, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "journal"
    with app.app_context():
        db.session.execute(
            db.text(
                "INSERT INTO jobs (kind, payload, dedupe, run_at, attempts, unreturned, last_error)"
                " VALUES ('notify', '{\"event\": \"none\"}', 'broken', '2026-01-01 00:00:00', 0, 0, '')"
            )
        )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with worker(config, file, LOG_FORMAT="json"):
        until(file, "job failed")
    failed = next(line for line in documents(file) if line["message"] == "job failed: notify")
    assert failed["level"] == "WARNING"
    assert failed["reason"] == "ValueError"
    broke = next(line for line in documents(file) if str(line["message"]).startswith("job broke"))
    assert "app/notices" in str(broke["error"])
