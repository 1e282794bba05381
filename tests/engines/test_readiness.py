"""Whether a node may serve: its role, its tables, its keyring, and what /readyz says of them."""

import json
import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import event, func, make_url, select, text
from sqlalchemy.exc import OperationalError

from app import create_app
from app.audit.models import AuditEvent
from app.cases.models import Case
from app.citizens.models import CitizenRow
from app.core import crypto
from app.core.crypto import Keyring
from app.core.db import atomic, db, session
from app.readiness import wiring
from app.readiness.fitness import NotServing
from app.readiness.models import Heartbeat, KeyringCheck
from app.readiness.routes import BOARD
from app.readiness.wiring import FITNESS, begin
from app.web import draining
from settings import keyfile
from settings.release import VERSION
from tests.conftest import Engine, configured
from tests.programs import close, give_rights
from tests.statements import before_each, sent_to_database
from tests.world import World

STRANGER = "192.0.2.7"


def earnest(url: str, keyring: Path) -> Flask:
    """The product as production configures it, on a database of the tests."""
    app = create_app(replace(configured(url, keyring), app_env="production"))
    BOARD.of(app).fresh_seconds = 0.0
    del BOARD.of(app).warnings["backup"]  # none has been made of a database of a test
    return app


@contextmanager
def serving(url: str, keyring: Path) -> Iterator[Flask]:
    app = earnest(url, keyring)
    try:
        yield app
    finally:
        close(app)


@pytest.fixture(autouse=True)
def _the_keyring_in_use(app: Flask) -> Iterator[None]:
    before = crypto.keyring()
    yield
    crypto.use(before)


def told(app: Flask, address: str = "127.0.0.1") -> tuple[int, dict[str, object]]:
    answer = app.test_client().get("/readyz", environ_base={"REMOTE_ADDR": address})
    said: dict[str, object] = json.loads(answer.data)
    said.pop("version", None)
    return answer.status_code, said


def test_the_release_is_told_to_trusted_networks_only(app: Flask) -> None:
    browser = app.test_client()
    assert browser.get("/readyz").get_json()["version"] == VERSION
    assert "version" not in browser.get("/readyz", environ_base={"REMOTE_ADDR": "192.0.2.7"}).get_json()


@pytest.mark.parametrize("address", ["::ffff:127.0.0.1", "127.0.0.1:50123", "[::1]:50123"])
def test_a_trusted_address_is_one_however_it_is_told(app: Flask, address: str) -> None:
    answer = app.test_client().get("/readyz", environ_base={"REMOTE_ADDR": address})
    assert answer.get_json()["version"] == VERSION


def test_a_node_that_is_well_says_no_more(app: Flask) -> None:
    assert told(app) == (200, {"status": "ok"})


def test_warnings_stand_in_it_and_stop_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BOARD.of(app).warnings, "mail", lambda: False)
    assert told(app) == (200, {"status": "ok", "warnings": ["mail"]})
    assert told(app, STRANGER) == (200, {"status": "ok"})


def test_a_node_that_is_to_stop_is_not_ready(app: Flask) -> None:
    draining.begin()
    try:
        assert told(app) == (503, {"status": "failing", "failing": ["draining"]})
        assert told(app, STRANGER) == (503, {"status": "failing"})
    finally:
        draining._SHARED[0] = 0


def test_writing_is_tried_by_a_row_of_its_own_and_the_log_is_left_alone(app: Flask) -> None:
    with app.app_context():
        before = session().scalar(select(func.count()).select_from(AuditEvent))
        db.session.remove()
    told(app)
    told(app)
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Heartbeat)) == 1
        assert session().scalar(select(func.count()).select_from(AuditEvent)) == before
        db.session.remove()


def test_a_database_that_takes_no_row_is_told_and_alarms_once(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def full(statement: str, _values: object) -> None:
        if statement.startswith("INSERT INTO heartbeats"):
            raise OperationalError(statement, {}, Exception("disk full"))

    assert told(app)[0] == 200
    with before_each(app, full), caplog.at_level(logging.WARNING, "app.readiness"):
        assert told(app) == (503, {"status": "failing", "failing": ["log"]})
        told(app)
    alarms = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in alarms] == ["not ready: log: nothing can be written (Exception)"]
    assert told(app) == (200, {"status": "ok"})


def test_it_is_found_out_once_in_a_while_however_often_it_is_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told(app)
    monkeypatch.setattr(BOARD.of(app), "fresh_seconds", 3600.0)
    with sent_to_database(app) as statements:
        for _ in range(5):
            told(app, STRANGER)
    assert [statement for statement in statements if "heartbeats" in statement] == []


