"""How long PostgreSQL lets the product wait: kept with the database, so that no session is told anything.

A setting of a session would leak through a pooler to whoever gets its connection next, and one that is told in each
transaction costs a statement. What an administrator has set for the database or for a role is left as it is.
"""

import psycopg
from psycopg import sql

from settings.database_address import for_libpq

LOCK_SECONDS = 15
"""How long a statement waits for a lock that another holds, on both engines; after that the person is told to try again."""
LIMITS = {
    "lock_timeout": f"{LOCK_SECONDS}s",
    "statement_timeout": "30s",  # a thread that waits for longer serves nobody else either
    "idle_in_transaction_session_timeout": "60s",  # what a process that hangs has locked is let go
}
ASK_THE_ADMINISTRATOR = (
    "This role does not own the database, so it cannot say how long statements may wait. Its owner can:\n"
    + ("\n".join(f"  ALTER DATABASE … SET {name} = '{value}';" for name, value in LIMITS.items()))
)
_OWNS = "SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
_CHOSEN = """
    SELECT split_part(unnest(setconfig), '=', 1) FROM pg_db_role_setting
    JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database() AND setrole = 0
"""


def set_limits(address: str) -> bool:
    """Set what nobody has set; False when the role may not."""
    with psycopg.connect(for_libpq(address)) as connection:
        if connection.execute(_OWNS).fetchone() != (True,):
            return False
        chosen = {name for (name,) in connection.execute(_CHOSEN)}
        for name in LIMITS.keys() - chosen:
            connection.execute(limit(connection.info.dbname, name, LIMITS[name]))
    return True


def limit(database: str, name: str, value: str) -> sql.Composed:
    """The statement that sets one of them."""
    words = sql.SQL("ALTER DATABASE {} SET {} = {}")
    return words.format(sql.Identifier(database), sql.Identifier(name), sql.Literal(value))
