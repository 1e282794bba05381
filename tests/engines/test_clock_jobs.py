"""What the clock does each morning: reminders, escalation, and the cases of holders who are silent."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.facts import State
from app.cases.clock_jobs import CLINIC_MORNING, clinic_morning, each_morning, morning
from app.cases.models import CaseStep, Draft, Message
from app.cases.services.drafts import keep_texts
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question, send_partial_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.casework.services.opening import open_case
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.worker import run_due, tick
from app.notices.kinds import NoticeEvent
from app.notices.mail_texts import text_of
from app.notices.services.post import OFFICE, PostOffice
from app.roles.models import Clinic, ClosedDay
from tests.hooks import instead
from tests.mail_server import mail_server
from tests.notified_people import PUBLIC, Post, give_citizen, give_staff
from tests.world import World, operation

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=STOCKHOLM)


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=STOCKHOLM)


def run_morning(day: str) -> None:
    """The morning of a day, twice, as after a crash or with two workers."""
    with clock.at(at(day)):
        for _turn in range(2):
            morning({"period": day})
            for clinic_id in session().scalars(select(Clinic.id)).all():
                clinic_morning({"period": day, "clinic_id": str(clinic_id)})


def told(app: Flask) -> list[tuple[str, str]]:
    """What reminders were made, of which case or clinic."""
    with app.app_context():
        session().rollback()
        found = session().scalars(
            select(AuditEvent).where(AuditEvent.kind == EventKind.REMINDER_MADE).order_by(AuditEvent.id)
        )
        payloads = [json.loads(event.payload) for event in found]
        return [(payload["details"]["event"], payload["resource"]["type"]) for payload in payloads]


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def case_id(world: World) -> UUID:
    """Tolvan's case from Friday 20 November, due when Tuesday the 24th ends."""
    with clock.at(FRIDAY):
        return world.send()


def with_hanna(world: World, case_id: UUID) -> None:
    with clock.at(FRIDAY + timedelta(minutes=5)):
        world.distribute(case_id, person="Hanna")


def returns_after(world: World, days: int | None, clinic_id: UUID | None = None) -> None:
    with atomic() as current:
        current.get_one(Clinic, clinic_id or world.clinic_id()).return_after_days = days


def asks(world: World, case_id: UUID, when: datetime) -> None:
    with clock.at(when):
        order = Reply("Hur länge?", world.case(case_id).version, operation())
        send_counter_question(world.staff("Hanna"), case_id, order)


@pytest.mark.usefixtures("case_id")
def test_nobody_is_reminded_before_the_limit(app: Flask) -> None:
    run_morning("2026-11-24")
    assert told(app) == []


@pytest.mark.usefixtures("case_id")
def test_the_receivers_are_reminded_once_each_working_day_while_a_case_is_late(app: Flask) -> None:
    for day in ("2026-11-25", "2026-11-26"):
        run_morning(day)
    assert told(app) == [("cases_overdue", "clinic")] * 2


@pytest.mark.usefixtures("case_id")
def test_nobody_is_reminded_on_a_day_when_the_clinic_is_closed(app: Flask, world: World) -> None:
    with atomic() as current:
        current.add(ClosedDay(clinic_id=world.clinic_id(), day=date(2026, 11, 25), reason="Utbildning"))
    run_morning("2026-11-25")
    run_morning("2026-11-28")
    assert told(app) == []


def test_the_administrators_hear_of_a_case_two_working_days_late_once_for_each_limit(
    app: Flask, world: World, case_id: UUID
) -> None:
    run_morning("2026-11-26")
    assert "case_escalated" not in dict(told(app))
    run_morning("2026-11-27")
    run_morning("2026-11-30")
    assert told(app).count(("case_escalated", "case")) == 1
    with_hanna(world, case_id)
    with clock.at(at("2026-11-30", 11)):
        order = Reply("Vi behöver mer tid", world.case(case_id).version, operation())
        send_partial_reply(world.staff("Hanna"), case_id, order)
    run_morning("2026-12-07")
    assert told(app).count(("case_escalated", "case")) == 2


@pytest.mark.usefixtures("case_id")
def test_what_is_told_is_not_told_again_when_old_jobs_are_forgotten(app: Flask) -> None:
    run_morning("2026-11-27")
    assert ("case_escalated", "case") in told(app)
    with atomic() as current:
        for job in current.scalars(select(Job)):
            current.delete(job)
    run_morning("2026-12-30")
    assert told(app).count(("case_escalated", "case")) == 1