def test_older_tables_are_told_and_newer_ones_are_fine(app: Flask) -> None:
    for level, found in (
        ("0003", (503, {"status": "failing", "failing": ["schema"]})),
        ("9998", (200, {"status": "ok"})),
    ):
        with app.app_context(), atomic() as current:
            current.execute(text("UPDATE alembic_version SET version_num = :level"), {"level": level})
        assert told(app) == found


def test_a_node_does_not_begin_on_older_tables(
    database_url: str, engine: Engine, capsys: pytest.CaptureFixture[str], app: Flask
) -> None:
    with app.app_context(), atomic() as current:
        current.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    with serving(database_url, engine.keyring) as node, pytest.raises(SystemExit) as ended:
        begin(node)
    assert ended.value.code == 2
    assert "schema: the tables are those of migration 0003 and this code needs" in capsys.readouterr().err


# ---- the keyring


@pytest.fixture
def node_url(engine_name: str, database_url: str) -> Iterator[str]:
    """The address that a node of production has: on PostgreSQL with a role of its own."""
    if engine_name == "sqlite":
        yield database_url
        return
    with a_login(database_url) as (_, _, url):
        yield url


@pytest.fixture
def another(tmp_path: Path) -> Path:
    """A keyring that is not this database's."""
    Keyring.create(tmp_path / "another.json")
    return tmp_path / "another.json"


def forget_checks(app: Flask) -> None:
    with app.app_context(), atomic() as current:
        current.execute(text("DELETE FROM keyring_checks"))


def test_the_first_start_takes_the_keyring_up_and_the_next_knows_it(app: Flask, engine: Engine) -> None:
    forget_checks(app)
    told(app)
    with app.app_context():
        rows = {row.name: row for row in session().scalars(select(KeyringCheck))}
        db.session.remove()
    assert {name: row.fingerprint for name, row in rows.items()} == Keyring.load(engine.keyring).fingerprints()
    assert rows["k1"].sealed
    assert told(app) == (200, {"status": "ok"})


