"""When the clinic must have answered, and the citizen: what each step does to the dates. Pure.

Source: docs/lifecycle.md, "Deadlines". Two working days unless the case type says otherwise; a counter-question stops the
clock; an answer and a reopening start a new one; a partial reply buys time, never for ever.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from app.authz.facts import State
from app.cases.lifecycle import Step
from app.core import calendar, clock

ANSWER_DAYS = 14


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
    def ended_at(self) -> datetime | None: ...


class Dates(NamedTuple):
    """The dates of a case after a step. ``respond_by``: the limit, UTC; ``answer_by``: the citizen's last day."""

    respond_by: datetime | None
    answer_by: date | None
    first_response_at: datetime | None
    ended_at: datetime | None


RESPONSES = frozenset({Step.PARTIAL_REPLY, Step.COUNTER_QUESTION, Step.FINAL_REPLY})
_RESTARTS = frozenset({Step.ANSWER, Step.REOPEN})


def dates_after(case: Dated, step: Step, state: State, at: datetime, *, replied: bool, promised: date | None) -> Dates:
    """``state`` is the one after the step; ``replied``: a partial reply went along with it."""
    first = case.first_response_at
    if first is None and (step in RESPONSES or replied):
        first = at
    if not state.is_open:
        return Dates(None, None, first, case.ended_at or at)
    if state is State.WAITING:
        return Dates(None, _answer_by(case, step, at), first, None)
    return Dates(_respond_by(case, step, at, replied=replied, promised=promised), None, first, None)


def _answer_by(case: Dated, step: Step, at: datetime) -> date | None:
    if step is Step.COUNTER_QUESTION:
        return clock.local(at).date() + timedelta(days=ANSWER_DAYS)
    return case.answer_by


def _respond_by(case: Dated, step: Step, at: datetime, *, replied: bool, promised: date | None) -> datetime | None:
    if step in _RESTARTS:
        return calendar.respond_by(at, case.reply_days)
    if replied or step is Step.PARTIAL_REPLY:
        return calendar.end_of_day(promised) if promised else calendar.respond_by(at, case.reply_days)
    return case.respond_by
