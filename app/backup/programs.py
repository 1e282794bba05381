"""PostgreSQL's own programs (from ``PG_BIN``, else the path), which must be at least as new as the server."""

import os
import shutil
import subprocess
from pathlib import Path

from app.backup.errors import BackupError
from settings.database_address import as_environment


def run(database_url: str, program: str, *arguments: str) -> None:
    """Run one of them, with the address in its environment: command lines can be read by everybody on the machine."""
    folder = os.environ.get("PG_BIN", "")
    found = str(Path(folder) / program) if folder else shutil.which(program)
    if not found or not Path(found).exists():
        msg = f"{program} is not there. Install PostgreSQL's client programs, or say where they are with PG_BIN."
        raise BackupError(msg)
    command = [found, *arguments]
    environment = {**os.environ, "LC_MESSAGES": "C", **as_environment(database_url)}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)  # noqa: S603 - PostgreSQL's own
    if ended.returncode:
        why = ended.stderr.strip() or f"it was broken off ({ended.returncode})"
        msg = f"{program} failed:\n{why}"
        raise BackupError(msg)
