"""What every test stands on: a database of its own copied from a template, an application on it, and personas logged in."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from psycopg import sql

from app import create_app
from app.core import clock, crypto
from app.core.crypto import Keyring
from app.core.database_timeouts import LIMITS, limit
from app.core.db import db
from app.limits.kinds import LIMITS_IN_USE
from app.readiness.routes import BOARD
from config import Config
from demo.database import forget
from demo.people import load_people
from settings.database_address import sqlite_file
from tests import budgets
from tests.browser.chromium import MISSING, chromium, is_demanded
from tests.databases import SCRATCH, migrate, start_postgresql
from tests.programs import close
from tests.rounds import end_with_what_computes, leave_out
from tests.shapes import ENVIRONMENT, shaped
from tests.world import World

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # it may have other things to do

OPENING = datetime(2026, 11, 1, tzinfo=UTC)
"""When the demo's clinics opened: before every day that a test names."""
WIDE = {"LIMIT_SENDS_CITIZEN": "10000", "LIMIT_SENDS_STAFF": "10000", "LIMIT_SEARCHES": "10000", "LIMIT_CODES": "100"}
"""A test does in a second what a person does in a week; http/test_limits.py has limits of its own."""
SECRET = "a secret that is long enough for tests and used nowhere else"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Choose the engine that the suite runs on, and how large the clinic is whose pages are counted."""
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--again", action="store_true", help="only what another engine could change")
    parser.addoption("--cases", type=int, default=500)
    parser.addoption(
        "--production", action="store_true", help="the product in the shape of production: scripts/test-production"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What needs servers of its own is collected only when it is asked for."""
    return True if collection_path.name == "production" and not config.getoption("--production") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this round of the suite, in an order that leaves no worker alone at its end."""
    leave_out(config, items)
    end_with_what_computes(items)


def pytest_report_header() -> str:
    """Say it when the browser tests are left out."""
    return "" if chromium() or is_demanded() else MISSING


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the run cost."""
    budgets.tell(terminalreporter)


@dataclass(frozen=True)
class House:
    """One application and one address for each worker: making them anew for each test took most of the suite's time."""

    url: str
    config: Config
    app: Flask


@dataclass(frozen=True)
class Engine:
    """Where databases come from: a template with the schema and the demo people, and a way to copy it."""

    name: str
    keyring: Path
    templates: FileSystemBytecodeCache
    copy: Callable[[], str]
    renew: Callable[[str], None]
    drop: Callable[[str], None]

    def application(self, config: Config) -> Flask:
        """The product; of all that a worker makes, only the first compiles a template.

        ``/readyz`` looks each time it is asked: what it found in the test before is another database's.
        """
        app = create_app(config)
        app.jinja_env.bytecode_cache = self.templates
        BOARD.of(app).fresh_seconds = 0.0
        return shaped(app)


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine that was chosen: ``sqlite`` or ``postgresql``."""
    name: str = request.config.getoption("--engine")
    return name


@pytest.fixture(scope="session")
def engine(engine_name: str) -> Iterator[Engine]:
    """The chosen engine, with its template made once for each worker."""
    folder = Path(tempfile.mkdtemp(prefix="vi-", dir=SCRATCH))
    keyring = folder / "keyring.json"
    Keyring.create(keyring)
    try:
        if engine_name == "sqlite":
            yield _sqlite(folder, keyring)
        else:
            with start_postgresql() as admin_url:
                yield _postgresql(admin_url, keyring)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _templates(folder: Path) -> FileSystemBytecodeCache:
    kept = folder / "templates"
    kept.mkdir()
    return FileSystemBytecodeCache(str(kept))


def _sqlite(folder: Path, keyring: Path) -> Engine:
    template = folder / "template.db"
    _fill(f"sqlite:///{template}", keyring)

    def copy() -> str:
        path = folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    def renew(url: str) -> None:
        path = sqlite_file(url)
        fresh = path.with_suffix(".fresh")
        shutil.copyfile(template, fresh)
        drop(url)
        fresh.replace(path)  # a new file: whoever still has the old one open writes there

    def drop(url: str) -> None:
        forget(sqlite_file(url))

    return Engine("sqlite", keyring, _templates(folder), copy, renew, drop)


def _postgresql(admin_url: str, keyring: Path) -> Engine:
    def named(name: str) -> str:
        head, tail = admin_url.split("?", 1) if "?" in admin_url else (admin_url, "")
        return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")

    def run(*statements: sql.Composed) -> None:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    template = f"template_{uuid.uuid4().hex[:12]}"
    run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
    _fill(named(template), keyring)

    def create(name: str) -> str:
        run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            ),
            *(limit(name, what, value) for what, value in LIMITS.items()),  # which a copy does not inherit
        )
        return named(name)

    def copy() -> str:
        return create(f"t_{uuid.uuid4().hex[:12]}")

    def renew(url: str) -> None:
        drop(url)
        create(_name_in(url))

    def drop(url: str) -> None:
        run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_name_in(url))))

    return Engine("postgresql", keyring, _templates(keyring.parent), copy, renew, drop)


def _name_in(url: str) -> str:
    return url.split("?", 1)[0].rsplit("/", 1)[1]


def _fill(url: str, keyring: Path) -> None:
    migrate(url)
    app = create_app(configured(url, keyring))
    with clock.at(OPENING), app.app_context():
        load_people()
        db.engine.dispose()


def configured(url: str, keyring: Path, **more: str) -> Config:
    """The configuration of a test, as the environment would give it."""
    environment = {
        "APP_ENV": "test",
        "DATABASE_URL": url,
        "KEYRING": str(keyring),
        "SECRET_KEY": SECRET,
        "INSTANCE_DIR": str(keyring.parent),
        **WIDE,
        **ENVIRONMENT,
        **more,
    }
    return Config.from_env(environment)


@pytest.fixture(scope="session")
def house(engine: Engine) -> Iterator[House]:
    """The worker's application, on an address whose database each test finds new."""
    url = engine.copy()
    config = configured(url, engine.keyring)
    app = engine.application(config)
    yield House(url, config, app)
    engine.drop(url)


@pytest.fixture
def database_url(house: House, engine: Engine) -> str:
    """An address of a database of one's own: the schema, the demo people, no cases."""
    engine.renew(house.url)
    return house.url


@pytest.fixture
def config(house: House, database_url: str) -> Config:
    """The application's configuration."""
    return house.config


@pytest.fixture
def app(house: House, engine: Engine, database_url: str) -> Iterator[Flask]:
    """The application on a database of its own. Tests enter its context themselves where they need it."""
    crypto.use(crypto.Keyring.load(engine.keyring))
    LIMITS_IN_USE.set(house.app, house.config.limits)
    yield house.app
    close(house.app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has logged in with."""
    return app.test_client()


@pytest.fixture
def world(app: Flask) -> World:
    """The demo people by name, and short ways to do things as them."""
    return World(app)
