"""Two workers on the same morning: each is told once, each silent holder's case goes back once, nobody's work is lost."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent, AuditSubject
from app.authz.facts import State
from app.cases.clock_jobs import clinic_morning
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseStep, Message
from app.cases.services.reminders import escalate, remind_citizens, remind_receivers
from app.cases.services.replies import Reply, send_counter_question, send_partial_reply
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.worker import run_due, tick
from app.notices.kinds import NoticeEvent
from app.notices.models import Notice
from app.notices.services.post import OFFICE, PostOffice
from app.roles.models import Clinic
from tests.faults.test_concurrency import at_once
from tests.hooks import instead
from tests.mail_server import mail_server
from tests.notified_people import PUBLIC, give_citizen, give_staff
from tests.world import World, operation

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=STOCKHOLM)
MORNING = datetime(2026, 12, 2, 9, tzinfo=STOCKHOLM)
"""A Wednesday: the cases are six working days late, their holder has been silent for seven, a question ends on Friday."""

DAY = f"{MORNING:%Y-%m-%d}"
SILENT, ASKING, WORKERS = 4, 2, 2
TOLD_OF_EACH = {"case_escalated": SILENT, "question_reminder": ASKING}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def silent(world: World) -> list[UUID]:
    """Cases that Hanna has held for long, at a clinic that takes them back after three working days."""
    with atomic() as current:
        current.get_one(Clinic, world.clinic_id()).return_after_days = 3
    return [held(world) for _ in range(SILENT)]


@pytest.fixture
def asking(world: World) -> list[UUID]:
    """Cases whose question Tolvan has not answered, with two days left."""
    return [asked(world) for _ in range(ASKING)]


def held(world: World) -> UUID:
    with clock.at(FRIDAY):
        return world.held_by("Hanna")


def asked(world: World) -> UUID:
    case_id = held(world)
    with clock.at(FRIDAY + timedelta(minutes=5)):
        order = Reply("Hur länge?", world.case(case_id).version, operation())
        send_counter_question(world.staff("Hanna"), case_id, order)
    return case_id


def that_morning(act: Callable[[], object]) -> None:
    """Do it at nine o'clock: the clock is each thread's own."""
    with clock.at(MORNING):
        act()


def the_morning() -> None:
    """What the worker does whose lease ran out while it worked, and the worker that took over."""
    that_morning(lambda: each_clinic(lambda clinic_id: clinic_morning({"period": DAY, "clinic_id": str(clinic_id)})))


def each_clinic(act: Callable[[UUID], object]) -> None:
    """Do it for every clinic, as their jobs do."""
    for clinic_id in session().scalars(select(Clinic.id).order_by(Clinic.name)).all():
        act(clinic_id)


def work_until_nothing_is_due() -> None:
    """What ``flask worker`` does until its notices have gone out, with the clock held still at each turn."""
    for later in (timedelta(), timedelta(seconds=1), timedelta(minutes=2)):
        with clock.at(MORNING + later):
            tick({})
            while run_due():
                pass


def told() -> Counter[str]:
    """What reminders the log has, by what they were of."""
    session().rollback()
    found = session().scalars(select(AuditEvent.payload).where(AuditEvent.kind == EventKind.REMINDER_MADE))
    return Counter(json.loads(payload)["details"]["event"] for payload in found)


def promised() -> Counter[str]:
    """What promises to tell somebody there are, by event."""
    return Counter(job.payload["event"] for job in session().scalars(select(Job).where(Job.kind == "notify")))


def returns_of(case_id: UUID) -> tuple[int, int]:
    """How many steps and how many events took the case back."""
    session().rollback()
    steps = session().scalars(select(CaseStep.id).where(CaseStep.case_id == case_id, CaseStep.step == Step.RETURN))
    returned = (AuditSubject.case_id == case_id, AuditSubject.kind == EventKind.RETURNED)
    events = session().scalars(select(AuditSubject.event_id).where(*returned))
    return len(steps.all()), len(events.all())


@pytest.mark.usefixtures("asking")
def test_two_workers_in_the_same_morning_tell_each_once_and_take_each_case_back_once(
    app: Flask, world: World, silent: list[UUID]
) -> None:
    assert at_once(app, [the_morning] * WORKERS) == ["ok"] * WORKERS
    for case_id in silent:
        case = world.case(case_id)
        assert (case.holder_id, case.state, case.version) == (None, State.RECEIVED, 3)
        assert returns_of(case_id) == (1, 1)
    assert told() == {"cases_overdue": 1, **TOLD_OF_EACH}
    assert {event: promised()[event] for event in told()} == told()
    assert promised()[NoticeEvent.CASE_RETURNED] == SILENT


@pytest.mark.usefixtures("silent", "asking")
def test_four_workers_at_the_same_reminders_make_each_promise_and_log_it_once(app: Flask) -> None:
    for remind in (remind_receivers, escalate, remind_citizens):
        assert at_once(app, [partial(that_morning, partial(each_clinic, remind))] * 4) == ["ok"] * 4
    assert told() == {"cases_overdue": 1, "case_escalated": SILENT, "question_reminder": ASKING}
    assert {event: promised()[event] for event in told()} == told()


@pytest.mark.usefixtures("silent", "asking")
def test_two_workers_from_the_clock_to_the_post_send_each_notice_once(app: Flask, world: World) -> None:
    give_staff(world, "Maja", "Adam")
    give_citizen(world.citizen("Tolvan"), "tolvan@example.se")
    with mail_server() as server, instead(app, OFFICE, PostOffice(server.url, "svara-inte@example.se", PUBLIC)):
        assert at_once(app, [work_until_nothing_is_due] * WORKERS) == ["ok"] * WORKERS
        letters = Counter(letter.number.strip("<").split("@")[0] for letter in server.received)
    session().rollback()
    notices = session().scalars(select(Notice)).all()
    assert set(letters.values()) == {1}
    assert set(letters) == {str(one.id) for one in notices if one.sent_at}
    assert all(one.sent_at or one.dropped_at for one in notices)
    assert len(session().scalars(select(Job).where(Job.kind == "cases.morning")).all()) == 1
    assert session().scalars(select(Job.kind).where(Job.done_at.is_(None))).all() == []
    assert told() == {"cases_overdue": 1, **TOLD_OF_EACH}


def test_a_holder_who_replies_in_the_moment_of_the_return_either_has_replied_or_is_told(
    app: Flask, world: World, silent: list[UUID]
) -> None:
    hanna = world.staff("Hanna")

    def replies(case_id: UUID) -> None:
        that_morning(lambda: send_partial_reply(hanna, case_id, Reply("Jag återkommer", 2, operation())))

    ended = at_once(app, [the_morning, *(partial(replies, case_id) for case_id in silent)])
    assert ended[0] == "ok"
    for case_id, became in zip(silent, ended[1:], strict=True):
        said = session().scalars(select(Message.id).where(Message.case_id == case_id)).all()
        case = session().get_one(Case, case_id, populate_existing=True)
        assert (len(said), case.holder_id) == ((1, hanna.staff_id) if became == "ok" else (0, None))
        assert returns_of(case_id) == ((0, 0) if became == "ok" else (1, 1))
        assert case.version == 3
