"""The product on PostgreSQL as a region runs it: behind a pooler, through a failover, and backed up by its owner."""

import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.core import clock
from app.core.crypto import Keyring
from app.core.db import db, session
from app.jobs.worker import run_due
from demo.people import load_people
from tests.conftest import OPENING, configured
from tests.databases import ROOT, migrate
from tests.production.authority import Authority
from tests.production.postgres import (
    OWNERS_PASSWORD,
    RUNTIME,
    RUNTIMES_PASSWORD,
    Server,
    address,
    both,
    make_database,
    pgbouncer,
    primary,
    programs,
    standby,
)
from tests.programs import close, give_rights
from tests.world import World

CITIZENS, ROUNDS = ("Tolvan", "Nina", "Tvåan"), 20


@pytest.fixture(autouse=True)
def _programs_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(programs()))


@pytest.fixture
def keyring(tmp_path: Path) -> Path:
    Keyring.create(tmp_path / "keyring.json")
    return tmp_path / "keyring.json"


@pytest.fixture
def server(tmp_path: Path, keyring: Path) -> Iterator[Server]:
    """A primary with the product's tables, the two roles and the demo's people."""
    with primary(Authority(tmp_path)) as started:
        make_database(started)
        migrate(started.owner)
        give_rights(started.owner)
        filler = create_app(configured(started.owner, keyring))
        with clock.at(OPENING), filler.app_context():
            load_people()
        close(filler)
        yield started


@contextmanager
def product(url: str, keyring: Path, **more: str) -> Iterator[Flask]:
    app = create_app(configured(url, keyring, **more))
    try:
        yield app
    finally:
        close(app)


def stored(app: Flask) -> set[UUID]:
    with app.app_context():
        found = set(session().execute(text("SELECT id FROM cases")).scalars())
        db.session.remove()
        return found


def a_visit(app: Flask, citizen: str) -> tuple[list[int], list[UUID]]:
    """Somebody at work: the answers' codes, and the cases that were acknowledged."""
    world, codes, sent = World(app), [], []
    maja = world.login("Maja")
    for turn in range(ROUNDS):
        case_id = world.send(citizen, text=f"Fråga {turn}")
        sent.append(case_id)
        pages = ("/", "/clinic-cases", f"/cases/{case_id}", "/personal-settings")
        codes += [maja.get(page).status_code for page in pages]
    return codes, sent


def test_a_pooler_that_lends_connections_for_one_transaction_loses_nothing(server: Server, keyring: Path) -> None:
    with (
        pgbouncer(server) as port,
        product(address(port, RUNTIME, RUNTIMES_PASSWORD, server.authority), keyring, DATABASE_PREPARE="no") as app,
    ):
        done = threading.Event()

        def work() -> int:
            tried = 0
            with app.app_context():
                while not done.is_set():
                    tried += run_due()
                tried += run_due()
            return tried

        with ThreadPoolExecutor(len(CITIZENS) + 1) as crowd:
            worker = crowd.submit(work)
            try:
                visits = list(crowd.map(lambda citizen: a_visit(app, citizen), CITIZENS))
            finally:
                done.set()
            assert worker.result() > 0
        codes = [code for visit, _ in visits for code in visit]
        assert len(codes) == len(CITIZENS) * ROUNDS * 4
        assert set(codes) == {200}
        assert {case for _, cases in visits for case in cases} == stored(app)
        with psycopg.connect(server.owner) as owner:
            known = {name for (name,) in owner.execute("SELECT DISTINCT application_name FROM pg_stat_activity")}
            leaked = owner.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
        assert "vardinkorgen-web" in known
        assert leaked == (0,)


def test_what_was_acknowledged_is_stored_when_the_primary_dies_and_the_standby_takes_over(
    server: Server, keyring: Path
) -> None:
    with standby(server) as second, product(both(server, second), keyring) as app:
        world = World(app)
        told, refused = list[UUID](), 0
        for turn in range(60):
            if turn == 20:
                server.process.kill()
            if turn == 25:
                second.promote()
            try:
                told.append(world.send("Tolvan", text=f"Fråga {turn}"))
            except SQLAlchemyError:
                refused += 1
        assert len(told) >= 50
        assert refused >= 1
        kept = stored(app)
        assert set(told) <= kept
        assert len(told) == len(set(told))
        assert kept - set(told) == set()
        with app.app_context():
            assert session().scalar(text("SELECT inet_server_port()")) == second.port
            db.session.remove()


@contextmanager
def watching(secret: str) -> Iterator[list[str]]:
    """Every command line on the machine that holds the secret while the block runs."""
    seen, over = list[str](), threading.Event()

    def watch() -> None:
        while not over.is_set():
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = path.read_bytes()
                except OSError:
                    continue
                if secret.encode() in line:
                    seen.append(line.decode(errors="replace"))

    thread = threading.Thread(target=watch)
    thread.start()
    yield seen
    over.set()
    thread.join()


def flask(url: str, *words: str) -> None:
    """A command of the owner's, with the address and nothing else."""
    environment = {"PATH": os.environ["PATH"], "PG_BIN": str(programs()), "OWNER_DATABASE_URL": url}
    command = [str(ROOT / ".venv/bin/flask"), *words]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_the_owner_backs_up_and_restores_and_its_password_is_on_no_command_line(
    server: Server, keyring: Path, tmp_path: Path
) -> None:
    with product(server.runtime, keyring) as app:
        case_id = World(app).send("Tolvan", text="Före kopian")
    with watching(OWNERS_PASSWORD) as seen:
        flask(server.owner, "backup", str(tmp_path / "copy.dump"))
        flask(server.owner, "restore", "--replace", str(tmp_path / "copy.dump"))
        give_rights(server.owner)
    assert seen == []
    with product(server.runtime, keyring) as app:
        world = World(app)
        assert world.login("Maja").get(f"/cases/{case_id}").status_code == 200
        world.send("Nina")
        with app.app_context(), db.engine.connect() as connection, pytest.raises(SQLAlchemyError):
            connection.exec_driver_sql("DELETE FROM audit_events")


def test_a_restore_waits_for_the_product_to_be_stopped(server: Server, keyring: Path, tmp_path: Path) -> None:
    with product(server.runtime, keyring) as app:
        case_id = World(app).send("Tolvan")
        flask(server.owner, "backup", str(tmp_path / "copy.dump"))
        with pytest.raises(AssertionError, match="vardinkorgen-web"):
            flask(server.owner, "restore", "--replace", str(tmp_path / "copy.dump"))
        assert case_id in stored(app)
