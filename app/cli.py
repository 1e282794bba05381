"""The command line: worker, backup and restore, the first clinic and its staff, proxies and protected identity."""

import json
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.authz.actors import Role
from app.catalog.document_json import document_from_json
from app.catalog.flaws import InvalidDocument
from app.catalog.services.publishing import Offer, publish
from app.citizens.services.proxies import end_proxy, make_proxy, protect
from app.citizens.services.register import register
from app.command_texts import TEXTS, cannot_be_published
from app.core import clock, journal, personnummer
from app.core.errors import DomainError
from app.core.hooks import Hook
from app.core.process import this_process_is
from app.database_commands import install as install_database_commands
from app.jobs.commands import jobs
from app.jobs.worker import run_forever
from app.readiness.commands import keyring_group, the_right_keyring
from app.readiness.database import newest_migration
from app.readiness.wiring import begin_when_it_answers
from app.roles.services.bootstrap import COMMAND_LINE, Appointment, NewClinic, appoint, clinic_id, create_clinic
from config import Config
from settings.release import COMMIT, VERSION

log = logging.getLogger(__name__)
ROLE_CODES = {
    "ÄM": Role.RECEIVER,
    "ÄH": Role.HANDLER,
    "ADM": Role.ADMINISTRATOR,
    "BEH": Role.ACCESS_ADMINISTRATOR,
    "GR": Role.REVIEWER,
}
_ASCII = {"AM": Role.RECEIVER, "AH": Role.HANDLER}
ROLES = (
    "Repeatable. ÄM (or AM) sees all the clinic's cases and distributes them; ÄH (or AH) answers what is given to them;"
    " ADM gives every role and makes groups; BEH gives ÄM and ÄH; GR reads the log. ADM, BEH and GR see no case."
)


class _Sealing(click.Command):
    """Looks at the keyring before it does anything, and not before it gives its help, as a group's callback would."""

    def invoke(self, ctx: click.Context) -> object:
        the_right_keyring()
        return super().invoke(ctx)


clinic = AppGroup("clinic", help="Clinics.")
staff = AppGroup("staff", help="Staff, before there is an administrator to appoint them.")
citizen = AppGroup("citizen", help="What only the register or the command line may say of citizens.")
citizen.command_class = _Sealing
case_type = AppGroup("case-type", help="What citizens can write about at a clinic.")
GROUPS = (clinic, staff, citizen, case_type, jobs)


CONFIG: Hook[Config] = Hook("configuration")


def install(app: Flask, config: Config) -> None:
    """Add the commands to ``flask``."""
    if click.get_current_context(silent=True):  # the application is being made for one of them
        this_process_is("command")
    CONFIG.set(app, config)
    _add(app, config.owner_database_url)


def _add(app: Flask, address: str) -> None:
    for command in (*GROUPS, worker, version):
        app.cli.add_command(command)
    install_database_commands(app, address)


def help_is_asked_for(arguments: Sequence[str]) -> bool:
    """Whether ``flask`` is about to describe a command, all of them or this release, and nothing else."""
    if click.get_current_context(silent=True) is None:
        return False
    words = [word for word in arguments if not word.startswith("-")]
    return "--help" in arguments or not words or words in [[one.name] for one in (*GROUPS, keyring_group, version)]


def waits_itself(arguments: Sequence[str]) -> bool:
    """Whether ``flask`` is about to run the worker, which waits for its database."""
    return worker.name in arguments


def describing() -> Flask:
    """An application that knows every command and no setting: help is given before anything is set."""
    app = Flask(__name__, static_folder=None)
    app.cli.add_command(keyring_group)
    _add(app, "")
    return app


@click.command()
@with_appcontext
def worker() -> None:
    """Carry out promised work (notices, returned cases) until stopped. Any number may run."""
    config = CONFIG.current
    this_process_is("worker")
    journal.begin(config.journal.level, config.journal.form)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    begin_when_it_answers(current_app, stop)
    log.info("started")
    run_forever(stop)
    log.info("stopped")


@click.command("version")
def version() -> None:
    """Tell which release this is, its commit and the tables that it needs."""
    click.echo(f"Vårdinkorgen {VERSION} ({COMMIT[:12] or 'no commit known'}), tables {newest_migration()}")


@clinic.command("create")
@click.option("--hsa-id", required=True, help="For example SE2321000016-A1B2.")
@click.option("--name", required=True)
@click.option("--region", required=True)
@click.option("--telephone", default="")
@click.option("--address", default="")
@click.option("--opening-hours", default="")
def clinic_create(hsa_id: str, name: str, region: str, telephone: str, address: str, opening_hours: str) -> None:
    """Make a clinic."""
    command = NewClinic(hsa_id, name, region, telephone, address, opening_hours)
    _done_or_refused(lambda: create_clinic(command), f"clinic: {name}")


