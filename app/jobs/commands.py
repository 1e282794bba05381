"""The command line of the queue: how it is doing, and another try for what failed."""

from collections.abc import Iterable
from datetime import datetime

import click
from flask.cli import AppGroup, with_appcontext

from app.core import clock
from app.core.db import session
from app.jobs.health import KindFigures, NotRetried, dead_jobs, queue_figures, retry, retry_all
from app.jobs.lanes import held_up_until
from app.jobs.registry import STATUS_LINES, Lane, all_kinds

jobs = AppGroup("jobs", help="The queue: what waits, what was given up, and another try.")
_COLUMNS = "{:<24}{:>8}{:>8}{:>6}  {:<20}{}"


@jobs.command("status")
@with_appcontext
def status() -> None:
    """Show, by kind, what is not done: waiting, tried again, dead, since when, and the last error."""
    figures = queue_figures(session())
    if figures:
        _show(figures)
    else:
        click.echo("nothing waits and nothing was given up")
    for line in STATUS_LINES.current:
        click.echo(line())


def _show(figures: Iterable[KindFigures]) -> None:
    click.echo(_COLUMNS.format("kind", "waiting", "retried", "dead", "oldest promised", "last error").rstrip())
    for one in figures:
        row = (one.kind, one.waiting, one.retried, one.dead, _shown(one.oldest), one.last_error)
        click.echo(_COLUMNS.format(*row).rstrip())
    until = held_up_until(session(), Lane.MAIL)
    if until is not None:
        click.echo(f"mail: the server failed; tried again {_shown(until)}")


@jobs.command("dead")
@with_appcontext
def dead() -> None:
    """List what was given up: number, kind, and the last error."""
    for number, kind, error in dead_jobs():
        click.echo(f"{number}\t{kind}\t{error}")


@jobs.command("retry")
@click.argument("number", type=int, required=False)
@click.option(
    "--all", "every", is_flag=True, help="Everything that was given up, or failed and waits for its next try."
)
@click.option("--kind", help="With --all: of this kind alone.")
@with_appcontext
def retry_jobs(number: int | None, kind: str | None, *, every: bool) -> None:
    """Try job NUMBER at once, with new patience; or, with --all, everything that failed: what was given up, and what waits."""
    if every is (number is not None) or (kind is not None and not every):
        raise click.UsageError("give either NUMBER or --all, and --kind only with --all")
    if number is None:
        _retry_all(kind)
        return
    try:
        retry(number)
    except NotRetried as error:
        raise click.ClickException(f"job {number}: {error.reason}") from error
    click.echo(f"job {number}: due now")


def _retry_all(kind: str | None) -> None:
    known = {*all_kinds(), *(kind for _, kind, _ in dead_jobs())}
    if kind is not None and kind not in known:
        raise click.ClickException(f"no such kind: {kind}. Known: {', '.join(sorted(known))}")
    count = retry_all(kind)
    click.echo(f"{count} {'job' if count == 1 else 'jobs'}: due now")


def _shown(at: datetime | None) -> str:
    return "-" if at is None else f"{clock.local(at):%Y-%m-%d %H:%M}"
