"""What a case is called, for staff and for the citizen, and how its deadline stands."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.authz.facts import State
from app.cases.status import CitizenLabel, StaffLabel, citizen_label, staff_label
from app.core import clock
from app.core.calendar import end_of_day
from app.web.formats import due

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOMEBODY = uuid.uuid4()


@dataclass(frozen=True)
class Case:
    state: State = State.RECEIVED
    holder_id: uuid.UUID | None = None
    group_id: uuid.UUID | None = None
    answer_by: date | None = None
    holder_opened_at: datetime | None = None
    first_opened_at: datetime | None = None


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({}, StaffLabel.NEW),
        ({"first_opened_at": NOW}, StaffLabel.NEW),
        ({"group_id": SOMEBODY}, StaffLabel.WITH_GROUP),
        ({"holder_id": SOMEBODY}, StaffLabel.DISTRIBUTED),
        ({"holder_id": SOMEBODY, "holder_opened_at": NOW}, StaffLabel.STARTED),
        ({"state": State.WAITING, "answer_by": date(2026, 11, 20)}, StaffLabel.WAITING),
        ({"state": State.WAITING, "answer_by": date(2026, 11, 19)}, StaffLabel.UNANSWERED),
        ({"state": State.REPLIED, "group_id": SOMEBODY}, StaffLabel.REPLIED),
        ({"state": State.ANSWERED, "holder_id": SOMEBODY}, StaffLabel.ANSWERED),
        ({"state": State.CLOSED}, StaffLabel.CLOSED),
        ({"state": State.CANCELLED, "group_id": SOMEBODY}, StaffLabel.CANCELLED),
    ],
)
def test_staff_read_the_first_label_that_fits(facts: dict[str, Any], label: StaffLabel) -> None:
    with clock.at(NOW):
        assert staff_label(Case(**facts)) is label


def test_a_case_whose_holder_lost_the_role_is_new_again() -> None:
    assert staff_label(Case(holder_id=SOMEBODY, holder_opened_at=NOW), holder_valid=False) is StaffLabel.NEW


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({}, CitizenLabel.SENT),
        ({"first_opened_at": NOW}, CitizenLabel.RECEIVED),
        ({"group_id": SOMEBODY}, CitizenLabel.RECEIVED),
        ({"holder_id": SOMEBODY}, CitizenLabel.RECEIVED),
        ({"holder_id": SOMEBODY, "holder_opened_at": NOW}, CitizenLabel.HANDLED),
        ({"state": State.WAITING, "answer_by": date(2026, 11, 1)}, CitizenLabel.QUESTION),
        ({"state": State.REPLIED, "holder_opened_at": NOW}, CitizenLabel.ANSWER_SENT),
        ({"state": State.ANSWERED, "holder_opened_at": NOW}, CitizenLabel.ANSWERED),
        ({"state": State.CLOSED}, CitizenLabel.CLOSED),
        ({"state": State.CANCELLED}, CitizenLabel.CANCELLED),
    ],
)
def test_the_citizen_reads_the_first_label_that_fits(facts: dict[str, Any], label: CitizenLabel) -> None:
    assert citizen_label(Case(**facts), withdrawn=False) is label


def test_a_case_that_the_citizen_took_back_says_so() -> None:
    assert citizen_label(Case(State.CANCELLED), withdrawn=True) is CitizenLabel.WITHDRAWN


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (NOW, "late"),
        (NOW + timedelta(microseconds=1), "today"),
        (end_of_day(date(2026, 11, 20)), "today"),
        (end_of_day(date(2026, 11, 23)), "later"),
    ],
)
def test_a_deadline_is_passed_from_its_very_moment(limit: datetime, expected: str) -> None:
    with clock.at(NOW):
        assert due(limit) == expected