@staff.command("appoint")
@click.option("--hsa-id", required=True)
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
@click.option("--title", default="")
@click.option("--clinic", "clinic_hsa_id", required=True, help="The clinic's HSA-id.")
@click.option("--role", "roles", multiple=True, required=True, help=ROLES)
@click.option("--reason", required=True, help="Why, as it will stand in the list of rights and in the log.")
@click.option("--protected", is_flag=True, help="The person has protected identity.")
def staff_appoint(
    roles: tuple[str, ...],
    hsa_id: str,
    given_name: str,
    family_name: str,
    title: str,
    clinic_hsa_id: str,
    reason: str,
    *,
    protected: bool,
) -> None:
    """Give a person roles at a clinic, from today on; makes the person if unknown."""
    known = ROLE_CODES | _ASCII
    unknown = [role for role in roles if role.upper() not in known]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: the roles are {', '.join(ROLE_CODES)}")
    command = Appointment(
        hsa_id=hsa_id,
        given_name=given_name,
        family_name=family_name,
        title=title,
        clinic_hsa_id=clinic_hsa_id,
        roles=frozenset(known[role.upper()] for role in roles),
        reason=reason,
        valid_from=clock.today(),
        protected=protected,
    )
    _done_or_refused(lambda: appoint(command), f"staff: {given_name} {family_name}")


def _done_or_refused(act: Callable[[], object], done: str) -> None:
    try:
        act()
    except DomainError as error:
        raise click.ClickException(TEXTS.get(error.code, error.code)) from error
    click.echo(done)


def _digits(text: str) -> str:
    try:
        return personnummer.parse(text).digits
    except personnummer.InvalidPersonnummer as error:
        raise click.BadParameter(TEXTS[error.code]) from error


NUMBER = "Asked for when left out, so that it need not stand in the shell's history."


@citizen.command("register")
@click.option("--number", prompt="Personnummer", help=NUMBER)
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
def citizen_register(number: str, given_name: str, family_name: str) -> None:
    """Add a citizen who has not logged in, such as a child."""
    _done_or_refused(lambda: register(_digits(number), given_name, family_name), "citizen: registered")


@citizen.command("make-proxy")
@click.option("--guardian", prompt="The guardian's personnummer", help=NUMBER)
@click.option("--child", prompt="The child's personnummer", help=NUMBER)
@click.option("--source", required=True, help="How it is known, as it will stand beside the proxy.")
def citizen_make_proxy(guardian: str, child: str, source: str) -> None:
    """Let a guardian act for a child under 13."""
    _done_or_refused(lambda: make_proxy(_digits(guardian), _digits(child), source), "proxy: made")


@citizen.command("end-proxy")
@click.option("--guardian", prompt="The guardian's personnummer", help=NUMBER)
@click.option("--child", prompt="The child's personnummer", help=NUMBER)
def citizen_end_proxy(guardian: str, child: str) -> None:
    """End it; it stops working at the guardian's next request."""
    _done_or_refused(lambda: end_proxy(_digits(guardian), _digits(child)), "proxy: ended")


@citizen.command("protect")
@click.option("--number", prompt="Personnummer", help=NUMBER)
@click.option("--off", is_flag=True, help="Lift the protection; proxies that it ended stay ended.")
def citizen_protect(number: str, *, off: bool) -> None:
    """Mark a citizen as having protected identity; ends every proxy the person has or is under."""
    _done_or_refused(lambda: protect(_digits(number), protected=not off), "citizen: changed")


@case_type.command("publish")
@click.option("--clinic", "clinic_hsa_id", required=True, help="The clinic's HSA-id.")
@click.option("--key", required=True, help="The same key again publishes the next version.")
@click.option("--position", default=0, type=click.IntRange(0, 9999), help="Its place in the citizen's list.")
@click.option("--for-oneself", is_flag=True, help="Nobody sends it for a child.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def case_type_publish(clinic_hsa_id: str, key: str, position: int, file: Path, *, for_oneself: bool) -> None:
    """Publish the JSON document in FILE (see demo/case_types) at a clinic."""
    offer = Offer(key, position, for_proxies=not for_oneself)
    try:
        document = document_from_json(json.loads(file.read_text(encoding="utf-8")))
        _done_or_refused(lambda: publish(COMMAND_LINE, clinic_id(clinic_hsa_id), offer, document), f"case type: {key}")
    except InvalidDocument as error:
        raise click.ClickException(cannot_be_published(error.flaws)) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
