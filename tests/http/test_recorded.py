"""The mark Journalfört: who made it and when, until when it holds, and what is shown where the clinic asks for it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.cases.lifecycle import Reason
from app.cases.models import Case
from app.cases.services.endings import Ending, close, reopen
from app.cases.services.replies import Reply, send_partial_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import Clinic
from app.web.formats import moment_short
from tests.case_pages import CasePage, landed, read
from tests.http.test_inbox_filters import people
from tests.pages import filled_fields, form_of, submit
from tests.world import World, operation

MISSING, NEW_SINCE = "Inte journalfört", "Nytt sedan journalföringen"


@pytest.fixture
def case_id(world: World) -> UUID:
    """A case of Tolvan's that Hanna holds."""
    return world.held_by("Hanna")


@pytest.fixture
def demanding(app: Flask, world: World) -> None:
    """A clinic that wants every ended case marked."""
    with app.app_context(), atomic() as current:
        current.get_one(Clinic, world.clinic_id()).requires_record = True


def ending(world: World, case_id: UUID) -> Ending:
    return Ending(Reason.PHONED, "", world.case(case_id).version, operation())


def closed(app: Flask, world: World, case_id: UUID) -> None:
    with app.app_context():
        close(world.staff("Hanna"), case_id, ending(world, case_id))


def write(app: Flask, world: World, case_id: UUID) -> None:
    with app.app_context():
        send_partial_reply(world.staff("Hanna"), case_id, Reply("Hej", world.case(case_id).version, operation()))


def logged(app: Flask) -> list[tuple[str, object]]:
    """The events of the mark, with whether they changed anything."""
    with app.app_context():
        events = session().scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        wanted = {EventKind.CASE_RECORDED, EventKind.CASE_UNRECORDED}
        return [(event.kind, b'"changed":true' in event.payload) for event in events if event.kind in wanted]


def mark_of(case: Case) -> tuple[object, object]:
    return case.recorded_at, case.recorded_by


