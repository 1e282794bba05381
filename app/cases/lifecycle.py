"""The life-cycle of a case: one table, pure. Who may take a step is the policy's matter, not this one's.

docs/lifecycle.md is generated from it.
"""

import enum

from app.authz.facts import OPEN, State


class Step(enum.StrEnum):
    """What can happen to a case."""

    SEND = "send"
    DISTRIBUTE = "distribute"
    REDISTRIBUTE = "redistribute"
    TAKE = "take"
    GIVE_BACK = "give_back"
    RETURN = "return"
    PARTIAL_REPLY = "partial_reply"
    COUNTER_QUESTION = "counter_question"
    ANSWER = "answer"
    FINAL_REPLY = "final_reply"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


RESPONSES = frozenset({Step.PARTIAL_REPLY, Step.COUNTER_QUESTION, Step.FINAL_REPLY})
"""The clinic answers: the first of them is the first response."""
WITH_A_TEXT = RESPONSES | {Step.ANSWER}
"""What a thread shows is the text that was sent, not the step."""
HANDING_ON = frozenset({Step.DISTRIBUTE, Step.REDISTRIBUTE, Step.GIVE_BACK, Step.RETURN})
"""The case goes from one to another, which the log says of both."""
UNDOABLE_WITHOUT_A_TEXT = frozenset({Step.DISTRIBUTE, Step.REDISTRIBUTE, Step.TAKE, Step.GIVE_BACK, Step.CLOSE})
"""What sent a text can be undone too, for longer: ``windows``."""
OVER_OR_OPEN_AGAIN = frozenset({Step.FINAL_REPLY, Step.CLOSE, Step.CANCEL, Step.WITHDRAW, Step.REOPEN})
"""What the citizen is told of how the case stands."""


class Reason(enum.StrEnum):
    """Why a case was closed, cancelled or opened again."""

    PHONED = "phoned"
    BOOKED = "booked"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    OTHER = "other"


class NotPossible(ValueError):
    """The case is in a state where this step does not exist."""


_UNCHANGED = (Step.DISTRIBUTE, Step.REDISTRIBUTE, Step.TAKE, Step.GIVE_BACK, Step.RETURN, Step.PARTIAL_REPLY)

LIFECYCLE: dict[tuple[State | None, Step], State] = {
    (None, Step.SEND): State.RECEIVED,
    **{(state, step): state for state in OPEN for step in _UNCHANGED},
    (State.RECEIVED, Step.COUNTER_QUESTION): State.WAITING,
    (State.REPLIED, Step.COUNTER_QUESTION): State.WAITING,
    (State.WAITING, Step.ANSWER): State.REPLIED,
    **{(state, Step.FINAL_REPLY): State.ANSWERED for state in OPEN},
    **{(state, Step.CLOSE): State.CLOSED for state in OPEN},
    (State.ANSWERED, Step.REOPEN): State.RECEIVED,
    (State.CLOSED, Step.REOPEN): State.RECEIVED,
    (State.RECEIVED, Step.WITHDRAW): State.CANCELLED,
    (State.RECEIVED, Step.CANCEL): State.CANCELLED,
}


def next_state(state: State | None, step: Step) -> State:
    """The state after the step (None before it: there was no case); ``NotPossible`` when the table has no such step."""
    try:
        return LIFECYCLE[state, step]
    except KeyError:
        raise NotPossible(f"{step} from {state}") from None
