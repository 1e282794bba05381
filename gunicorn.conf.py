"""The production server: ``gunicorn`` in this folder reads it. The environment is that of the product.

See docs/adr/0027-the-production-server.md. One process loads the product and forks; signals go to that one alone.
"""

import atexit
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

# Before the product is loaded, which asks for it: where the processes count what they do.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
if os.environ.get("METRICS_ADDRESS") and not os.environ.get(COUNTS):
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="vardinkorgen-")
    _first = os.getpid()
    atexit.register(lambda: shutil.rmtree(os.environ[COUNTS], ignore_errors=True) if os.getpid() == _first else None)

from prometheus_client import multiprocess

from app.core.db import db
from app.core.door import taken
from app.readiness.wiring import describe_what_starts
from app.watch import exporter
from app.web import draining
from config import ConfigError
from wsgi import app
from wsgi import config as product  # a setting of gunicorn's is called config

wsgi_app = "wsgi:app"
bind = f"[{product.host}]:{product.port}" if ":" in product.host else f"{product.host}:{product.port}"
preload_app = True
worker_class = "app.web.serving.Worker"
logger_class = "app.web.serving.Journal"
workers = product.processes
threads = product.threads
worker_connections = 1000  # of each process
backlog = 2048
keepalive = 5  # also how long a connection may be silent before its first request
timeout = 60  # a process whose loop is silent for so long is replaced; threads that wait for the database do not count
graceful_timeout = product.finish_seconds
control_socket_disable = True
proc_name = "vardinkorgen"

# Room for that many connections; systemd gives 1,024 files until one asks for more.
FILES = 65_536
_most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (_most if 0 < _most < FILES else FILES, _most))


def on_starting(_server: Any) -> None:
    """Before any address is opened: both can be, or the reason why not. Ending with 2, nobody tries it again."""
    said = os.environ.get("METRICS_ADDRESS", "")
    faults = [] if LISTENING & os.environ.keys() else _opened(f"PORT is {product.port}", _at_the_door)
    if product.metrics is not None:
        faults += _opened(f"METRICS_ADDRESS is {said}", partial(exporter.opened, product.metrics))
    if faults:
        sys.stderr.write(f"{ConfigError(faults)}\n")
        sys.exit(2)
    describe_what_starts(app)


LISTENING = {"LISTEN_FDS", "GUNICORN_FD"}
"""Named in the environment of a server that is handed its address opened."""


def _at_the_door() -> None:
    """Gunicorn itself would try for five seconds, and end with 1."""
    taken(product.host, product.port).close()


def _opened(setting: str, opening: Callable[[], object]) -> list[str]:
    try:
        opening()
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        return [f"{setting}, which cannot be opened: {reason}; each node on a machine has its own"]
    return []


def when_ready(server: Any) -> None:
    """In the first process, before it forks: no connection is inherited, and it drains before it stops."""
    with app.app_context():
        db.engine.dispose()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.signal(signal.SIGTERM, None)

    def drain(_signal: int, _frame: FrameType | None) -> None:
        if draining.begin() and product.drain_seconds:
            signal.setitimer(signal.ITIMER_REAL, product.drain_seconds)
        else:
            stop(_signal, _frame)  # at once, also when it is told a second time

    signal.signal(signal.SIGALRM, stop)
    signal.signal(signal.SIGTERM, drain)


def post_fork(_server: Any, _worker: Any) -> None:
    """In each process: connections of its own, should the first one have opened any since."""
    with app.app_context():
        db.engine.dispose(close=False)
    if product.metrics is not None:
        exporter.answer_in_turn(app, exporter.opened(product.metrics), Path(os.environ[COUNTS]))


def child_exit(_server: Any, worker: Any) -> None:
    """In the first process: what a process that has ended was busy with no longer counts."""
    if product.metrics is not None:
        multiprocess.mark_process_dead(worker.pid)
