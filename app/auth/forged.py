"""How many logout tokens came that no provider of ours has signed: a line a minute in the journal, never a row each."""

import logging
import time
from threading import Lock

log = logging.getLogger(__name__)
SECONDS = 60


class Forged:
    """Counts logout tokens that no provider signed, and warns in the journal at most once a minute, with the count."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.count = 0
        self.last_logged = -float("inf")

    def add(self, side: str) -> None:
        """Count one more token that no identity provider has signed, and warn at most once a minute."""
        with self.lock:
            self.count += 1
            if time.monotonic() - self.last_logged < SECONDS:
                return
            count, self.count, self.last_logged = self.count, 0, time.monotonic()
        log.warning("%d logout tokens came that no identity provider has signed, the last of them for %s", count, side)


forged = Forged()
