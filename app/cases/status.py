"""What a case is called, computed from its state and facts. Pure; the words are in ``labels.py``.

Source: docs/lifecycle.md. The first that fits counts.
"""

import enum
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.authz.facts import State
from app.core import clock


class StaffLabel(enum.StrEnum):
    """What staff read."""

    NEW = "new"
    WITH_GROUP = "with_group"
    DISTRIBUTED = "distributed"
    STARTED = "started"
    WAITING = "waiting"
    REPLIED = "replied"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"


class CitizenLabel(enum.StrEnum):
    """What the citizen reads."""

    SENT = "sent"
    RECEIVED = "received"
    HANDLED = "handled"
    QUESTION = "question"
    ANSWER_SENT = "answer_sent"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class StatusFacts(Protocol):
    """What a label is computed from."""

    @property
    def state(self) -> State: ...
    @property
    def holder_id(self) -> UUID | None: ...
    @property
    def group_id(self) -> UUID | None: ...
    @property
    def answer_by(self) -> date | None: ...
    @property
    def holder_opened_at(self) -> datetime | None: ...
    @property
    def first_opened_at(self) -> datetime | None: ...


_ENDED = {State.CANCELLED: StaffLabel.CANCELLED, State.CLOSED: StaffLabel.CLOSED, State.ANSWERED: StaffLabel.ANSWERED}


def staff_label(case: StatusFacts, *, holder_valid: bool = True) -> StaffLabel:
    """The label for staff; a holder without the role counts as none."""
    if case.state in _ENDED:
        return _ENDED[case.state]
    if case.state is State.WAITING:
        return StaffLabel.UNANSWERED if answer_day_passed(case.answer_by) else StaffLabel.WAITING
    if case.state is State.REPLIED:
        return StaffLabel.REPLIED
    if case.group_id is not None:
        return StaffLabel.WITH_GROUP
    if case.holder_id is None or not holder_valid:
        return StaffLabel.NEW
    return StaffLabel.STARTED if case.holder_opened_at else StaffLabel.DISTRIBUTED


def citizen_label(case: StatusFacts, *, withdrawn: bool) -> CitizenLabel:
    """The label for the citizen; ``withdrawn``: cancelled by the citizen, not by the clinic."""
    fixed = {
        State.CLOSED: CitizenLabel.CLOSED,
        State.ANSWERED: CitizenLabel.ANSWERED,
        State.WAITING: CitizenLabel.QUESTION,
        State.REPLIED: CitizenLabel.ANSWER_SENT,
    }
    if case.state is State.CANCELLED:
        return CitizenLabel.WITHDRAWN if withdrawn else CitizenLabel.CANCELLED
    if case.state in fixed:
        return fixed[case.state]
    if case.holder_opened_at is not None:
        return CitizenLabel.HANDLED
    touched = case.holder_id or case.group_id or case.first_opened_at
    return CitizenLabel.RECEIVED if touched else CitizenLabel.SENT


def answer_day_passed(answer_by: date | None) -> bool:
    """Whether the citizen's last day for a counter-question is over (an answer still arrives)."""
    return answer_by is not None and clock.today() > answer_by
