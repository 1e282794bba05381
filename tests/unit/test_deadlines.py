"""What each step does to the dates of a case."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from app.authz.facts import State
from app.cases.deadlines import Dates, Sent, dates_after
from app.cases.lifecycle import Step
from app.core.calendar import CLOSING_TIME, WorkingWeek, respond_by

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)
TUESDAY_NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    reply_days: int = 2
    respond_by: datetime | None = TUESDAY_NIGHT
    answer_by: date | None = None
    first_response_at: datetime | None = None
    answered_in_time: bool | None = None
    ended_at: datetime | None = None


WAITING = Case(respond_by=None, answer_by=date(2026, 12, 4), first_response_at=FRIDAY, answered_in_time=True)


def after(case: Case, step: Step, state: State, *, replied: bool = False, promised: date | None = None) -> Dates:
    return dates_after(case, step, state, Sent(MONDAY, replied=replied, promised=promised))


@pytest.mark.parametrize(
    ("received", "limit"),
    [
        ("2026-11-20T10:00:00+01:00", "2026-11-25T00:00:00+01:00"),
        ("2026-11-20T16:00:00+01:00", "2026-11-26T00:00:00+01:00"),
        ("2026-11-21T12:00:00+01:00", "2026-11-26T00:00:00+01:00"),
        ("2026-11-16T16:30:00+01:00", "2026-11-20T00:00:00+01:00"),
        ("2026-12-23T10:00:00+01:00", "2026-12-30T00:00:00+01:00"),
    ],
)
def test_the_limits_are_those_of_the_examples(received: str, limit: str) -> None:
    assert respond_by(datetime.fromisoformat(received)) == datetime.fromisoformat(limit)


@pytest.mark.parametrize("step", [Step.DISTRIBUTE, Step.REDISTRIBUTE, Step.TAKE, Step.GIVE_BACK, Step.RETURN])
def test_passing_a_case_on_changes_no_date(step: Step) -> None:
    assert after(Case(), step, State.RECEIVED) == Dates(TUESDAY_NIGHT, None, None, None)
    assert after(WAITING, step, State.WAITING) == Dates(None, WAITING.answer_by, FRIDAY, None, True)


def test_a_question_stops_the_clock_and_gives_the_citizen_a_fortnight() -> None:
    dates = after(Case(), Step.COUNTER_QUESTION, State.WAITING)
    assert dates == Dates(None, date(2026, 12, 7), MONDAY, None, True)


@pytest.mark.parametrize(("days", "limit"), [(2, "2026-11-25"), (5, "2026-11-30")])
def test_the_citizens_answer_starts_a_new_clock_of_the_case_types_length(days: int, limit: str) -> None:
    case = Case(days, None, date(2026, 12, 4), FRIDAY)
    dates = after(case, Step.ANSWER, State.REPLIED)
    assert dates.respond_by == datetime.fromisoformat(f"{limit}T23:00:00+00:00")
    assert (dates.answer_by, dates.first_response_at) == (None, FRIDAY)


def test_a_reopening_starts_a_new_clock_and_the_case_is_ended_no_more() -> None:
    dates = after(Case(2, None, None, FRIDAY, False, FRIDAY), Step.REOPEN, State.RECEIVED)
    assert dates == Dates(datetime(2026, 11, 25, 23, tzinfo=UTC), None, FRIDAY, None, False)


def test_a_partial_reply_buys_time_until_the_day_promised() -> None:
    dates = after(Case(), Step.PARTIAL_REPLY, State.RECEIVED, promised=date(2026, 12, 1))
    assert dates.respond_by == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert dates.first_response_at == MONDAY


def test_a_partial_reply_without_a_promise_buys_as_many_working_days_again() -> None:
    assert after(Case(), Step.PARTIAL_REPLY, State.RECEIVED).respond_by == datetime(2026, 11, 25, 23, tzinfo=UTC)


def test_a_partial_reply_sent_along_with_a_distribution_counts_as_one() -> None:
    dates = after(Case(), Step.DISTRIBUTE, State.RECEIVED, replied=True)
    assert (dates.respond_by, dates.first_response_at) == (datetime(2026, 11, 25, 23, tzinfo=UTC), MONDAY)


def test_a_partial_reply_to_a_case_that_waits_for_the_citizen_starts_no_clock() -> None:
    dates = after(WAITING, Step.PARTIAL_REPLY, State.WAITING, promised=date(2026, 12, 1))
    assert (dates.respond_by, dates.answer_by) == (None, WAITING.answer_by)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (Step.FINAL_REPLY, State.ANSWERED),
        (Step.CLOSE, State.CLOSED),
        (Step.CANCEL, State.CANCELLED),
        (Step.WITHDRAW, State.CANCELLED),
    ],
)
def test_an_ended_case_has_no_limit_and_knows_when_it_ended(step: Step, state: State) -> None:
    dates = after(Case(), step, state)
    answered = (MONDAY, True) if step is Step.FINAL_REPLY else (None, None)
    assert dates == Dates(None, None, answered[0], MONDAY, answered[1])


@pytest.mark.parametrize("step", [Step.PARTIAL_REPLY, Step.FINAL_REPLY])
def test_the_first_response_stays_the_first(step: Step) -> None:
    state = State.ANSWERED if step is Step.FINAL_REPLY else State.RECEIVED
    assert after(Case(first_response_at=FRIDAY), step, state).first_response_at == FRIDAY


@pytest.mark.parametrize("step", [Step.PARTIAL_REPLY, Step.COUNTER_QUESTION, Step.FINAL_REPLY])
def test_answered_in_time_is_the_first_response_before_the_limit_of_that_moment(step: Step) -> None:
    state = {Step.FINAL_REPLY: State.ANSWERED, Step.COUNTER_QUESTION: State.WAITING}.get(step, State.RECEIVED)
    on_the_second = Case(respond_by=MONDAY)
    just_before = Case(respond_by=MONDAY + timedelta(microseconds=1))
    assert after(on_the_second, step, state).answered_in_time is False
    assert after(just_before, step, state).answered_in_time is True


def test_what_was_late_once_stays_late_whatever_is_sent_later() -> None:
    late = Case(first_response_at=FRIDAY, answered_in_time=False)
    assert after(late, Step.FINAL_REPLY, State.ANSWERED).answered_in_time is False


def test_closing_without_a_reply_answers_nothing() -> None:
    assert after(Case(), Step.CLOSE, State.CLOSED).answered_in_time is None


CLOSED_WEEK = WorkingWeek(dict.fromkeys(range(5), CLOSING_TIME), frozenset(date(2026, 11, n) for n in range(24, 28)))


@pytest.mark.parametrize(
    ("step", "state"),
    [(Step.ANSWER, State.REPLIED), (Step.REOPEN, State.RECEIVED), (Step.PARTIAL_REPLY, State.RECEIVED)],
)
def test_every_new_clock_counts_the_days_that_the_clinic_is_open(step: Step, state: State) -> None:
    dates = dates_after(Case(), step, state, Sent(MONDAY), CLOSED_WEEK)
    assert dates.respond_by == datetime(2026, 12, 1, 23, tzinfo=UTC)


def test_a_day_promised_is_kept_as_promised_also_when_the_clinic_is_closed_then() -> None:
    sent = Sent(MONDAY, promised=date(2026, 11, 25))
    dates = dates_after(Case(), Step.PARTIAL_REPLY, State.RECEIVED, sent, CLOSED_WEEK)
    assert dates.respond_by == datetime(2026, 11, 25, 23, tzinfo=UTC)


def test_a_question_stops_the_clock_of_a_closed_clinic_too() -> None:
    dates = dates_after(Case(), Step.COUNTER_QUESTION, State.WAITING, Sent(MONDAY), CLOSED_WEEK)
    assert (dates.respond_by, dates.answer_by) == (None, date(2026, 12, 7))
