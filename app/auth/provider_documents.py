"""What an identity provider publishes, metadata and keys: kept an hour, fetched by one at a time, used stale when it is away."""

import time
from collections.abc import Callable
from typing import Any

from app.auth.refusals import ProviderAway, ProviderUnsafe
from app.auth.turnstile import Turnstile

KEPT_SECONDS = 3600
STALE_SECONDS = 24 * 3600
ANEW_SECONDS = 60

Content = dict[str, Any]


class ProviderDocument:
    """One document, and how the last try to fetch it went; a failure is remembered for half a minute."""

    def __init__(self, fetch: Callable[[], Content]) -> None:
        self.fetch = fetch
        self.kept: Content | None = None
        self.fetched = self.refreshed_at = -float("inf")
        self.turnstile = Turnstile(room=1, room_in_trouble=0)
        self.failure: ProviderAway | ProviderUnsafe = ProviderAway("busy")

    def current(self) -> Content:
        """As it was an hour ago at most; older, to a day, while the provider is away. Else its failure."""
        if self.kept is not None and time.monotonic() - self.fetched < KEPT_SECONDS:
            return self.kept
        return self._renewed(self.fetched)

    def anew(self) -> Content:
        """As it is now; but it is asked for at most once a minute, so that forged tokens cannot make us ask."""
        if time.monotonic() - self.refreshed_at < ANEW_SECONDS:
            return self.current()
        self.refreshed_at = time.monotonic()
        return self._renewed(self.fetched)

    def _renewed(self, seen: float) -> Content:
        if not self.turnstile.enter():
            return self._stale()
        failed = True
        try:
            if self.kept is None or self.fetched == seen:  # else another fetched it while we waited
                self.kept, self.fetched = self.fetch(), time.monotonic()
            failed = False
        except (ProviderAway, ProviderUnsafe) as error:
            self.failure = error
        finally:
            self.turnstile.leave(failed=failed)
        return self._stale() if failed else self.kept or {}

    def _stale(self) -> Content:
        """What is kept, when it is the network that fails: an answer that is not believed replaces nothing, and stops."""
        failure = self.failure if self.turnstile.in_trouble else ProviderAway("busy")
        if isinstance(failure, ProviderUnsafe) or self.kept is None:
            raise type(failure)(*failure.args)
        if time.monotonic() - self.fetched > STALE_SECONDS:
            raise type(failure)(*failure.args)
        return self.kept