@pytest.mark.parametrize("known", [True, False])
def test_another_keyring_is_refused_before_anybody_is_served(
    known: bool, app: Flask, node_url: str, engine: Engine, another: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the database has never met a check: it holds sealed text, which must open."""
    forget_checks(app)
    if known:
        with serving(node_url, engine.keyring) as right, right.app_context():
            FITNESS.of(right).demanded = False
            assert right.test_cli_runner().invoke(args=["keyring", "check"]).exit_code == 0
    with serving(node_url, another) as node:
        with pytest.raises(SystemExit) as ended:
            begin(node)
        assert ended.value.code == 2
        assert told(node)[1]["failing"] == ["keyring"]
        assert node.test_client().get("/").status_code == 503
        check = node.test_cli_runner().invoke(args=["keyring", "check"])
        assert check.exit_code == 2
        registered = node.test_cli_runner().invoke(
            args=["citizen", "register", "--given-name", "T", "--family-name", "T"], input="191212121212\n"
        )
        assert registered.exit_code == 2
        with node.app_context():
            assert session().scalar(select(func.count()).select_from(KeyringCheck)) == (2 if known else 0)
            numbers = [row for row in session().scalars(select(CitizenRow)) if row.given_name == "T"]
            assert numbers == []
            db.session.remove()
    assert "keyring: the key file" in capsys.readouterr().err


def test_a_keyring_with_only_another_index_key_is_another_keyring(
    app: Flask, node_url: str, engine: Engine, tmp_path: Path
) -> None:
    forget_checks(app)
    right = Keyring.load(engine.keyring)
    half = rewritten(tmp_path / "half.json", right, index=crypto.new_key())
    with serving(node_url, half) as node, node.app_context(), pytest.raises(NotServing, match="does not open"):
        FITNESS.of(node).prove()


def test_a_key_that_is_added_is_taken_up_and_one_that_is_taken_away_is_missed(
    app: Flask, node_url: str, engine: Engine, tmp_path: Path
) -> None:
    forget_checks(app)
    told(app)
    right = Keyring.load(engine.keyring)
    both = rewritten(tmp_path / "both.json", right, more={"k2": crypto.new_key()})
    with serving(node_url, both) as node, node.app_context():
        FITNESS.of(node).prove()
        assert set(session().scalars(select(KeyringCheck.name))) == {"k1", "k2", "(index)"}
        db.session.remove()
    with serving(node_url, engine.keyring) as node, node.app_context():
        with pytest.raises(NotServing, match="lacks the key 'k2'"):
            FITNESS.of(node).prove()
        db.session.remove()
    forget_checks(app)


def rewritten(path: Path, ring: Keyring, *, index: bytes | None = None, more: dict[str, bytes] | None = None) -> Path:
    keys = keyfile.Keys(ring.current, {**ring.wrapping, **(more or {})}, index or ring.index)
    keyfile.write(path, keys)
    return path


def test_the_same_fingerprint_stands_on_the_envelope_at_the_check_and_beside_a_backup(
    app: Flask, engine: Engine, tmp_path: Path
) -> None:
    fingerprint = Keyring.load(engine.keyring).fingerprint()
    check = app.test_cli_runner().invoke(args=["keyring", "check"])
    assert check.exit_code == 0
    assert check.output.count(fingerprint) == 2
    assert all(key.hex() not in check.output for key in (*Keyring.load(engine.keyring).wrapping.values(),))


# ---- the role, on PostgreSQL


@contextmanager
def a_login(url: str) -> Iterator[tuple[psycopg.Connection, str, str]]:
    """The owner's connection, a login with the runtime role's rights, and its address."""
    login = f"node_{uuid.uuid4().hex[:8]}"
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as owner:
        give_rights(url)
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'node' IN ROLE app_runtime").format(sql.Identifier(login)))
        scheme, rest = url.split("://", 1)
        yield owner, login, f"{scheme}://{login}:node@{rest.split('@', 1)[1]}"
        owner.execute("RESET ALL")
        owner.execute(sql.SQL("REASSIGN OWNED BY {} TO CURRENT_USER").format(sql.Identifier(login)))
        owner.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(login)))
        owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))


TOO_MUCH = [
    ("ALTER ROLE {login} SUPERUSER", "is a superuser, or can become one"),
    ("GRANT {owner} TO {login}", "is a superuser, or can become one"),
    ("ALTER ROLE {login} CREATEROLE", "may make roles"),
    ("GRANT pg_write_server_files TO {login}", "may write on the server"),
    ("GRANT pg_execute_server_program TO {login}", "may write on the server"),
    ("GRANT UPDATE ON audit_events TO {login}", "may UPDATE on audit_events"),
    ("GRANT UPDATE (payload) ON audit_events TO {login}", "may UPDATE on audit_events"),
    ("GRANT DELETE ON audit_events_2027 TO {login}", "may DELETE on audit_events_2027"),
    ("GRANT UPDATE ON audit_events_default TO {login}", "may UPDATE on audit_events_default"),
    ("GRANT TRUNCATE ON audit_subjects TO {login}", "may TRUNCATE on audit_subjects"),
    ("GRANT TRIGGER ON audit_events TO {login}", "may TRIGGER on audit_events"),
    ("GRANT UPDATE ON audit_events TO PUBLIC", "may UPDATE on audit_events"),
    ("GRANT pg_write_all_data TO {login}", "may DELETE on audit_events"),
    ("ALTER ROLE {login} NOINHERIT; GRANT pg_write_all_data TO {login}", "may DELETE on audit_events"),
    ("ALTER TABLE audit_events_2027 OWNER TO {login}", "owns audit_events_2027"),
    ("ALTER TABLE audit_subjects OWNER TO {login}", "owns audit_subjects"),
    ("ALTER SCHEMA public OWNER TO {login}", "owns"),
    ("ALTER DATABASE {database} OWNER TO {login}", "owns"),
    ("GRANT TEMPORARY ON DATABASE {database} TO {login}", "may make temporary tables"),
    ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", "may make temporary tables"),
    ("GRANT TEMPORARY ON DATABASE {database} TO app_runtime", "may make temporary tables"),
    ("GRANT CREATE ON DATABASE {database} TO {login}", "may make tables or schemas"),
    ("GRANT CREATE ON SCHEMA public TO app_runtime", "may make tables or schemas"),
    ("CREATE SCHEMA AUTHORIZATION {login}", "may make tables or schemas"),
    ("REVOKE SELECT ON cases FROM app_runtime", "the role lacks SELECT on cases"),
    ("REVOKE INSERT ON audit_subjects FROM app_runtime", "the role lacks INSERT on audit_subjects"),
    ("REVOKE ALL ON alembic_version FROM app_runtime", "schema:"),
]


@pytest.mark.parametrize(("statement", "why"), TOO_MUCH)
def test_a_role_that_may_too_much_or_too_little_does_not_serve(
    statement: str, why: str, engine_name: str, engine: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if engine_name == "sqlite":
        return
    with a_login(database_url) as (owner, login, url):
        names = {"login": login, "owner": owner.info.user, "database": owner.info.dbname}
        words = {name: sql.Identifier(value) for name, value in names.items()}
        with serving(url, engine.keyring) as node:
            begin(node)
            assert told(node) == (200, {"status": "ok"})
            owner.execute(sql.SQL(statement).format(**words))
            try:
                with pytest.raises(SystemExit) as ended:
                    begin(node)
                assert ended.value.code == 2
                assert why in capsys.readouterr().err
                assert told(node)[0] == 503
            finally:
                owner.execute(sql.SQL("ALTER DATABASE {database} OWNER TO {owner}").format(**words))
                owner.execute("ALTER SCHEMA public OWNER TO pg_database_owner")
                owner.execute("REVOKE UPDATE ON audit_events FROM PUBLIC")
                give_rights(database_url)


def test_the_owners_role_is_refused_in_production(
    engine_name: str, engine: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if engine_name == "sqlite":
        return
    with serving(database_url, engine.keyring) as node:
        with pytest.raises(SystemExit):
            begin(node)
        assert told(node) == (503, {"status": "failing", "failing": ["rights"]})
        assert node.test_client().get("/").status_code == 503
    assert "rights: the database role" in capsys.readouterr().err


def test_a_log_that_may_not_be_added_to_is_told(engine_name: str, engine: Engine, database_url: str) -> None:
    if engine_name == "sqlite":
        return
    with a_login(database_url) as (owner, _, url), serving(url, engine.keyring) as node:
        owner.execute("REVOKE INSERT ON audit_events FROM app_runtime")
        assert told(node) == (503, {"status": "failing", "failing": ["rights", "log"]})


def elsewhere(url: str) -> str:
    """An address where nobody listens."""
    return str(make_url(url.replace("postgresql://", "postgresql+psycopg://")).set(query={}, host="127.0.0.1", port=9))


def test_a_database_that_is_away_stops_no_start_and_nothing_is_served_before_it_is_known_to_be_right(
    engine_name: str, engine: Engine, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    if engine_name == "sqlite":
        return
    with serving(elsewhere(database_url), engine.keyring) as node:
        begin(node)
        assert "nothing is served until it does" in caplog.text
        assert told(node) == (503, {"status": "failing", "failing": ["database"]})
        assert node.test_client().get("/").status_code == 503
        assert node.test_client().get("/livez").status_code == 200


def test_names_are_told_to_the_networks_that_are_trusted(engine: Engine, database_url: str) -> None:
    config = configured(database_url, engine.keyring, STATUS_NETWORKS="192.0.2.0/24, 10.0.0.0/8")
    node = create_app(replace(config, app_env="production"))
    draining.begin()
    try:
        assert told(node, STRANGER)[1] == {"status": "failing", "failing": ["draining"]}
        assert told(node, "::ffff:192.0.2.9")[1] == {"status": "failing", "failing": ["draining"]}
        assert told(node, "127.0.0.1")[1] == {"status": "failing"}
        assert told(node, "")[1] == {"status": "failing"}
    finally:
        draining._SHARED[0] = 0


def test_the_worlds_cases_are_served_by_the_role_of_the_script(
    engine_name: str, engine: Engine, database_url: str
) -> None:
    if engine_name == "sqlite":
        return
    with a_login(database_url) as (_, _, url), serving(url, engine.keyring) as node:
        begin(node)
        case_id = World(node).send("Tolvan")
        with node.app_context():
            assert session().get(Case, case_id) is not None
            db.session.remove()


# ---- a database that comes back


@contextmanager
def away(node: Flask) -> Iterator[None]:
    """Nobody answers at the database's address."""

    def refuse(*_: object) -> None:
        raise OperationalError("", {}, Exception("connection refused"))

    with node.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "do_connect", refuse)
    yield
    event.remove(engine, "do_connect", refuse)


