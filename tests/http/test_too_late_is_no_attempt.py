"""Somebody else was quicker: the log and its report tell that from an attempt at what one may not do."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.audit.events import Event, Subject, write_event
from app.audit.kinds import EventKind, Outcome
from app.authz.actors import Role
from app.cases.lifecycle import Reason
from app.cases.services.endings import Ending, close
from app.cases.services.replies import Reply, send_counter_question
from app.casework.services.opening import open_case
from app.core import clock
from app.core.db import atomic
from app.roles.models import RoleGrant
from tests.case_pages import CasePage, address
from tests.http.test_review import TOLVAN, ask
from tests.logins import token_of
from tests.pages import filled_fields, form_of, table_rows
from tests.world import World, operation


@pytest.fixture
def case_id(world: World) -> UUID:
    """A case of Tolvan's."""
    return world.send("Tolvan")


def told(world: World) -> str:
    """The latest row of the report on Tolvan that tells of something refused."""
    found = table_rows(ask(world.login("Greta"), citizen=TOLVAN).text)
    return next(row for row in found if "Hann inte" in row or "Nekades" in row or "Fick vänta" in row)


def test_of_two_who_take_a_case_the_slower_is_told_of_as_too_late_in_her_role(world: World, case_id: UUID) -> None:
    world.distribute(case_id, group="Sjuksköterskor")
    hanna = CasePage(world.login("Hanna"), case_id)
    world.take(case_id, by="Henrik")
    assert hanna.press("Ta ärende").status_code == 409
    row = told(world)
    assert "Hann inte: ärendet hade ändrats" in row
    assert "Hanna Handläggare SE0000000000-2002, Sjuksköterska ÄH" in row
    assert "Ville ta ärendet" in row
    assert "Nekades" not in row


def test_a_receiver_who_still_sees_the_case_is_told_of_with_what_ties_her_to_it(world: World, case_id: UUID) -> None:
    maja = CasePage(world.login("Maja"), case_id)
    world.distribute(case_id, person="Hanna", by="Alva")
    assert maja.press("Fördela", target="Henrik Handläggare").status_code == 409
    row = told(world)
    assert "Hann inte: ärendet hade ändrats" in row
    assert "ÄM Nej, som mottagningens ärendemottagare" in row


def closing(browser: FlaskClient, page: str, chosen: str) -> dict[str, str]:
    """What the list sends to close the case that was chosen in it."""
    token = token_of(browser, page)
    return {"csrf_token": token, "operation_id": operation(), "case": chosen, "reason": "phoned"}


def test_many_at_once_are_told_of_in_the_same_way(world: World, case_id: UUID) -> None:
    maja = world.login("Maja")
    fields = closing(maja, "/clinic-cases?tab=new", f"{case_id}.1")
    world.distribute(case_id, person="Hanna", by="Alva")
    assert maja.post("/cases/bulk/close", data=fields).status_code == 303
    assert "Hann inte: ärendet hade ändrats" in told(world)


def test_a_case_that_stood_in_her_list_and_was_handed_on_is_too_late_and_no_attempt(
    world: World, case_id: UUID
) -> None:
    world.distribute(case_id, person="Hanna")
    hanna = world.login("Hanna")
    fields = closing(hanna, "/my-cases?tab=todo", f"{case_id}.2")
    maja = CasePage(world.login("Maja"), case_id)
    assert maja.press("Omfördela", target="Henrik Handläggare").status_code == 303
    assert hanna.post("/cases/bulk/close", data=fields).status_code == 303
    assert "Hann inte: ärendet hade ändrats" in told(world)


def citizens_form(tolvan: FlaskClient, page: str, action: str) -> dict[str, object]:
    return dict(filled_fields(form_of(tolvan.get(page).text, action)))


def test_an_answer_to_a_question_that_is_open_no_more_is_too_late_and_no_attempt(
    app: Flask, world: World, case_id: UUID
) -> None:
    world.distribute(case_id, person="Hanna")
    with app.app_context():
        send_counter_question(world.staff("Hanna"), case_id, Reply("Vilken styrka?", 2, operation()))
    tolvan, page = world.login_citizen("Tolvan"), f"/citizen{address(case_id)}"
    fields = citizens_form(tolvan, page, f"{page}/answer") | {"body": "10 mg"}
    with app.app_context():
        close(world.staff("Hanna"), case_id, Ending(Reason.PHONED, "", 3, operation()))
    assert tolvan.post(f"{page}/answer", data=fields).status_code == 422
    row = told(world)
    assert "Hann inte: läget hade ändrats" in row
    assert "Ville svara på motfrågan" in row


def test_a_withdrawal_after_somebody_has_opened_the_case_is_too_late_and_no_attempt(
    app: Flask, world: World, case_id: UUID
) -> None:
    tolvan, page = world.login_citizen("Tolvan"), f"/citizen{address(case_id)}/withdraw"
    fields = citizens_form(tolvan, page, page)
    with app.app_context():
        open_case(world.staff("Maja"), case_id, "sv")
    assert tolvan.post(page, data=fields).status_code == 303
    row = told(world)
    assert "Hann inte: läget hade ändrats" in row
    assert "Ville återkalla ärendet" in row


def test_a_role_that_ended_meanwhile_is_the_role_that_was_acted_in(app: Flask, world: World, case_id: UUID) -> None:
    world.distribute(case_id, person="Alva")
    alva = CasePage(world.login("Alva"), case_id)
    with app.app_context(), atomic() as current:
        hers = (RoleGrant.staff_id == world.staff_id("Alva"), RoleGrant.role == Role.HANDLER)
        current.execute(update(RoleGrant).where(*hers).values(ended_at=clock.now()))
    assert alva.press("Skicka svar", final_reply="Hej").status_code == 409
    row = told(world)
    assert "Hann inte: behörigheten hade upphört" in row
    assert "ÄH" in row


def test_an_event_from_before_roles_were_kept_is_read_as_what_it_was(app: Flask, world: World, case_id: UUID) -> None:
    details = {"action": "take", "code": "moved-on", "of_clinic": str(world.clinic_id())}
    old = Event(
        EventKind.REFUSED,
        outcome=Outcome.FAILED,
        subjects=[Subject(world.citizen_id("Tolvan"), case_id)],
        resource="case",
        resource_id=case_id,
        clinic_id=world.clinic_id(),
        details=details,
    )
    with app.app_context(), atomic() as current:
        write_event(current, world.staff("Hanna"), old, clock.now())
    row = told(world)
    assert "Hann inte: ärendet hade ändrats" in row
    assert "Uppgift saknas" in row


def test_what_one_may_not_do_is_an_attempt_in_the_role_that_one_has(world: World, case_id: UUID) -> None:
    maja = world.login("Maja")
    fields = CasePage(maja, case_id).fields(final_reply="Hej")
    assert maja.post(f"{address(case_id)}/final-reply", data=fields).status_code == 403
    row = told(world)
    assert "Nekades åtkomst" in row
    assert "Försökte skicka svar" in row
    assert "ÄM" in row
