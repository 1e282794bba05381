"""What the database role may do: all that the product needs, and nothing by which the log could be changed."""

from sqlalchemy import text

from app.core.db import Base, session
from app.core.log_triggers import LOG_TABLES
from app.readiness.fitness import Unfit

_REMEDY = "use the role of migrations/runtime_role.sql"
_LACKS = """
    SELECT name, right_ FROM unnest(CAST(:tables AS text[])) AS name,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS right_
    WHERE to_regclass(quote_ident(name)) IS NOT NULL
        AND NOT (name = ANY(CAST(:log AS text[])) AND right_ IN ('UPDATE', 'DELETE'))
        AND NOT has_table_privilege(to_regclass(quote_ident(name)), right_)
    ORDER BY name LIMIT 1
"""
# Every role that the login has or could take on, for SET ROLE gives it that role's rights whenever it likes.
_MASTERY = """
    WITH worn AS (SELECT * FROM pg_roles WHERE rolname = session_user OR pg_has_role(session_user, oid, 'MEMBER'))
    SELECT CASE
        WHEN bool_or(rolsuper) THEN 'is a superuser, or can become one'
        WHEN bool_or(rolcreaterole) THEN 'may make roles, and so any role its own'
        WHEN bool_or(rolname IN ('pg_execute_server_program', 'pg_write_server_files')) THEN 'may write on the server'
    END FROM worn
"""
_OWNERSHIP = """
    SELECT 'owns ' || coalesce(c.relname, 'the schema or the database')
    FROM pg_database d, pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid
        AND c.oid IN (SELECT relid FROM pg_partition_tree('audit_events')
            UNION SELECT relid FROM pg_partition_tree('audit_subjects') UNION SELECT to_regclass('audit_subjects'))
    WHERE d.datname = current_database()
        AND n.oid = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('audit_events'))
        AND (pg_has_role(session_user, c.relowner, 'MEMBER') OR pg_has_role(session_user, n.nspowner, 'MEMBER')
            OR pg_has_role(session_user, d.datdba, 'MEMBER'))
    ORDER BY c.relname LIMIT 1
"""
_CHANGES = """
    SELECT right_ || ' on ' || log.relid::regclass
    FROM (SELECT relid FROM pg_partition_tree('audit_events') UNION SELECT relid FROM pg_partition_tree('audit_subjects')
            UNION SELECT to_regclass('audit_subjects')) AS log,
        unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS right_,
        (SELECT oid FROM pg_roles WHERE rolname = session_user OR pg_has_role(session_user, oid, 'MEMBER')) AS worn
    WHERE has_table_privilege(worn.oid, log.relid, right_)
        OR (right_ = 'UPDATE' AND has_any_column_privilege(worn.oid, log.relid, 'UPDATE'))
    ORDER BY log.relid::regclass::text, right_ LIMIT 1
"""
# What is made by the role is read first where it has a name of the log's: temporary tables, and a schema of the role's name.
_MAKES = """
    WITH worn AS (SELECT oid FROM pg_roles WHERE rolname = session_user OR pg_has_role(session_user, oid, 'MEMBER'))
    SELECT CASE
        WHEN bool_or(has_database_privilege(oid, current_database(), 'TEMPORARY')) THEN 'make temporary tables'
        WHEN bool_or(has_database_privilege(oid, current_database(), 'CREATE')) OR EXISTS (
            SELECT FROM pg_namespace n, worn AS one WHERE has_schema_privilege(one.oid, n.oid, 'CREATE')
        ) THEN 'make tables or schemas'
    END FROM worn
"""


def may_do_its_work() -> None:
    """The role may read and write what the product reads and writes. SQLite has no roles."""
    if _is_sqlite():
        return
    tables = {"tables": sorted(Base.metadata.tables), "log": list(LOG_TABLES)}
    lacking = session().execute(text(_LACKS), tables).first()
    if lacking is not None:
        message = f"the role lacks {lacking[1]} on {lacking[0]}: run migrations/runtime_role.sql"
        raise Unfit(message)


def cannot_change_the_log() -> None:
    """Neither the login nor any role it could take on owns the log, or may change, empty or take the guard off it.

    Nor may it make a table that would stand in the log's place.
    """
    if _is_sqlite():
        return
    for query, verb in ((_MASTERY, ""), (_OWNERSHIP, ""), (_CHANGES, "may "), (_MAKES, "may ")):
        found = session().execute(text(query)).scalar()
        if found:
            message = f"the database role {verb}{found}; {_REMEDY}"
            raise Unfit(message)


def role_name() -> str:
    """Who this node is in the database; nobody on SQLite."""
    return "" if _is_sqlite() else str(session().execute(text("SELECT session_user")).scalar_one())


def _is_sqlite() -> bool:
    return session().get_bind().dialect.name == "sqlite"
