"""Who else has a case open: told to those who may see it, forgotten by itself, and without a trace in the log."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.auth.models import LoginSession
from app.cases.models import Presence
from app.casework.handlers import forget_presence
from app.core import clock
from app.core.db import session
from tests.case_pages import CasePage
from tests.world import World

WRITING = {"X-Writing": "1"}


def test_two_nurses_in_one_case_see_each_other(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, henrik = world.login("Hanna"), world.login("Henrik")
    assert "läser" not in hanna.get(f"/cases/{case_id}").text
    assert "Hanna Handläggare läser" in henrik.get(f"/cases/{case_id}").text
    assert "Henrik Handläggare läser" in hanna.get(f"/cases/{case_id}/presence").text


def test_one_who_types_is_told_to_be_writing(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, henrik = world.login("Hanna"), world.login("Henrik")
    hanna.get(f"/cases/{case_id}")
    hanna.get(f"/cases/{case_id}/presence", headers=WRITING)
    assert "Hanna Handläggare skriver svar" in henrik.get(f"/cases/{case_id}").text
    hanna.get(f"/cases/{case_id}/presence")
    assert "Hanna Handläggare läser" in henrik.get(f"/cases/{case_id}/presence").text


def test_a_saved_draft_tells_at_once_that_its_writer_writes(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, henrik = world.login("Hanna"), world.login("Henrik")
    page = CasePage(hanna, case_id)
    hanna.post(f"/cases/{case_id}/draft", data=page.fields(note="Ring apoteket"), headers={"X-Autosave": "1"})
    assert "Hanna Handläggare skriver svar" in henrik.get(f"/cases/{case_id}/presence").text


def test_one_who_is_done_and_goes_on_is_gone_at_once(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    world.take(case_id, by="Hanna")
    hanna, alva = world.login("Hanna"), world.login("Alva")
    page = CasePage(hanna, case_id)
    assert "Hanna Handläggare läser" in alva.get(f"/cases/{case_id}").text
    page.press("Omfördela", target="Siv")
    assert "Hanna" not in alva.get(f"/cases/{case_id}/presence").text


def test_one_who_has_lost_the_case_sees_nobody_there_and_is_seen_by_nobody(world: World) -> None:
    case_id, now = world.held_by("Hanna"), clock.now()
    hanna, maja = world.login("Hanna"), world.login("Maja")
    with clock.at(now):
        page = CasePage(hanna, case_id)
        CasePage(maja, case_id).press("Omfördela", target="Siv")
    with clock.at(now + timedelta(seconds=46)):
        answer = hanna.get(f"/cases/{case_id}/presence", headers=WRITING)
        assert answer.status_code == 404
        assert "Maja" not in answer.text
        with world.app.app_context():
            refused = select(func.count()).where(AuditEvent.kind == EventKind.REFUSED)
            assert session().scalar(refused) == 0, "the page asked, not Hanna"
        hanna.post(f"/cases/{case_id}/draft", data=page.fields(note="Ring"), headers={"X-Autosave": "1"})
        assert "Hanna" not in maja.get(f"/cases/{case_id}/presence").text


@pytest.mark.parametrize(("person", "status"), [("Henrik", 404), ("Adam", 403), ("Greta", 403)])
def test_one_who_may_not_read_the_case_learns_of_nobody(world: World, person: str, status: int) -> None:
    case_id = world.held_by("Hanna")
    world.login("Hanna").get(f"/cases/{case_id}")
    answer = world.login(person).get(f"/cases/{case_id}/presence")
    assert answer.status_code == status
    assert "Hanna" not in answer.text


def test_one_whose_page_has_been_silent_for_45_seconds_is_gone(world: World) -> None:
    case_id, now = world.send(), clock.now()
    maja, alva = world.login("Maja"), world.login("Alva")
    with clock.at(now):
        maja.get(f"/cases/{case_id}")
    with clock.at(now + timedelta(seconds=44)):
        assert "Maja Mottagare läser" in alva.get(f"/cases/{case_id}/presence").text
    with clock.at(now + timedelta(seconds=45)):
        assert "Maja" not in alva.get(f"/cases/{case_id}/presence").text


def test_asking_who_is_there_leaves_no_trace_in_the_log_and_keeps_no_session_alive(app: Flask, world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    maja.get(f"/cases/{case_id}")

    def log_and_session() -> tuple[int, object]:
        with app.app_context():
            events = session().scalar(select(func.count(AuditEvent.id))) or 0
            return events, session().scalar(select(func.max(LoginSession.last_seen_at)))

    before = log_and_session()
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert maja.get(f"/cases/{case_id}/presence").status_code == 200
    assert log_and_session() == before


def test_what_is_older_than_a_day_is_dropped(app: Flask, world: World) -> None:
    case_id = world.send()
    with clock.at(clock.now() - timedelta(days=2)):
        world.login("Maja").get(f"/cases/{case_id}")
    world.login("Alva").get(f"/cases/{case_id}")
    with app.app_context():
        forget_presence({})
        assert session().scalars(select(Presence.staff_id)).all() == [world.staff_id("Alva")]
