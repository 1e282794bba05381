"""Limits concurrent calls to another system, so that one that hangs blocks a few of our threads and never all."""

import time
from threading import Condition

WAIT_SECONDS = 2
WAITING = 3
TROUBLE_SECONDS = 30


class Turnstile:
    """Lets ``room`` in at once. A few more wait a moment while all is well; after a failure nobody waits."""

    def __init__(self, room: int, room_in_trouble: int) -> None:
        self.room, self.room_in_trouble = room, room_in_trouble
        self.inside = self.waiting = 0
        self.failed = -float("inf")
        self.changed = Condition()

    @property
    def in_trouble(self) -> bool:
        """The last who came out had failed, less than half a minute ago."""
        return time.monotonic() - self.failed < TROUBLE_SECONDS

    def enter(self) -> bool:
        """Whether there is room. Who came in must ``leave``."""
        with self.changed:
            if not self._has_room() and not self._comes_free():
                return False
            self.inside += 1
            return True

    def leave(self, *, failed: bool) -> None:
        """Make room, and remember how it went."""
        with self.changed:
            self.inside -= 1
            self.failed = time.monotonic() if failed else -float("inf")
            self.changed.notify_all()

    def _has_room(self) -> bool:
        return self.inside < (self.room_in_trouble if self.in_trouble else self.room)

    def _comes_free(self) -> bool:
        if self.in_trouble or self.waiting >= WAITING:
            return False
        self.waiting += 1
        try:
            return self.changed.wait_for(self._has_room, WAIT_SECONDS) and self._has_room()
        finally:
            self.waiting -= 1
