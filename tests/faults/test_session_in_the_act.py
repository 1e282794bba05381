"""A login session that ends while a request waits: what was under way is not done and not shown."""

import threading
from http import HTTPStatus
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select, update
from werkzeug.test import TestResponse

from app.auth.kinds import EndReason
from app.auth.models import LoginSession
from app.cases.models import Case, Note
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic, db, session
from app.roles.models import StaffMember
from tests.case_pages import CasePage, address
from tests.world import World


def answer_while_the_session_ends(
    app: Flask, case_id: UUID, ask: object, reason: EndReason, waits_for: Select[UUID] | None = None
) -> TestResponse:
    """What is answered to a request that waits for the case while the session is ended, as by another tab.

    ``waits_for``: for other rows, such as the person's own.
    """
    answers: list[TestResponse] = []
    assert callable(ask)
    waiting = threading.Thread(target=lambda: answers.append(ask()))
    with app.app_context():
        with atomic() as current:
            held_up_by = select(Case.id).where(Case.id == case_id) if waits_for is None else waits_for
            current.scalars(held_up_by.with_for_update()).one()
            waiting.start()
            waiting.join(0.5)
            assert answers == []
            living = update(LoginSession).where(LoginSession.revoked_at.is_(None))
            current.execute(living.values(revoked_at=clock.now(), reason=reason))
        waiting.join(20)
        db.session.remove()
    return answers[0]


def notes(app: Flask) -> list[UUID]:
    with app.app_context():
        return list(session().scalars(select(Note.id)))


def hanna_at_her_case(world: World) -> tuple[UUID, FlaskClient]:
    case_id = world.held_by("Hanna")
    return case_id, world.login("Hanna")


def test_what_was_being_written_is_not_stored_and_comes_back(app: Flask, world: World) -> None:
    case_id, hanna = hanna_at_her_case(world)
    page = CasePage(hanna, case_id)
    fields = page.fields(note="En anteckning på väg")
    answer = answer_while_the_session_ends(
        app, case_id, lambda: hanna.post(f"{address(case_id)}/note", data=fields), EndReason.LOGGED_OUT
    )
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "En anteckning på väg" in answer.text
    assert notes(app) == []


def test_what_was_being_opened_is_not_shown(app: Flask, world: World) -> None:
    case_id, hanna = hanna_at_her_case(world)
    answer = answer_while_the_session_ends(
        app, case_id, lambda: hanna.get(address(case_id)), EndReason.ENDED_BY_PROVIDER
    )
    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
    assert "Tolvan" not in answer.text


def test_one_that_goes_on_under_a_new_id_is_not_over(app: Flask, world: World) -> None:
    case_id, hanna = hanna_at_her_case(world)
    answer = answer_while_the_session_ends(app, case_id, lambda: hanna.get(address(case_id)), EndReason.REPLACED)
    assert answer.status_code == HTTPStatus.OK


def test_what_waits_for_another_act_of_the_same_person_is_not_done_when_the_session_ends(
    app: Flask, world: World
) -> None:
    case_id, hanna = hanna_at_her_case(world)
    fields = CasePage(hanna, case_id).fields(note="En anteckning på väg")
    herself = select(StaffMember.id).where(StaffMember.id == world.staff("Hanna").staff_id)
    answer = answer_while_the_session_ends(
        app, case_id, lambda: hanna.post(f"{address(case_id)}/note", data=fields), EndReason.LOGGED_OUT, herself
    )
    assert answer.status_code == HTTPStatus.CONFLICT
    assert notes(app) == []


def test_a_citizen_who_has_logged_out_meanwhile_is_not_shown_the_case(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    tolvan = world.login_citizen("Tolvan")
    himself = select(CitizenRow.id).where(CitizenRow.id == world.citizen_id("Tolvan"))
    answer = answer_while_the_session_ends(
        app, case_id, lambda: tolvan.get(f"/citizen/cases/{case_id}"), EndReason.LOGGED_OUT, himself
    )
    assert answer.status_code != HTTPStatus.OK
