"""The life-cycle table: every state with every step, and nothing that is not listed."""

import itertools

import pytest

from app.authz.facts import OPEN, State
from app.cases.lifecycle import LIFECYCLE, NotPossible, Step, next_state
from app.cases.services.steps import EVENTS

R, W, P, A, C, X = State.RECEIVED, State.WAITING, State.REPLIED, State.ANSWERED, State.CLOSED, State.CANCELLED
EXPECTED: dict[Step, dict[State | None, State]] = {
    Step.SEND: {None: R},
    Step.DISTRIBUTE: {R: R, W: W, P: P},
    Step.REDISTRIBUTE: {R: R, W: W, P: P},
    Step.TAKE: {R: R, W: W, P: P},
    Step.GIVE_BACK: {R: R, W: W, P: P},
    Step.RETURN: {R: R, W: W, P: P},
    Step.PARTIAL_REPLY: {R: R, W: W, P: P},
    Step.COUNTER_QUESTION: {R: W, P: W},
    Step.ANSWER: {W: P},
    Step.FINAL_REPLY: {R: A, W: A, P: A},
    Step.CLOSE: {R: C, W: C, P: C},
    Step.REOPEN: {A: R, C: R},
    Step.WITHDRAW: {R: X},
    Step.CANCEL: {R: X},
}


def test_the_table_is_what_the_requirement_says() -> None:
    assert set(EXPECTED) == set(Step)
    assert {(s, step): after for step, row in EXPECTED.items() for s, after in row.items()} == LIFECYCLE


@pytest.mark.parametrize(
    ("state", "step"), [pair for pair in itertools.product((None, *State), Step) if pair not in LIFECYCLE]
)
def test_a_step_that_is_not_listed_does_not_exist(state: State | None, step: Step) -> None:
    with pytest.raises(NotPossible):
        next_state(state, step)


def test_a_case_begins_by_being_sent_and_is_sent_once() -> None:
    assert [pair for pair in LIFECYCLE if pair[0] is None or pair[1] is Step.SEND] == [(None, Step.SEND)]
    assert next_state(None, Step.SEND) is State.RECEIVED


def test_every_step_can_be_taken_and_is_told_of() -> None:
    assert {step for _, step in LIFECYCLE} == set(EVENTS) == set(Step)


def test_nothing_comes_after_cancelled() -> None:
    assert not any(state is State.CANCELLED for state, _ in LIFECYCLE)


def test_the_states_that_are_open_are_the_ones_somebody_waits_in() -> None:
    assert {state for state in State if state.is_open} == OPEN == {R, W, P}


@pytest.mark.parametrize("state", sorted(OPEN))
def test_every_open_case_can_be_ended_from_where_it_is(state: State) -> None:
    assert not next_state(state, Step.CLOSE).is_open
    assert not next_state(state, Step.FINAL_REPLY).is_open