def test_the_citizen_is_reminded_two_days_before_the_last_day_once(app: Flask, world: World, case_id: UUID) -> None:
    with_hanna(world, case_id)
    asks(world, case_id, at("2026-11-23"))  # until 7 December
    run_morning("2026-12-04")
    assert told(app) == []
    for day in ("2026-12-05", "2026-12-06", "2026-12-07", "2026-12-08"):
        run_morning(day)
    assert told(app) == [("question_reminder", "case")]


def test_a_citizen_who_has_answered_is_not_reminded(app: Flask, world: World, case_id: UUID) -> None:
    with_hanna(world, case_id)
    asks(world, case_id, at("2026-11-23"))
    with clock.at(at("2026-11-24")):
        answers(world, case_id)
    run_morning("2026-12-05")
    assert told(app).count(("question_reminder", "case")) == 0


def answers(world: World, case_id: UUID) -> None:
    question = session().scalars(select(Message.id).where(Message.case_id == case_id, Message.open_question)).one()
    answer_question(world.citizen("Tolvan"), case_id, CitizenAnswer(question, "En vecka", operation()))


def test_a_silent_holders_case_stays_unless_the_clinic_has_chosen_otherwise(world: World, case_id: UUID) -> None:
    with_hanna(world, case_id)
    run_morning("2026-12-14")
    assert world.case(case_id).holder_id == world.staff_id("Hanna")


def test_a_silent_holders_case_goes_back_to_the_inbox_once_and_drafts_are_kept(world: World, case_id: UUID) -> None:
    with_hanna(world, case_id)
    returns_after(world, 3)
    hanna = world.staff("Hanna")
    with clock.at(FRIDAY + timedelta(minutes=10)):
        open_case(hanna, case_id, "sv")
        keep_texts(hanna, case_id, {"final_reply": "Hej Tolvan"})
    run_morning("2026-11-25")
    assert world.case(case_id).holder_id == hanna.staff_id
    run_morning("2026-11-26")
    case = world.case(case_id)
    assert (case.holder_id, case.state) == (None, State.RECEIVED)
    assert session().scalars(select(Draft).where(Draft.owner_id == hanna.staff_id)).all()
    steps = session().scalars(select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.number)).all()
    assert [step.step.value for step in steps] == ["send", "distribute", "return"]
    logged = session().scalars(select(AuditEvent).where(AuditEvent.kind == EventKind.RETURNED)).one()
    assert json.loads(logged.payload)["actor"]["job"] == "return_silent"


@pytest.mark.parametrize("deed", ["note", "citizen_answers"])
def test_whoever_has_done_something_is_not_silent_nor_one_who_has_just_got_an_answer(
    world: World, case_id: UUID, deed: str
) -> None:
    with_hanna(world, case_id)
    returns_after(world, 3)
    if deed == "note":
        with clock.at(at("2026-11-24")):
            write_note(world.staff("Hanna"), case_id, NewNote("Ringer i morgon", operation()))
    else:
        asks(world, case_id, FRIDAY + timedelta(minutes=10))
        with clock.at(at("2026-11-24")):
            answers(world, case_id)
    run_morning("2026-11-27")
    assert world.case(case_id).holder_id == world.staff_id("Hanna")
    run_morning("2026-11-30")
    assert world.case(case_id).holder_id is None


@pytest.mark.parametrize(
    ("deed", "counts"),
    [("gets it", True), ("answers in part", True), ("is written of by a colleague", False)],
)
def test_a_holder_has_the_working_days_from_when_she_got_the_case_or_did_something_in_it(
    world: World, case_id: UUID, deed: str, counts: bool
) -> None:
    returns_after(world, 3)
    if deed != "gets it":
        with_hanna(world, case_id)
    with clock.at(at("2026-11-24")):
        if deed == "gets it":
            world.distribute(case_id, person="Hanna")
        elif deed == "answers in part":
            order = Reply("Vi behöver mer tid", world.case(case_id).version, operation())
            send_partial_reply(world.staff("Hanna"), case_id, order)
        else:
            write_note(world.staff("Maja"), case_id, NewNote("Hanna ringer", operation()))
    run_morning("2026-11-27")
    assert world.case(case_id).holder_id == (world.staff_id("Hanna") if counts else None)
    run_morning("2026-11-30")
    assert world.case(case_id).holder_id is None


