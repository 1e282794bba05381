"""A worker in a process of its own, for a test to kill: ``python -m tests.faults.worker_process SECONDS_AHEAD``."""

import sys
import threading
from datetime import timedelta

from app import create_app
from app.core import clock
from app.jobs.worker import run_forever
from config import Config


def main(ahead: int) -> None:
    """Work as ``flask worker`` does, with the clock stopped that many seconds from now."""
    app = create_app(Config.from_env())
    with app.app_context(), clock.at(clock.now() + timedelta(seconds=ahead)):
        run_forever(threading.Event())


if __name__ == "__main__":
    main(int(sys.argv[1]))
