"""Which function carries out which kind of job, in which lane, how patiently, and what comes back by the clock."""

import enum
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from app.core.crypto import Unreadable

Handler = Callable[[Mapping[str, str]], None]
Period = Callable[[datetime], str]

PATIENCE = timedelta(days=3)


class Lane(enum.StrEnum):
    """Jobs that are carried out one after another. A slow lane delays nobody in another."""

    WORK = "work"
    MAIL = "mail"


LEASES: Mapping[Lane, timedelta] = {Lane.WORK: timedelta(minutes=5), Lane.MAIL: timedelta(minutes=50)}
"""Longer than any handler takes: a lease that runs out means that its worker is dead. A letter may take 45 minutes."""


class Kind(NamedTuple):
    """How a kind of job is carried out. Without ``patience`` it is never given up, however often it fails."""

    carry_out: Handler
    lane: Lane = Lane.WORK
    patience: timedelta | None = PATIENCE


class Recurring(NamedTuple):
    """A kind of job that is promised once for each period, by however many workers there are."""

    kind: str
    period: Period


class NotNow(Exception):
    """Raised by a handler that cannot do it yet. ``reason`` is shown to operators; ``wait`` is for when to try again."""

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class NeighbourAway(NotNow):
    """What the whole lane depends on does not answer: the others in it would only wait in vain too."""


_kinds: dict[str, Kind] = {}
_recurring: dict[str, Recurring] = {}
_each_minute: dict[str, Callable[[], None]] = {}
_at_rest: list[Callable[[], None]] = []
_told_of_unreadable: list[Callable[[str, Unreadable], None]] = []
_status_lines: list[Callable[[], str]] = []


def handler(
    kind: str, *, lane: Lane = Lane.WORK, patience: timedelta | None = PATIENCE
) -> Callable[[Handler], Handler]:
    """Register the function for ``kind``. It gets the payload, opens its own transactions and may be called twice.

    ``patience`` is how long it is tried after the first try failed, before it is given up and shown as such.
    """

    def register(function: Handler) -> Handler:
        known = _kinds.get(kind)
        if known is not None and known.carry_out is not function:
            msg = f"two handlers for {kind}"
            raise ValueError(msg)
        _kinds[kind] = Kind(function, lane, patience)
        return function

    return register


def recurring(kind: str, period: Period) -> Callable[[Handler], Handler]:
    """Like ``handler``, and promise one job for each value that ``period`` gives; the payload is ``{"period": value}``."""

    def register(function: Handler) -> Handler:
        handler(kind)(function)
        _recurring[kind] = Recurring(kind, period)
        return function

    return register


def at_rest(function: Callable[[], None]) -> Callable[[], None]:
    """Register what a worker does when nothing is due for the moment, such as hanging up."""
    if function not in _at_rest:
        _at_rest.append(function)
    return function


def rest() -> None:
    """Nothing is due for the moment."""
    for function in _at_rest:
        function()


def report_unreadable_with(function: Callable[[str, Unreadable], None]) -> Callable[[str, Unreadable], None]:
    """Register who is told, with the kind of job, that a sealed text which a job needs does not open."""
    if function not in _told_of_unreadable:
        _told_of_unreadable.append(function)
    return function


def report_unreadable(kind: str, error: Unreadable) -> None:
    """A job of this kind could not open what it needs."""
    for function in _told_of_unreadable:
        function(kind, error)


def status_line(function: Callable[[], str]) -> Callable[[], str]:
    """Register a line that ``flask jobs status`` ends with."""
    if function not in _status_lines:
        _status_lines.append(function)
    return function


def status_lines() -> list[str]:
    """What the features have to say of their jobs."""
    return [function() for function in _status_lines]


def handler_of(kind: str) -> Handler:
    """The function for ``kind``, or ``KeyError``."""
    return _kinds[kind].carry_out


def lane_of(kind: str) -> Lane:
    """The lane of ``kind``; one that a later version knows is ordinary work."""
    return _kinds[kind].lane if kind in _kinds else Lane.WORK


def patience_of(kind: str) -> timedelta | None:
    """How long ``kind`` is tried."""
    return _kinds[kind].patience if kind in _kinds else PATIENCE


def all_kinds() -> tuple[str, ...]:
    """Every kind that this version can carry out, in order."""
    return tuple(sorted(_kinds))


def kinds_in(lane: Lane) -> tuple[str, ...]:
    """The kinds of a lane, in order."""
    return tuple(kind for kind in all_kinds() if _kinds[kind].lane is lane)


def each_minute(function: Callable[[], None]) -> Callable[[], None]:
    """Register what every worker does each minute without a job of its own; as good done twice, or by several at once."""
    _each_minute[f"{function.__module__}.{function.__name__}"] = function
    return function


def all_each_minute() -> tuple[tuple[str, Callable[[], None]], ...]:
    """Everything that is done each minute, by name."""
    return tuple(_each_minute.items())


def all_recurring() -> tuple[Recurring, ...]:
    """Everything that comes back by the clock."""
    return tuple(_recurring.values())


def hourly(now: datetime) -> str:
    """One job an hour; ``now`` is local time."""
    return now.strftime("%Y-%m-%dT%H")


def daily(now: datetime) -> str:
    """One job a day; ``now`` is local time."""
    return now.strftime("%Y-%m-%d")
