"""The guards that make the log's tables append-only, on both engines. Made by migrations, made again after each one.

On SQLite a BEFORE INSERT trigger is needed beside those on UPDATE and DELETE: ``INSERT OR REPLACE`` gets past them.
"""

from sqlalchemy import Connection

LOG_TABLES = ("audit_events", "audit_subjects")


def make_sqlite_triggers(connection: Connection) -> None:
    """Make the triggers where they are missing; does nothing for tables that do not exist yet."""
    for table in LOG_TABLES:
        known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE type='table' AND name=?", (table,)).first()
        if known is None:
            continue
        for statement in _sqlite_statements(table):
            connection.exec_driver_sql(statement)


def _sqlite_statements(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}",
    ]


POSTGRESQL_FUNCTION = """
CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


def postgresql_triggers(table: str, *, rows: bool = True) -> list[str]:
    """Statements for one table or partition; row triggers are cloned to partitions, TRUNCATE triggers are not."""
    statements = []
    if rows:
        statements += [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION log_is_append_only()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
        ]
    return [
        *statements,
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
    ]
