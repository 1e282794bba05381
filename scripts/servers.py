"""What the production server is measured by: ``python scripts/servers.py``. On a machine that does nothing else.

Each candidate serves the same new, empty SQLite database. Told of each: pages a second to many visitors at once, how
long ``/livez`` takes while 60 connections say nothing, and what becomes of a request under way when it is told to stop.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST, PORT = "127.0.0.1", 8190
BIN = ROOT / ".venv" / "bin"
VISITORS, PAGES, SILENT = 16, 400, 150
CANDIDATES = {
    "waitress, 16 threads": [str(BIN / "waitress-serve"), f"--listen={HOST}:{PORT}", "--threads=16", "wsgi:app"],
    "gunicorn gthread as it comes, 2 × 16": [str(BIN / "gunicorn"), "--worker-class=gthread"],
    "gunicorn with our worker, 1 × 16": [str(BIN / "gunicorn"), "--workers=1"],
    "gunicorn with our worker, 2 × 16": [str(BIN / "gunicorn")],
}


def seconds(path: str, timeout: float = 30) -> float:
    """How long one page takes."""
    began = time.perf_counter()
    connection = HTTPConnection(HOST, PORT, timeout=timeout)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()
    return time.perf_counter() - began


def pages_a_second() -> float:
    """Many visitors at once, three times; the middle one."""
    runs = []
    for _ in range(3):
        began = time.perf_counter()
        with ThreadPoolExecutor(VISITORS) as visitors:
            list(visitors.map(seconds, ["/"] * PAGES))
        runs.append(PAGES / (time.perf_counter() - began))
    return statistics.median(runs)


def livez_beside_silence() -> str:
    """How long the balancer waits while others have connected and say nothing."""
    with ExitStack() as silent:
        for _ in range(SILENT):
            silent.enter_context(socket.create_connection((HOST, PORT)))
        try:
            return f"{seconds('/livez', 20) * 1000:.0f} ms"
        except (OSError, HTTPException):
            return "none in 20 s"


def measured(command: list[str], folder: str) -> str:
    """One row: start, measure, stop."""
    where = {"INSTANCE_DIR": folder, "DATABASE_URL": _database(folder), "PORT": str(PORT)}
    own = {"APP_ENV": "demo", "DRAIN_SECONDS": "0", **where}
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=nowhere, stderr=nowhere) as program:
        while True:
            try:
                seconds("/livez", 2)
                break
            except (OSError, HTTPException):
                time.sleep(0.2)
        cells = f"{pages_a_second():.0f} | {livez_beside_silence()}"
        began = time.perf_counter()
        program.send_signal(signal.SIGTERM)
        program.wait()
    return f"{cells} | {time.perf_counter() - began:.1f} s, {program.returncode}"


def _database(folder: str) -> str:
    return f"sqlite:///{folder}/measured.db"


def main() -> None:
    """Print the table of servers that were measured."""
    print("| server | pages/s | /livez beside silence | SIGTERM: time, code |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        url = _database(folder)
        migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(migrate, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)
        subprocess.run([sys.executable, "scripts/make-keyring", f"{folder}/keyring.json"], cwd=ROOT, check=True)
        for name, command in CANDIDATES.items():
            print(f"| {name} | {measured(command, folder)} |", flush=True)


if __name__ == "__main__":
    main()