def test_a_node_that_began_without_its_database_serves_as_soon_as_it_is_there_and_right(
    app: Flask, node_url: str, engine: Engine, another: Path
) -> None:
    forget_checks(app)
    with serving(node_url, engine.keyring) as node:
        with away(node):
            begin(node)
            assert node.test_client().get("/").status_code == 503
        assert node.test_client().get("/").status_code == 200
        assert FITNESS.of(node).proven
    with serving(node_url, another) as node:
        with away(node):
            begin(node)
        assert node.test_client().get("/").status_code == 503
        assert node.test_client().get("/livez").status_code == 200


def test_a_node_that_began_without_its_database_tells_once_when_it_has_become_fit(
    app: Flask, node_url: str, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    forget_checks(app)
    with serving(node_url, engine.keyring) as node, caplog.at_level(logging.INFO, "app.readiness"):
        with away(node):
            begin(node)
            wiring.describe_what_starts(node)
        assert "fit to serve" not in caplog.text
        for _ in range(2):
            node.test_client().get("/")
    assert caplog.text.count("fit to serve") == 1


def test_a_worker_waits_for_its_database_and_ends_where_the_keyring_is_another(
    app: Flask, node_url: str, engine: Engine, another: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "AGAIN_SECONDS", 0.01)
    forget_checks(app)
    with serving(node_url, engine.keyring) as node:
        stop = threading.Event()
        with away(node):
            stop.set()
            wiring.begin_when_it_answers(node, stop)
            assert not FITNESS.of(node).proven
        wiring.begin_when_it_answers(node, threading.Event())
        assert FITNESS.of(node).proven
    with serving(node_url, another) as node, pytest.raises(SystemExit):
        wiring.begin_when_it_answers(node, threading.Event())
