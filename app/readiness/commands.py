"""``flask keyring``: which keyring this is, and whether it is the database's."""

import click
from flask.cli import AppGroup, with_appcontext

from app.core.crypto import keyring
from app.readiness.fitness import Unfit
from app.readiness.keyring import fits_the_database, stored_fingerprint


class UnfitInstallation(click.ClickException):
    """The installation is not as it must be: ends as a setting that is refused does."""

    exit_code = 2


keyring_group = AppGroup("keyring", help="The key file.")


@with_appcontext
def the_right_keyring() -> None:
    """Before a command that seals or finds anything: with another keyring it would make people anew."""
    try:
        fits_the_database(keyring())
    except Unfit as fault:
        raise UnfitInstallation(str(fault)) from fault


def the_stored_fingerprint() -> str:
    """What the database knows its keyring by; in words where it has met none."""
    return stored_fingerprint() or "no keyring yet"


@keyring_group.command("check")
@with_appcontext
def keyring_check() -> None:
    """Tell whether the key file opens this database, and the fingerprints of both."""
    click.echo(f"key file: {keyring().fingerprint()}")
    try:
        fits_the_database(keyring())
    except Unfit as fault:
        click.echo(f"database: {the_stored_fingerprint()}")
        raise UnfitInstallation(str(fault)) from fault
    click.echo(f"database: {stored_fingerprint()}")
    click.echo("keyring: it is this database's.")
