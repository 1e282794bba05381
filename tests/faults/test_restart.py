"""The production server is told to stop, or its threads all wait: nothing under way is lost, and it says how it is."""

import signal
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from uuid import UUID

import requests
from flask import Flask
from sqlalchemy import select

from app.cases.models import Note
from app.core.db import db, session
from config import Config
from tests.conftest import SECRET
from tests.databases import locked_elsewhere
from tests.logins import open_login
from tests.programs import close
from tests.served import Person, Sent, Served, served, started
from tests.world import World

SHORT = {"WEB_PROCESSES": "1", "WEB_THREADS": "4", "DRAIN_SECONDS": "5"}


def locked(config: Config, case_id: UUID) -> AbstractContextManager[None]:
    """Somebody else is changing the case."""
    return locked_elsewhere(config.database_url, "SELECT 1 FROM cases WHERE id = %s FOR UPDATE", case_id)


def person(app: Flask, world: World, node: Served, name: str = "Hanna") -> Person:
    return Person(node, open_login(app, world.staff(name)))


def notes(app: Flask, case_id: UUID) -> int:
    with app.app_context():
        found = session().scalars(select(Note.id).where(Note.case_id == case_id)).all()
        db.session.remove()
        return len(found)


def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


def is_shut(node: Served) -> bool:
    try:
        node.get("/livez", timeout=10)
    except requests.ConnectionError:
        return True
    return False


def hangs(node: Served) -> bool:
    try:
        node.get("/", timeout=0.5)
    except requests.Timeout:
        return True
    return False


def test_what_is_under_way_when_the_node_is_told_to_stop_gets_its_own_answer_and_is_stored(
    app: Flask, config: Config, world: World, hannas: UUID
) -> None:
    with served(config, SECRET, **SHORT) as node:
        hanna = person(app, world, node)
        fields = hanna.open(hannas)
        with locked(config, hannas):
            note = Sent(hanna, hannas, fields, "Ringer i morgon")
            node.program.send_signal(signal.SIGTERM)
            until(lambda: node.get("/readyz").status_code == 503)
            assert node.get("/readyz").json()["failing"] == ["draining"]
            assert node.get("/livez").status_code == 200
            until(lambda: is_shut(node))
            assert note.is_alive(), "it waits for the lock still"
        note.join(30)
        assert note.answer is not None
        assert note.answer.status_code == 303
        assert node.ends() == 0
    assert notes(app, hannas) == 1


def test_a_node_that_drains_serves_everybody_until_it_stops(
    app: Flask, config: Config, world: World, hannas: UUID
) -> None:
    with served(config, SECRET, **SHORT) as node:
        hanna = person(app, world, node)
        node.program.send_signal(signal.SIGTERM)
        until(lambda: node.get("/readyz").status_code == 503)
        assert hanna.note(hannas, hanna.open(hannas), "Ringer i morgon").status_code == 303
        assert node.ends() == 0
    assert notes(app, hannas) == 1


def test_a_node_that_is_told_twice_stops_at_once(config: Config) -> None:
    with served(config, SECRET, **{**SHORT, "DRAIN_SECONDS": "300"}) as node:
        node.program.send_signal(signal.SIGTERM)
        until(lambda: node.get("/readyz").status_code == 503)
        node.program.send_signal(signal.SIGTERM)
        assert node.ends() == 0


def test_a_node_whose_threads_all_wait_for_the_database_is_alive(
    app: Flask, config: Config, world: World, hannas: UUID
) -> None:
    with served(config, SECRET, **SHORT) as node:
        hanna = person(app, world, node)
        fields = hanna.open(hannas)
        with locked(config, hannas):
            waiting = [Sent(hanna, hannas, fields, "Ringer i morgon") for _ in range(12)]
            until(lambda: hangs(node))
            for _ in range(3):
                assert node.get("/livez", timeout=5).status_code == 200
            assert all(one.is_alive() for one in waiting)
        for one in waiting:
            one.join(60)
        assert [one.answer.status_code for one in waiting if one.answer is not None] == [303] * 12
    assert notes(app, hannas) == 1, "sent twelve times under one operation id"


def test_hundreds_of_silent_connections_keep_nobody_out(config: Config) -> None:
    with served(config, SECRET, **SHORT) as node, ExitStack() as silent:
        port = int(node.url.rsplit(":", 1)[1])
        for _ in range(900):
            silent.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert node.get("/", timeout=10).status_code == 200


def test_requests_that_stop_in_the_middle_keep_nobody_out_for_long(config: Config) -> None:
    with served(config, SECRET, **SHORT) as node, ExitStack() as halves:
        port = int(node.url.rsplit(":", 1)[1])
        for _ in range(8):
            half = halves.enter_context(socket.create_connection(("127.0.0.1", port)))
            half.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert node.get("/", timeout=60).status_code == 200


def test_the_server_keeps_no_file(app: Flask, config: Config, tmp_path: Path) -> None:
    with served(config, SECRET, **SHORT, INSTANCE_DIR=str(tmp_path)) as node:
        assert node.get("/").status_code == 200
        assert list(tmp_path.iterdir()) == []
        node.program.send_signal(signal.SIGTERM)
        assert node.ends() == 0
    assert list(tmp_path.iterdir()) == []


def test_processes_that_were_forked_share_no_connection_and_no_key_is_lost(
    app: Flask, config: Config, world: World
) -> None:
    cases = [world.send() for _ in range(8)]
    for case_id in cases:
        world.distribute(case_id, person="Hanna")
    close(app)
    with served(config, SECRET, **{**SHORT, "WEB_PROCESSES": "3"}) as node:
        people = [person(app, world, node) for _ in cases]
        fields = [one.open(case_id) for one, case_id in zip(people, cases, strict=True)]
        sent = [
            Sent(one, case_id, asked, f"Anteckning {case_id}")
            for one, case_id, asked in zip(people, cases, fields, strict=True)
        ]
        for form in sent:
            form.join(60)
        assert [form.answer.status_code for form in sent if form.answer is not None] == [303] * 8
        for one, case_id in zip(people, cases, strict=True):
            page = one.session.get(f"{node.url}/cases/{case_id}", timeout=30).text
            assert f"Anteckning {case_id}" in page


def test_a_port_that_somebody_has_is_told_in_a_sentence_and_ends_the_start_for_good(
    config: Config, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    with socket.create_server(("127.0.0.1", 0)) as somebody, told.open("wb") as file:
        port = str(somebody.getsockname()[1])
        ended = started(config, SECRET, file, PORT=port, WEB_PROCESSES="1").ends()
    lines = told.read_text(encoding="utf-8").splitlines()
    at = lines.index("Vårdinkorgen does not start:")
    assert ended == 2
    sentence = f"  - PORT is {port}, which cannot be opened: address already in use; each node on a machine has its own"
    assert lines[at + 1 :] == [sentence]
    assert not [line for line in lines if "Traceback" in line or "Connection in use" in line]