def test_hanna_marks_a_case_and_everybody_sees_who_and_when(app: Flask, world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    answer = CasePage(hanna, case_id).press_alone("recorded")
    page = read(landed(hanna, answer))
    case = world.case(case_id)
    assert case.recorded_at is not None
    with app.app_context():
        said = f"Journalfört av Hanna Handläggare {moment_short(case.recorded_at)}"
    assert "Ärendet är markerat som journalfört." in page
    assert said in page
    assert said in CasePage(world.login("Maja"), case_id).text
    assert (case.recorded_by, case.version) == (world.staff_id("Hanna"), 2)
    assert logged(app) == [(EventKind.CASE_RECORDED, True)]


def test_a_mark_is_taken_away_by_anybody_who_could_have_made_it(app: Flask, world: World, case_id: UUID) -> None:
    CasePage(world.login("Hanna"), case_id).press_alone("recorded")
    maja = world.login("Maja")
    page = read(landed(maja, CasePage(maja, case_id).press_alone("not-recorded")))
    assert "Markeringen Journalfört är borttagen." in page
    assert "Journalfört av" not in page
    assert mark_of(world.case(case_id)) == (None, None)
    assert logged(app) == [(EventKind.CASE_RECORDED, True), (EventKind.CASE_UNRECORDED, True)]


def test_the_case_is_marked_beside_the_copy_unless_something_came_after_it(
    app: Flask, world: World, case_id: UUID
) -> None:
    hanna = world.login("Hanna")
    copy, mark = f"/cases/{case_id}/copy", f"/cases/{case_id}/recorded"
    fields = filled_fields(form_of(hanna.get(copy).text, mark))
    write(app, world, case_id)
    assert hanna.post(mark, data=fields).status_code == 409
    assert mark_of(world.case(case_id)) == (None, None)
    assert "Journalfört av Hanna Handläggare" in read(landed(hanna, submit(hanna, copy, mark, {})))
    assert logged(app) == [(EventKind.CASE_RECORDED, True)]


def test_two_who_mark_the_same_case_leave_the_first_mark(app: Flask, world: World, case_id: UUID) -> None:
    hanna, maja = (CasePage(world.login(name), case_id) for name in ("Hanna", "Maja"))
    hanna.press_alone("recorded")
    first = mark_of(world.case(case_id))
    assert maja.press_alone("recorded").status_code == 303
    assert hanna.press_alone("recorded").status_code == 303  # the same button, pressed twice
    assert mark_of(world.case(case_id)) == first
    assert logged(app) == [(EventKind.CASE_RECORDED, True), (EventKind.CASE_RECORDED, False)]


def test_a_page_that_has_not_seen_the_latest_message_marks_nothing(app: Flask, world: World, case_id: UUID) -> None:
    page = CasePage(world.login("Maja"), case_id)
    write(app, world, case_id)
    assert page.press_alone("recorded").status_code == 409
    assert mark_of(world.case(case_id)) == (None, None)


def test_a_message_after_the_mark_is_told_and_the_case_is_marked_again(app: Flask, world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    CasePage(hanna, case_id).press_alone("recorded")
    assert NEW_SINCE not in CasePage(hanna, case_id).text
    first = world.case(case_id).recorded_at
    assert first is not None
    write(app, world, case_id)
    page = CasePage(hanna, case_id)
    assert NEW_SINCE in page.text
    page.press_alone("recorded")
    assert NEW_SINCE not in CasePage(hanna, case_id).text
    again = world.case(case_id).recorded_at
    assert again is not None
    assert again > first


def test_a_message_that_is_taken_back_after_the_mark_is_told_too(app: Flask, world: World, case_id: UUID) -> None:
    write(app, world, case_id)
    hanna = world.login("Hanna")
    CasePage(hanna, case_id).press_alone("recorded")
    with app.app_context():
        undo(world.staff("Hanna"), case_id, StepCommand(world.case(case_id).version, operation()))
    assert NEW_SINCE in CasePage(hanna, case_id).text


@pytest.mark.usefixtures("demanding")
def test_an_ended_case_is_not_done_until_it_is_marked(app: Flask, world: World, case_id: UUID) -> None:
    maja = world.login("Maja")
    assert MISSING not in CasePage(maja, case_id).text
    closed(app, world, case_id)
    assert MISSING in CasePage(maja, case_id).text
    assert MISSING in read(maja.get("/clinic-cases?tab=ended").text)
    assert MISSING in read(world.login("Hanna").get("/my-cases?tab=ended").text)
    CasePage(maja, case_id).press_alone("recorded")
    assert MISSING not in CasePage(maja, case_id).text
    assert MISSING not in read(maja.get("/clinic-cases?tab=ended").text)


@pytest.mark.usefixtures("demanding")
def test_a_case_that_is_opened_again_and_written_in_must_be_marked_again(
    app: Flask, world: World, case_id: UUID
) -> None:
    closed(app, world, case_id)
    maja = world.login("Maja")
    CasePage(maja, case_id).press_alone("recorded")
    with app.app_context():
        reopen(world.staff("Hanna"), case_id, ending(world, case_id))
    write(app, world, case_id)
    closed(app, world, case_id)
    text = CasePage(maja, case_id).text
    assert NEW_SINCE in text
    assert MISSING in read(maja.get("/clinic-cases?tab=ended").text)


@pytest.mark.usefixtures("demanding")
def test_a_list_can_show_only_what_is_not_marked(app: Flask, world: World, case_id: UUID) -> None:
    with clock.at(clock.now() - timedelta(hours=1)):
        other = world.send("Nina")
        world.distribute(other, person="Hanna")
        closed(app, world, other)
    closed(app, world, case_id)
    maja = world.login("Maja")
    CasePage(maja, other).press_alone("recorded")
    page = maja.get("/clinic-cases?tab=ended&journal=missing").text
    assert people(page) == ["Tolvan Tolvansson"]
    assert "Bara inte journalförda" in page


def test_a_clinic_that_asks_for_no_marks_shows_none_as_missing(app: Flask, world: World, case_id: UUID) -> None:
    closed(app, world, case_id)
    maja = world.login("Maja")
    assert MISSING not in CasePage(maja, case_id).text
    page = maja.get("/clinic-cases?tab=ended").text
    assert MISSING not in page
    assert "journalförda" not in page


def test_a_citizen_sees_nothing_of_the_mark(world: World, case_id: UUID) -> None:
    CasePage(world.login("Hanna"), case_id).press_alone("recorded")
    assert "ournalför" not in world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}").text
