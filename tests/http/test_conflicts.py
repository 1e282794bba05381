"""Two people in one case: nothing is lost, nothing is doubled, and whoever was second is told what happened."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.authz.facts import State
from app.cases.holder import Holder
from app.cases.models import Draft, Message, Note
from app.cases.queries.drafts import CASE, load
from app.cases.services.distribution import Distribution, redistribute
from app.core.db import session
from tests import pages
from tests.world import World, operation


def opened(browser: FlaskClient, case_id: UUID) -> dict[str, pages.Typed]:
    """The fields of the case page as this browser has it open now."""
    page = browser.get(f"/cases/{case_id}").text
    return pages.filled_fields(pages.form_of(page, f"/cases/{case_id}/draft"))


def test_a_reply_from_an_old_page_is_refused_with_what_changed_and_the_text(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/partial-reply", data=majas | {"partial_reply": "Vi återkommer."})
    answer = hanna.post(f"/cases/{case_id}/final-reply", data=hers | {"final_reply": "Mitt långa svar"})
    assert answer.status_code == 409
    assert "Maja Mottagare skickade ett delsvar" in answer.text
    assert "Mitt långa svar" in answer.text
    assert world.case(case_id).state is State.RECEIVED


def test_the_refused_text_waits_in_its_field_when_the_case_is_opened_again(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/partial-reply", data=majas | {"partial_reply": "Vi återkommer."})
    hanna.post(f"/cases/{case_id}/final-reply", data=hers | {"final_reply": "Mitt långa svar"})
    assert opened(hanna, case_id)["final_reply"] == "Mitt långa svar"


def test_one_who_has_lost_the_case_gets_the_text_back_and_sees_nothing_of_it(world: World) -> None:
    case_id = world.held_by("Hanna", text="Hemligt besvär")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    henrik = f"person:{world.staff_id('Henrik')}"
    maja.post(f"/cases/{case_id}/redistribute", data=majas | {"target": henrik})
    answer = hanna.post(f"/cases/{case_id}/final-reply", data=hers | {"final_reply": "Mitt långa svar"})
    assert answer.status_code == 409
    assert "lämnats vidare" in answer.text
    assert "Mitt långa svar" in answer.text
    assert "Henrik" not in answer.text
    assert "Hemligt besvär" not in answer.text
    assert hanna.get(f"/cases/{case_id}").status_code == 404


TEXTS = {
    "final_reply": "Mitt långa svar",
    "partial_reply": "Mitt delsvar",
    "counter_question": "Min fråga",
    "note": "Min anteckning",
    "reason_line": "Min anledning",
}
HOLDERS_BUTTONS = ("redistribute", "give-back", "partial-reply", "counter-question", "final-reply", "note", "close")


@pytest.mark.parametrize("button", HOLDERS_BUTTONS)
def test_whatever_is_pressed_by_one_who_has_lost_the_case_is_not_done_and_gives_every_text_back(
    app: Flask, world: World, button: str
) -> None:
    case_id = world.held_by("Hanna", text="Hemligt besvär")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/redistribute", data=majas | {"target": f"person:{world.staff_id('Henrik')}"})
    chosen = {"target": f"person:{world.staff_id('Siv')}", "reason": "phoned"}
    answer = hanna.post(f"/cases/{case_id}/{button}", data=hers | TEXTS | chosen)
    assert answer.status_code == 409
    assert "lämnats vidare" in answer.text
    assert [text for text in TEXTS.values() if text not in answer.text] == []
    assert "Hemligt besvär" not in answer.text
    assert (world.case(case_id).holder_id, world.case(case_id).version) == (world.staff_id("Henrik"), 3)
    with app.app_context():
        kept = load(session(), world.staff_id("Hanna"), CASE, case_id)
        assert {name: kept.get(name) for name in TEXTS} == TEXTS
        assert session().scalars(select(Message.id)).all() == session().scalars(select(Note.id)).all() == []


MEANWHILE = {"partial_reply": "Vi återkommer."}


@pytest.mark.parametrize("button", [name for name in HOLDERS_BUTTONS if name != "note"])
def test_whatever_is_pressed_on_an_old_page_is_not_done_and_tells_what_happened(world: World, button: str) -> None:
    case_id = world.held_by("Hanna")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/partial-reply", data=majas | MEANWHILE)
    chosen = {"target": f"person:{world.staff_id('Siv')}", "reason": "phoned"}
    answer = hanna.post(f"/cases/{case_id}/{button}", data=hers | TEXTS | chosen)
    assert answer.status_code == 409
    assert "Maja Mottagare skickade ett delsvar" in answer.text
    assert [text for text in TEXTS.values() if text not in answer.text] == []
    assert world.case(case_id).version == 3


RECEIVERS_BUTTONS = {
    "distribute": State.RECEIVED,
    "distribute-with-partial-reply": State.RECEIVED,
    "cancel": State.RECEIVED,
    "reopen": State.CLOSED,
}


@pytest.mark.parametrize("button", RECEIVERS_BUTTONS)
def test_of_two_receivers_the_second_is_refused_whatever_the_first_one_did(world: World, button: str) -> None:
    case_id = world.send()
    maja, alva = world.login("Maja"), world.login("Alva")
    if RECEIVERS_BUTTONS[button] is State.CLOSED:
        maja.post(f"/cases/{case_id}/close", data=opened(maja, case_id) | {"reason": "phoned"})
    chosen = {"target": f"person:{world.staff_id('Hanna')}", "reason": "duplicate"}
    chosen |= MEANWHILE if button == "distribute-with-partial-reply" else {}
    majas, alvas = opened(maja, case_id), opened(alva, case_id)
    assert maja.post(f"/cases/{case_id}/{button}", data=majas | chosen).status_code == 303
    version = world.case(case_id).version
    answer = alva.post(f"/cases/{case_id}/{button}", data=alvas | chosen)
    assert (answer.status_code, world.case(case_id).version) == (409, version)
    assert "Någon annan hann före dig" in answer.text


def test_of_two_who_take_at_once_one_wins_and_the_other_is_told_who(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, henrik = world.login("Hanna"), world.login("Henrik")
    hers, his = opened(hanna, case_id), opened(henrik, case_id)
    assert henrik.post(f"/cases/{case_id}/take", data=his).status_code == 303
    answer = hanna.post(f"/cases/{case_id}/take", data=hers)
    assert answer.status_code == 409
    assert "Henrik Handläggare har tagit ärendet." in answer.text
    assert world.case(case_id).holder_id == world.staff_id("Henrik")


def test_a_stranger_with_an_old_looking_page_finds_no_case(world: World) -> None:
    case_id = world.held_by("Henrik")
    token = opened(world.login("Alva"), case_id)
    hanna = world.login("Hanna")
    other = world.send("Nina")
    world.distribute(other, person="Hanna")
    hers = opened(hanna, other)
    answer = hanna.post(
        f"/cases/{case_id}/final-reply", data=token | {"csrf_token": hers["csrf_token"], "final_reply": "Gissning"}
    )
    assert answer.status_code == 404


def test_a_conflict_stands_in_the_log(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/partial-reply", data=majas | {"partial_reply": "Vi återkommer."})
    hanna.post(f"/cases/{case_id}/final-reply", data=hers | {"final_reply": "Svar"})
    with app.app_context():
        event = session().scalars(select(AuditEvent).where(AuditEvent.kind == "refused")).one()
    assert event.outcome == "failed"
    assert event.actor_id == world.staff_id("Hanna")


def test_after_the_session_has_ended_the_text_comes_back_with_a_way_to_log_in(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hers = opened(world.login("Hanna"), case_id)
    answer = app.test_client().post(f"/cases/{case_id}/final-reply", data=hers | {"final_reply": "Skrivet i en timme"})
    assert answer.status_code == 401
    assert "Skrivet i en timme" in answer.text


def test_what_happened_is_told_step_by_step_since_the_page_was_opened(world: World) -> None:
    case_id = world.send()
    maja, alva = world.login("Maja"), world.login("Alva")
    majas, alvas = opened(maja, case_id), opened(alva, case_id)
    alva.post(f"/cases/{case_id}/distribute", data=alvas | {"target": f"group:{world.group_id()}"})
    pages.press(alva, f"/cases/{case_id}", f"/cases/{case_id}/undo", f"/cases/{case_id}/undo", {})
    answer = maja.post(f"/cases/{case_id}/partial-reply", data=majas | {"partial_reply": "Hej"})
    assert answer.status_code == 409
    told = answer.text.split("Det här har hänt", 1)[1]
    given = told.index("Alva Allround fördelade ärendet till Sjuksköterskor")
    assert given < told.index("Ångrat: Alva Allround fördelade ärendet till Sjuksköterskor")
    assert "skickade ärendet" not in told


def test_a_mistake_on_an_old_page_is_answered_with_what_changed_and_not_with_the_mistake(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/partial-reply", data=majas | {"partial_reply": "Vi återkommer."})
    answer = hanna.post(f"/cases/{case_id}/final-reply", data=hers | {"note": "Ringt"})
    assert answer.status_code == 409
    assert "Maja Mottagare skickade ett delsvar" in answer.text
    assert "Ringt" in answer.text


def test_a_draft_saved_after_losing_the_case_is_kept_and_given_back(world: World) -> None:
    case_id = world.held_by("Hanna", text="Hemligt besvär")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hers, majas = opened(hanna, case_id), opened(maja, case_id)
    maja.post(f"/cases/{case_id}/redistribute", data=majas | {"target": "inbox"})
    answer = hanna.post(f"/cases/{case_id}/draft", data=hers | {"final_reply": "Mitt långa svar"})
    assert answer.status_code == 409
    assert "Mitt långa svar" in answer.text
    assert "Hemligt besvär" not in answer.text
    world.distribute(case_id, person="Hanna")
    assert opened(hanna, case_id)["final_reply"] == "Mitt långa svar"


def test_a_stranger_leaves_no_draft_on_a_case(app: Flask, world: World) -> None:
    case_id = world.send()
    hanna = world.login("Hanna")
    other = world.send("Nina")
    world.distribute(other, person="Hanna")
    assert hanna.post(f"/cases/{case_id}/draft", data=opened(hanna, other) | {"note": "Gissning"}).status_code == 404
    with app.app_context():
        assert session().scalars(select(Draft)).all() == []


def test_a_note_in_a_case_that_was_handed_on_before_it_was_opened_comes_too_late_like_a_reply(
    app: Flask, world: World
) -> None:
    case_id, other, hanna = world.held_by("Hanna"), world.held_by("Hanna", "Nina"), world.login("Hanna")
    with app.app_context():
        to_henrik = Distribution(Holder(person=world.staff_id("Henrik")), 2, operation())
        redistribute(world.staff("Maja"), case_id, to_henrik)
    answer = hanna.post(f"/cases/{case_id}/note", data=opened(hanna, other) | {"note": "Ringt"})
    assert answer.status_code == 409
    assert "Ringt" in answer.text
