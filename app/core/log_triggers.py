"""The guards that make the log's tables append-only on SQLite: made after each migration, which may have dropped them.

On SQLite a BEFORE INSERT trigger is needed beside those on UPDATE and DELETE: ``INSERT OR REPLACE`` gets past them,
and a row with the largest id there is would be the last one.
"""

from sqlalchemy import Connection

LOG_TABLES = ("audit_events", "audit_subjects")


def make_sqlite_triggers(connection: Connection) -> None:
    """Make the triggers where they are missing; does nothing for tables that do not exist yet."""
    for table in LOG_TABLES:
        known = connection.exec_driver_sql(
            "SELECT 1 FROM sqlite_master WHERE type='table' AND name=?", (table,)
        ).first()
        if known is None:
            continue
        for statement in _sqlite_statements(table):
            connection.exec_driver_sql(statement)


def _sqlite_statements(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    known = f"WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 - our own table
    leap = f"WHEN NEW.id > 1 + (SELECT coalesce(max(id), 0) FROM {table})"  # noqa: S608 - our own table
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} {known} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_leap BEFORE INSERT ON {table} {leap} {refuse}",
    ]
