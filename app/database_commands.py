"""``flask backup``, ``restore`` and ``copy-to``: they need the database's address and nothing else of the environment.

So the machine that makes backups has none of the product's secrets, and a database that the product refuses to start on
can still be restored.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app.audit.backups import note_backup
from app.audit.events import On
from app.audit.kinds import EventKind
from app.authz.policy import BY_SYSTEM
from app.backup.copying import copy_to
from app.backup.errors import BackupError
from app.backup.numbers import next_number
from app.backup.restoring import restore
from app.backup.saving import back_up
from app.cases.models import FIRST_NUMBER
from app.core import clock, journal
from app.core.case_number import shown
from app.core.db import db, engine_options
from app.core.db import install as install_engine
from app.core.hooks import Hook
from app.core.process import this_process_is
from app.readiness.commands import UnfitInstallation, the_stored_fingerprint
from app.roles.services.bootstrap import COMMAND_LINE
from app.transaction import Unit, transaction
from settings.connections import owner_address
from settings.database_address import for_sqlalchemy, is_sqlite, parameters
from settings.environment import Environment
from settings.journal import journal_settings

ADDRESS: Hook[str] = Hook("address of the owner's database")
OPTIONS_BEFORE = 2
"""``flask --app wsgi backup``: as many words may stand before the command."""


def are_asked_for(arguments: Sequence[str]) -> bool:
    """Whether ``flask`` is about to run one of them."""
    if click.get_current_context(silent=True) is None:
        return False
    words = [word for word in arguments if not word.startswith("-")]
    return any(word in {command.name for command in COMMANDS} for word in words[:OPTIONS_BEFORE])


def make_application(environ: Mapping[str, str] = os.environ) -> Flask:
    """An application that knows these commands and the address, and serves nothing."""
    env = Environment(environ)
    address, settings = owner_address(env), journal_settings(env)
    if env.faults:
        sys.stderr.write("\n".join(env.faults) + "\n")
        sys.exit(2)
    app = Flask(__name__, static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = for_sqlalchemy(address)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(address, prepare=False)
    db.init_app(app)
    with app.app_context():
        install_engine(db.engine)
    this_process_is("command")
    journal.begin(settings.level, settings.form)
    install(app, address)
    return app


def install(app: Flask, address: str) -> None:
    """Add the commands to ``flask``, for the database at the address."""
    ADDRESS.set(app, address)
    for command in COMMANDS:
        app.cli.add_command(command)


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--elsewhere", is_flag=True, help="It was made by other means: only note when, for /readyz and metrics.")
@with_appcontext
def backup(file: Path | None, *, elsewhere: bool) -> None:
    """Write the whole database to FILE. The keyring is not in it: keep a copy of that elsewhere."""
    if elsewhere == (file is not None):
        raise click.UsageError("FILE or --elsewhere, one of them")
    size = None
    if file is not None:
        with _stopped_by_exit():
            _or_fail(lambda: back_up(ADDRESS.current, file))
        size = file.stat().st_size
        click.echo(f"backup: {file} ({size} bytes). The keyring is not in it: {_fingerprint()}")
    reason = _log_or_reason(EventKind.BACKUP_MADE, lambda unit: note_backup(unit.session, unit.at, size))
    if elsewhere and reason:
        raise UnfitInstallation(f"Nothing is noted: the log of the database could not be written ({reason}).")
    if elsewhere:
        click.echo(f"backup: noted that one was made by other means {clock.local(clock.now()):%Y-%m-%d %H:%M}.")
    _warn_if_not_logged(reason)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite a database that is not empty.")
@click.option("--force", is_flag=True, help="Also while the product seems to be running.")
@with_appcontext
def restore_backup(file: Path, *, replace: bool, force: bool) -> None:
    """Read FILE back into the database. Stop web servers and workers first."""
    db.engine.dispose()
    _or_fail(lambda: restore(ADDRESS.current, file, replace=replace, force=force))
    click.echo(f"restore: {file} is read back.")
    click.echo(f"{_next_number(ADDRESS.current)} numbers that may have been given after the backup")
    click.echo("are given to no other case.")
    _warn_if_not_logged(_log_or_reason(EventKind.RESTORED))
    click.echo("Give the rights (migrations/runtime_role.sql, on PostgreSQL) and start web servers and, but for an")
    click.echo("exercise, workers: they send the notices that waited when the backup was made.")


@click.command("copy-to")
@click.argument("url")
@with_appcontext
def copy_to_postgresql(url: str) -> None:
    """Copy the SQLite database to an empty PostgreSQL at URL, an address with the role that will own the tables.

    The password is better left out of URL, which everybody on the machine can read: put it in PGPASSWORD or ~/.pgpass.
    """
    db.engine.dispose()
    env = Environment({**os.environ, "OWNER_DATABASE_URL": url, "OWNER_DATABASE_URL_FILE": ""})
    target = owner_address(env)
    if env.faults:
        raise click.ClickException("\n".join(env.faults))
    if not is_sqlite(target) and parameters(target).get("password"):
        click.echo(
            "The password in the address shows in the list of processes: use PGPASSWORD or ~/.pgpass, and change it.",
            err=True,
        )
    _or_fail(lambda: copy_to(ADDRESS.current, target, click.echo))
    click.echo("copy-to: all is copied and compared.")
    click.echo(f"{_next_number(target)} numbers that the SQLite file may give are not given here.")
    click.echo(NEXT)


NEXT = """Now:
1. Give the product's role its rights: psql -1 -v ON_ERROR_STOP=1 -f migrations/runtime_role.sql
2. Set DATABASE_URL to PostgreSQL with that role. The keyring is the same.
3. Start web servers and workers. Keep the SQLite file as a backup, and never start on it again."""
COMMANDS = (backup, restore_backup, copy_to_postgresql)


@contextmanager
def _stopped_by_exit() -> Iterator[None]:
    """Turn SIGTERM into ``SystemExit``, so that clean-up code runs when a service manager stops the command."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _next_number(address: str) -> str:
    return f"The next case gets number {shown(FIRST_NUMBER + next_number(address))}:"


def _fingerprint() -> str:
    """Of the keyring that the backup is read with, for the label on it."""
    try:
        return the_stored_fingerprint()
    except SQLAlchemyError:  # an older release's database
        return "unknown fingerprint"


def _log_or_reason(kind: EventKind, also: Callable[[Unit], None] = lambda _: None) -> str:
    """Log the operation on the whole database; the error's description when that fails, else an empty string."""
    try:
        with transaction(COMMAND_LINE) as unit:
            unit.log(kind, BY_SYSTEM, On("database"))
            also(unit)
    except SQLAlchemyError as error:
        return journal.named(error)
    return ""


def _warn_if_not_logged(reason: str) -> None:
    if reason:
        click.echo(
            f"That it was done could not be written in the database's log ({reason}). All else is done.", err=True
        )


def _or_fail(act: Callable[[], object]) -> None:
    try:
        act()
    except BackupError as error:
        raise UnfitInstallation(str(error)) from error
    except (psycopg.Error, sqlite3.Error, OSError) as error:
        raise UnfitInstallation(f"It could not be done. {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """What the system or the database says, without the rows that it was about."""
    if isinstance(error, psycopg.Error) and not isinstance(error, psycopg.OperationalError):
        return f"{type(error).__name__}: {error.diag.message_primary or 'see the log of the database'}"
    return f"{type(error).__name__}: {str(error).strip()}"
