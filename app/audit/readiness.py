"""Readiness checks of the log: partitions exist for the coming years, and this node's clock agrees with the database's."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import database_time, session

YEARS_AHEAD = 2
MAX_SKEW = timedelta(seconds=1)


def log_has_room() -> bool:
    """Whether the log has partitions for two years more; always on SQLite, which has none."""
    if session().get_bind().dialect.name == "sqlite":
        return True
    wanted = f"audit_events_{clock.today().year + YEARS_AHEAD}"
    try:
        return session().execute(text("SELECT to_regclass(:name)"), {"name": wanted}).scalar() is not None
    except SQLAlchemyError:
        return False


def clocks_agree() -> bool:
    """Whether this machine's clock is within a second of the database's: the log's times stand on both."""
    try:
        return abs(database_time(session()) - clock.now()) < MAX_SKEW
    except SQLAlchemyError:
        return False
