"""Which function carries out which kind of job, in which lane, how patiently, and what comes back by the clock."""

import enum
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from app.core.crypto import Unreadable
from app.core.hooks import Hook

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
    """How a kind of job is carried out.

    ``carry_out`` gets the payload, opens its own transactions and may be called twice. ``patience``: how long it is tried
    after the first try failed, before it is given up and shown as such; None: for ever. ``period``: one job is promised
    for each value that this gives, by however many workers there are, with the payload ``{"period": value}``.
    """

    carry_out: Handler
    lane: Lane = Lane.WORK
    patience: timedelta | None = PATIENCE
    period: Period | None = None


class NotNow(Exception):
    """Raised by a handler that cannot do it yet. ``reason`` is shown to operators; ``wait`` is for when to try again."""

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class NeighbourAway(NotNow):
    """What the whole lane depends on does not answer: the others in it would only wait in vain too."""


class Kinds(dict[str, Kind]):
    """Every kind that an application can carry out, by its name."""

    def add(self, kinds: Mapping[str, Kind]) -> None:
        """Those of a feature; ``ValueError`` when one of them is there already."""
        if twice := self.keys() & kinds.keys():
            msg = f"two handlers for {', '.join(sorted(twice))}"
            raise ValueError(msg)
        self.update(kinds)


KINDS: Hook[Kinds] = Hook("kinds of jobs", Kinds)
EACH_MINUTE: Hook[list[Callable[[], None]]] = Hook("each minute", list)
"""What every worker does each minute without a job of its own; as good done twice, or by several at once."""
AT_REST: Hook[list[Callable[[], None]]] = Hook("at rest", list)
"""What a worker does when nothing is due for the moment, such as hanging up."""
ON_UNREADABLE: Hook[list[Callable[[str, Unreadable], None]]] = Hook("told of unreadable text", list)
"""Called with the kind of job when a sealed text that the job needs cannot be opened."""
STATUS_LINES: Hook[list[Callable[[], str]]] = Hook("lines of the status", list)
"""What ``flask jobs status`` ends with."""


def report_unreadable(kind: str, error: Unreadable) -> None:
    """A job of this kind could not open what it needs."""
    for report in ON_UNREADABLE.current:
        report(kind, error)


def handler_of(kind: str) -> Handler:
    """The function for ``kind``, or ``KeyError``."""
    return KINDS.current[kind].carry_out


def lane_of(kind: str) -> Lane:
    """The lane of ``kind``; one that a later version knows is ordinary work."""
    known = KINDS.current.get(kind)
    return known.lane if known is not None else Lane.WORK


def patience_of(kind: str) -> timedelta | None:
    """How long ``kind`` is tried."""
    known = KINDS.current.get(kind)
    return known.patience if known is not None else PATIENCE


def all_kinds() -> tuple[str, ...]:
    """Every kind that this version can carry out, in order."""
    return tuple(sorted(KINDS.current))


def kinds_in(lane: Lane) -> tuple[str, ...]:
    """The kinds of a lane, in order."""
    return tuple(kind for kind in all_kinds() if lane_of(kind) is lane)


def all_recurring() -> tuple[tuple[str, Period], ...]:
    """Every kind of job that recurs, with its period."""
    return tuple((kind, one.period) for kind, one in KINDS.current.items() if one.period is not None)


def hourly(now: datetime) -> str:
    """One job an hour; ``now`` is local time."""
    return now.strftime("%Y-%m-%dT%H")


def daily(now: datetime) -> str:
    """One job a day; ``now`` is local time."""
    return now.strftime("%Y-%m-%d")
