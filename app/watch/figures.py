"""What the database knows: the queue, the mail, the sessions, the log and the backup. Numbers, never names."""

from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily as Gauge
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.audit.backups import last_backup
from app.auth.services.living import living_sessions
from app.core import clock
from app.core.db import database_time
from app.jobs.health import queue_figures
from app.jobs.registry import all_kinds
from app.notices.figures import mail_figures

LATELY = timedelta(hours=1)
_ROWS = {
    "sqlite": "SELECT coalesce(max(id), 0) FROM audit_events",
    "postgresql": """
        SELECT coalesce(sum(greatest(c.reltuples, 0)), 0) FROM pg_partition_tree('audit_events') p
        JOIN pg_class c ON c.oid = p.relid WHERE p.isleaf
    """,
}
_YEARS_AHEAD = """
    SELECT count(*) FROM pg_partition_tree('audit_events') p JOIN pg_class c ON c.oid = p.relid
    WHERE p.isleaf AND c.relname ~ '^audit_events_[0-9]{4}$' AND right(c.relname, 4)::int > :year
"""


def figures(current: Session) -> Iterator[Metric]:
    """All of them, as they are now."""
    yield from _jobs(current)
    yield _mail(current)
    sessions = Gauge("vardinkorgen_sessions", "Login sessions that have not ended.", labels=["kind"])
    for kind, number in living_sessions(current, clock.now()).items():
        sessions.add_metric([kind], number)
    yield sessions
    yield from _log(current)
    backup = last_backup()
    if backup is not None:
        made = Gauge("vardinkorgen_backup_timestamp_seconds", "When the last whole backup was made, since 1970.")
        made.add_metric([], backup.timestamp())
        yield made


def _jobs(current: Session) -> Iterator[Metric]:
    """Each kind, also those of which nothing is undone; of a kind that a later release knows, what the table says."""
    found = {one.kind: one for one in queue_figures(current)}
    now = database_time(current)
    counts = Gauge("vardinkorgen_jobs", "Undone jobs. Retried ones wait, after a failure.", labels=["kind", "state"])
    age = Gauge("vardinkorgen_jobs_oldest_seconds", "How late the oldest undone job is.", labels=["kind"])
    for kind in sorted({*all_kinds(), *found}):
        one = found.get(kind)
        counts.add_metric([kind, "waiting"], one.waiting if one else 0)
        counts.add_metric([kind, "retried"], one.retried if one else 0)
        counts.add_metric([kind, "dead"], one.dead if one else 0)
        age.add_metric([kind], (now - one.oldest).total_seconds() if one and one.oldest else 0)
    yield counts
    yield age


def _mail(current: Session) -> Metric:
    mail = Gauge("vardinkorgen_mails", "What became of the notices that came up in the last hour.", labels=["outcome"])
    for outcome, number in mail_figures(current, clock.now() - LATELY)._asdict().items():
        mail.add_metric([outcome], number)
    return mail


def _log(current: Session) -> Iterator[Metric]:
    engine = current.get_bind().dialect.name
    rows = Gauge("vardinkorgen_log_rows", "Rows of the log, as the database estimates them.")
    rows.add_metric([], current.execute(text(_ROWS[engine])).scalar_one())
    yield rows
    if engine == "postgresql":
        ahead = Gauge("vardinkorgen_log_years_ahead", "Years after this one that the log has partitions for.")
        ahead.add_metric([], current.execute(text(_YEARS_AHEAD), {"year": clock.today().year}).scalar_one())
        yield ahead
