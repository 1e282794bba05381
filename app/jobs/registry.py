"""Which function carries out which kind of job, and what comes back by the clock."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

Handler = Callable[[Mapping[str, str]], None]
Period = Callable[[datetime], str]


class Recurring(NamedTuple):
    """A kind of job that is promised once for each period, by however many workers there are."""

    kind: str
    period: Period


_handlers: dict[str, Handler] = {}
_recurring: dict[str, Recurring] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function for ``kind``. It gets the payload, opens its own transactions and may be called twice."""

    def register(function: Handler) -> Handler:
        known = _handlers.get(kind)
        if known is not None and known is not function:
            msg = f"two handlers for {kind}"
            raise ValueError(msg)
        _handlers[kind] = function
        return function

    return register


def recurring(kind: str, period: Period) -> Callable[[Handler], Handler]:
    """Like ``handler``, and promise one job for each value that ``period`` gives; the payload is ``{"period": value}``."""

    def register(function: Handler) -> Handler:
        handler(kind)(function)
        _recurring[kind] = Recurring(kind, period)
        return function

    return register


def handler_of(kind: str) -> Handler:
    """The function for ``kind``, or ``KeyError``."""
    return _handlers[kind]


def all_recurring() -> tuple[Recurring, ...]:
    """Everything that comes back by the clock."""
    return tuple(_recurring.values())


def daily(now: datetime) -> str:
    """One job a day; ``now`` is local time."""
    return now.strftime("%Y-%m-%d")
