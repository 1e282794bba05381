"""When the clinic must have answered, and the citizen: what each step does to the dates. Pure.

docs/lifecycle.md, "Deadlines", is generated from it. Two working days of the clinic from when a case is sent, unless the case
type says otherwise; a counter-question stops the clock; an answer and a reopening start a new one; a partial reply buys
time, never for ever.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from app.authz.facts import State
from app.cases.lifecycle import RESPONSES, Step
from app.core import calendar, clock
from app.core.calendar import USUAL, WorkingWeek

ANSWER_DAYS = 14
FARTHEST_PROMISE = timedelta(days=60)
"""A partial reply buys time, never for ever: the day that it promises is not later than this from its own day."""


class Dated(Protocol):
    """The dates of a case."""

    @property
    def reply_days(self) -> int: ...
    @property
    def respond_by(self) -> datetime | None: ...
    @property
    def answer_by(self) -> date | None: ...
    @property
    def first_response_at(self) -> datetime | None: ...
    @property
    def answered_in_time(self) -> bool | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class Dates(NamedTuple):
    """The dates of a case after a step. ``respond_by``: the limit, UTC; ``answer_by``: the citizen's last day.

    ``answered_in_time``: whether the first response came before the limit of that moment; None until there is one.
    """

    respond_by: datetime | None
    answer_by: date | None
    first_response_at: datetime | None
    ended_at: datetime | None
    answered_in_time: bool | None = None


class Sent(NamedTuple):
    """What a step brings that the dates depend on: when, whether a partial reply goes along, the day that it promises."""

    at: datetime
    replied: bool = False
    promised: date | None = None


_STARTS_THE_CLOCK = frozenset({Step.SEND, Step.ANSWER, Step.REOPEN})


def dates_after(case: Dated, step: Step, state: State, sent: Sent, week: WorkingWeek = USUAL) -> Dates:
    """``state`` is the one after the step; ``week``: when the case's clinic is open."""
    first, in_time = case.first_response_at, case.answered_in_time
    if first is None and (step in RESPONSES or sent.replied):
        first, in_time = sent.at, case.respond_by is None or sent.at < case.respond_by
    if not state.is_open:
        return Dates(None, None, first, case.ended_at or sent.at, in_time)
    if state is State.WAITING:
        return Dates(None, _answer_by(case, step, sent.at), first, None, in_time)
    return Dates(_respond_by(case, step, sent, week), None, first, None, in_time)


def _answer_by(case: Dated, step: Step, at: datetime) -> date | None:
    if step is Step.COUNTER_QUESTION:
        return clock.local(at).date() + timedelta(days=ANSWER_DAYS)
    return case.answer_by


def _respond_by(case: Dated, step: Step, sent: Sent, week: WorkingWeek) -> datetime | None:
    if step in _STARTS_THE_CLOCK:
        return calendar.respond_by(sent.at, case.reply_days, week)
    if sent.replied or step is Step.PARTIAL_REPLY:
        if sent.promised is not None:
            return calendar.end_of_day(sent.promised)
        return calendar.respond_by(sent.at, case.reply_days, week)
    return case.respond_by