def test_a_case_that_waits_for_the_citizen_waits_with_its_holder(world: World, case_id: UUID) -> None:
    with_hanna(world, case_id)
    asks(world, case_id, FRIDAY + timedelta(minutes=10))
    returns_after(world, 1)
    run_morning("2026-12-01")
    assert world.case(case_id).holder_id == world.staff_id("Hanna")


@pytest.mark.usefixtures("case_id")
def test_a_morning_that_could_not_be_done_is_made_up_for_at_the_next_and_nobody_is_woken_by_it(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with clock.at(at("2026-11-25", 23)):
        morning({"period": "2026-11-25"})
    with clock.at(at("2026-11-26", 3)):
        run_due()
    assert told(app) == []
    with clock.at(at("2026-11-26", 8)):
        run_due()
        run_due()
    assert told(app) == [("cases_overdue", "clinic")]
    assert "the morning of 2026-11-25 is done late" in caplog.text
    run_morning("2026-11-26")
    assert told(app) == [("cases_overdue", "clinic")], "its own day's tells nobody twice"


def test_a_clinic_whose_morning_fails_holds_up_nobody_elses(app: Flask, world: World, case_id: UUID) -> None:
    first = world.clinic_id("Hamnens hudmottagning")
    with_hanna(world, case_id)
    returns_after(world, 3)
    returns_after(world, 999_999_999, first)  # more days than there are
    with clock.at(at("2026-11-27")):
        tick({})
        while run_due():
            pass
        assert world.case(case_id).holder_id is None
        assert ("cases_overdue", "clinic") in told(app)
        assert mornings_left() == [(str(first), "OverflowError")]
    returns_after(world, 3, first)
    with clock.at(at("2026-11-27", 10)):
        while run_due():
            pass
        assert mornings_left() == []


def mornings_left() -> list[tuple[str, str]]:
    """The clinics whose morning is not done, and why."""
    session().rollback()
    left = session().scalars(select(Job).where(Job.kind == CLINIC_MORNING, Job.done_at.is_(None)))
    return [(job.payload["clinic_id"], job.last_error) for job in left]


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("2026-11-25T07:59", "2026-11-24"),
        ("2026-11-25T08:00", "2026-11-25"),
        ("2026-10-25T08:00", "2026-10-25"),
        ("2026-03-29T08:00", "2026-03-29"),
        ("2027-01-01T07:59", "2026-12-31"),
    ],
)
def test_mornings_begin_at_eight_also_when_the_clocks_have_changed(moment: str, period: str) -> None:
    assert each_morning(datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)) == period


@pytest.mark.usefixtures("case_id")
def test_everybody_gets_a_fixed_text_that_tells_nothing(world: World) -> None:
    office = PostOffice("", "svara-inte@example.se", PUBLIC)
    with mail_server() as server, instead(world.app, OFFICE, replace(office, smtp_url=server.url)):
        give_staff(world, "Maja", "Adam")
        give_citizen(world.citizen("Tolvan"), "tolvan@example.se")
        with clock.at(at("2026-11-27", 9)):
            tick({})
            tick({})
            run_due()
            run_due()
            Post(server).goes()
        received = sorted((letter.to, letter.subject) for letter in server.received)
    assert ("maja@example.se", text_of(NoticeEvent.CASES_OVERDUE, "sv", PUBLIC).subject) in received
    assert ("adam@example.se", text_of(NoticeEvent.CASE_ESCALATED, "sv", PUBLIC).subject) in received


def test_undoing_the_first_response_takes_back_whether_it_was_in_time(world: World, case_id: UUID) -> None:
    with_hanna(world, case_id)
    with clock.at(at("2026-11-25")):
        send_partial_reply(world.staff("Hanna"), case_id, Reply("Snart", world.case(case_id).version, operation()))
        late = world.case(case_id)
        assert (late.first_response_at, late.answered_in_time) == (at("2026-11-25"), False)
        undo(world.staff("Hanna"), case_id, StepCommand(late.version, operation()))
    undone = world.case(case_id)
    assert (undone.first_response_at, undone.answered_in_time) == (None, None)
