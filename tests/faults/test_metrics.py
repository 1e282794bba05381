"""``/metrics`` of a node of several processes: one address, the counts of them all, and nobody's name."""

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import requests
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine

from app.core import clock, measures
from app.core.db import atomic, db, session
from app.jobs.queue import enqueue
from app.watch.collector import FromTheDatabase
from config import Config
from settings.release import VERSION
from tests.conftest import SECRET
from tests.logins import open_login
from tests.programs import close
from tests.providers import free_port
from tests.served import Person, Served, served, started
from tests.world import World

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]
LABELS = {
    "route",
    "method",
    "status",
    "le",
    "side",
    "outcome",
    "kind",
    "state",
    "version",
    "commit",
    "schema",
}


def let_go(app: Flask) -> None:
    close(app)


def scraped(port: int) -> Samples:
    text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[f"vardinkorgen_{name}", frozenset(labels.items())]


def pids(node: Served) -> list[int]:
    children = Path(f"/proc/{node.program.pid}/task/{node.program.pid}/children").read_text(encoding="ascii")
    return [int(word) for word in children.split()]


def until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it never came true")


def test_one_address_tells_the_counts_of_every_process_and_the_database(
    app: Flask, config: Config, world: World, tmp_path: Path
) -> None:
    case_id = world.held_by("Hanna")
    with app.app_context():
        with atomic() as current:
            enqueue(current, "send_notice", {"id": "1"}, "late", clock.now())
        session().rollback()
    hanna_is = open_login(app, world.staff("Hanna"))
    let_go(app)
    port = free_port()
    with served(config, SECRET, METRICS_ADDRESS=f"127.0.0.1:{port}", TMPDIR=str(tmp_path), WEB_PROCESSES="2") as node:
        hanna = Person(node, hanna_is)
        for _ in range(20):
            node.get("/finns-inte/191212121212")
        hanna.note(case_id, hanna.open(case_id), "KANARIEFAGEL")
        found = scraped(port)
        assert value(found, "requests_total", route="none", method="GET", status="404") == 20
        assert value(found, "requests_total", route="casework.note", method="POST", status="303") == 1
        assert value(found, "request_seconds_count", route="casework.note", method="POST") == 1
        assert value(found, "jobs", kind="send_notice", state="waiting") >= 1
        assert value(found, "jobs_oldest_seconds", kind="send_notice") > 0
        assert value(found, "jobs", kind="notify", state="dead") == 0
        assert value(found, "sessions", kind="staff") >= 1
        assert value(found, "database_answers") == 1
        assert value(found, "requests_in_flight") == 0
        assert any(name == "vardinkorgen_build_info" and ("version", VERSION) in of for name, of in found)
        assert value(found, "mails", outcome="sent") == 0
        said = str(found)
        for word in ("KANARIE", "191212121212", str(case_id)):
            assert word not in said
        assert {label for _, of in found for label, _ in of} <= LABELS

        for pid in pids(node):  # the one that answers may be any of them: it ends, and another takes its turn
            os.kill(pid, signal.SIGKILL)
        until(lambda: answers_with(port, 20))
        node.program.send_signal(signal.SIGTERM)
        assert node.ends() == 0
    assert list(tmp_path.iterdir()) == [], "the folder of the counts goes with the node"


def answers_with(port: int, number: int) -> bool:
    try:
        found = scraped(port)
    except requests.RequestException:
        return False
    return value(found, "requests_total", route="none", method="GET", status="404") == number


def test_without_an_address_nothing_is_told(app: Flask, config: Config, tmp_path: Path) -> None:
    with served(config, SECRET, TMPDIR=str(tmp_path), WEB_PROCESSES="1") as node:
        assert node.get("/metrics").status_code == 404
        assert list(tmp_path.glob("vardinkorgen-*")) == []


@pytest.mark.parametrize(("host", "reason"), [("127.0.0.1", "in use"), ("192.0.2.1", "assign")])
def test_an_address_that_cannot_be_opened_is_told_by_its_variable_and_ends_the_start_for_good(
    config: Config, tmp_path: Path, host: str, reason: str
) -> None:
    told = tmp_path / "told"
    with socket.create_server(("127.0.0.1", 0)) as taken, told.open("wb") as file:
        said = f"{host}:{taken.getsockname()[1]}"
        node = started(config, SECRET, file, METRICS_ADDRESS=said, TMPDIR=str(tmp_path), WEB_PROCESSES="1")
        ended = node.ends()
    text = told.read_text(encoding="utf-8")
    assert ended == 2, text
    assert "fit to serve" not in text
    assert re.search(rf"METRICS_ADDRESS is {said}, which cannot be opened: .*{reason}", text), text
    assert "Traceback" not in text
    assert "CRITICAL" not in text
    assert [path.name for path in tmp_path.glob("vardinkorgen-*")] == []


def test_the_database_is_asked_once_in_fifteen_seconds(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = FromTheDatabase(app)
    first = asked.collect()
    world.send()
    assert asked.collect() is first
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 16)
    assert asked.collect() is not first


def test_a_database_that_cannot_be_asked_is_told_as_such(app: Flask) -> None:
    with app.app_context():
        url = db.engine.url
    let_go(app)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs RENAME TO jobs_away")
    engine.dispose()
    told = {metric.name: [sample.value for sample in metric.samples] for metric in FromTheDatabase(app).collect()}
    assert told == {"vardinkorgen_database_answers": [0]}


@pytest.mark.parametrize("side", measures.SIDES)
def test_a_code_that_nobody_has_listed_counts_as_another(side: str) -> None:
    before = measures.logins.labels(side, measures.OTHER)._value.get()
    measures.login_ended(side, "191212121212")
    assert measures.logins.labels(side, measures.OTHER)._value.get() == before + 1
    assert not re.search("1912", str([sample for metric in measures.logins.collect() for sample in metric.samples]))
