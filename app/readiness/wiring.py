"""Tying this feature to the application: the checks, the health addresses, and the door that waits for them."""

import logging
import sys
import threading
from typing import NoReturn, Protocol

from flask import Flask, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable

from app.audit.backups import backup_is_fresh
from app.audit.readiness import clocks_agree, log_has_room
from app.core import journal
from app.core.crypto import keyring
from app.core.db import db, session
from app.core.hooks import Hook
from app.core.process import process_kind
from app.jobs.health import keeps_up, mail_goes
from app.jobs.registry import ON_UNREADABLE
from app.readiness.board import Board
from app.readiness.commands import keyring_group
from app.readiness.database import can_be_written, database_answers, has_the_schema, newest_migration, schema_level
from app.readiness.fitness import SCHEMA, Fitness, NotServing
from app.readiness.keyring import fits_the_database
from app.readiness.rights import cannot_change_the_log, may_do_its_work, role_name
from app.readiness.routes import BOARD, STATUS_NETWORKS, blueprint
from app.readiness.unreadable import log_unreadable
from settings.addresses import Networks
from settings.database_address import is_sqlite, sqlite_file
from settings.environment import MADE_UP
from settings.release import COMMIT, VERSION

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0
_ALWAYS_ANSWERED = frozenset({"health.livez", "health.readyz"})


class ReadinessSettings(Protocol):
    """What this feature reads of the configuration."""

    @property
    def app_env(self) -> str: ...
    @property
    def database_url(self) -> str: ...
    @property
    def processes(self) -> int: ...
    @property
    def status_networks(self) -> Networks: ...


SETTINGS: Hook[ReadinessSettings] = Hook("settings of readiness")
FITNESS: Hook[Fitness] = Hook("fitness")


def install(app: Flask, settings: ReadinessSettings) -> None:
    """The checks, what is warned of, the health addresses and the door."""
    strict = settings.app_env not in MADE_UP
    newest, ring = newest_migration(), keyring()

    def schema() -> None:
        has_the_schema(newest)

    def rights() -> None:
        may_do_its_work()
        if strict:
            cannot_change_the_log()

    def keys() -> None:
        fits_the_database(ring)

    fit = {SCHEMA: schema, "rights": rights, "keyring": keys}
    warnings = {"jobs": keeps_up, "mail": mail_goes, "log": log_has_room, "clock": clocks_agree}
    if strict:
        warnings["backup"] = backup_is_fresh
    SETTINGS.set(app, settings)
    STATUS_NETWORKS.set(app, settings.status_networks)
    FITNESS.set(app, Fitness(fit, demanded=strict))
    BOARD.set(app, Board({"database": database_answers, **fit, "log": can_be_written}, warnings))
    app.register_blueprint(blueprint)
    app.before_request(lambda: _wait_for_fitness(FITNESS.of(app)))
    app.cli.add_command(keyring_group)
    ON_UNREADABLE.of(app).append(log_unreadable)


def _wait_for_fitness(fitness: Fitness) -> None:
    """A node whose database was away when it began serves nothing before its role and keyring are known to be right."""
    if fitness.proven or not fitness.demanded or request.endpoint in _ALWAYS_ANSWERED:
        return
    g.setdefault("not_proven", default=True)
    try:
        fitness.prove()
    except NotServing as faults:
        raise ServiceUnavailable from faults
    g.pop("not_proven")
    if fitness.is_first_announcement():
        _try_to_log_start(current_app, fitness)
        session().rollback()


def begin_when_it_answers(app: Flask, stop: threading.Event) -> None:
    """What a worker does: the same, and with a database that is away it waits, since nobody would tell it to go on."""
    begin(app)
    while not FITNESS.of(app).proven and not stop.wait(AGAIN_SECONDS):
        begin(app)
    describe_what_starts(app)


def begin_command(app: Flask) -> None:
    """What a command does before it asks for anything: end with 2 where the database is away or its tables are older."""
    address = SETTINGS.of(app).database_url
    if is_sqlite(address) and not sqlite_file(address).exists():
        _end(NotServing([f"database: {sqlite_file(address)} is not there"]))
    with app.app_context():
        try:
            Fitness({SCHEMA: lambda: has_the_schema(newest_migration())}, demanded=False).prove()
        except NotServing as faults:
            _end(faults)
        except SQLAlchemyError as error:
            _end(NotServing([f"database: it does not answer ({journal.named(error)})"]))
        finally:
            db.session.remove()


def begin(app: Flask) -> None:
    """What a server and a worker do before they serve: end with 2 where the role, the tables or the keyring are wrong."""
    fitness = FITNESS.of(app)
    with app.app_context():
        try:
            fitness.proven_or_away()
        except NotServing as faults:
            _end(faults)
        finally:
            _let_go()


def describe_what_starts(app: Flask) -> None:
    """One line, when nothing more can keep it from serving; while the database is away, not before the first request."""
    fitness = FITNESS.of(app)
    if not fitness.proven:
        return
    with app.app_context():
        _try_to_log_start(app, fitness)
        _let_go()


def _let_go() -> None:
    """Close the database connections, so that processes forked from now on share none."""
    db.session.remove()
    db.engine.dispose()


def _end(faults: NotServing) -> NoReturn:
    sys.stderr.write(f"{faults}\n")
    sys.exit(2)


def _try_to_log_start(app: Flask, fitness: Fitness) -> None:
    try:
        _log_start(app)
    except SQLAlchemyError as error:
        fitness.is_away(error)


def _log_start(app: Flask) -> None:
    """Which release on which tables, as whom in the database, with which keyring: for comparing nodes."""
    has_processes = process_kind() == "web"
    journal.say(
        log,
        logging.INFO,
        "fit to serve",
        version=VERSION,
        commit=COMMIT[:12] or "unknown",
        schema=schema_level(),
        code_schema=newest_migration(),
        database=db.engine.dialect.name,
        role=role_name() or "none",
        keyring=keyring().fingerprint().replace(" ", "-"),
        processes=SETTINGS.of(app).processes if has_processes else 1,
    )
