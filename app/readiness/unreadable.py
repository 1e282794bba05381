"""What a worker cannot open is told of like what a page cannot show, as an act of the system.

When a job meets it, and when the job is given up for it.
"""

from app.audit.events import write_event
from app.audit.unsealing import unsealing_failed
from app.authz.actors import System
from app.core.crypto import Unreadable
from app.core.db import atomic, database_time


def log_unreadable(job: str, error: Unreadable) -> None:
    """Tell the log, in the job's name."""
    event = unsealing_failed(error)
    with atomic() as current:
        write_event(current, System(job), event, database_time(current))
