"""What the buttons of the case page do: what the user sees and what the database holds."""

from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEvent
from app.authz.facts import State
from app.cases.models import Message, MessageKind
from app.core import clock
from app.core.db import session
from tests import pages
from tests.world import World


def press(browser: FlaskClient, case_id: UUID, act: str, **typed: str) -> TestResponse:
    """Open the case and press one of its buttons."""
    page = f"/cases/{case_id}"
    form = f"{page}/undo" if act == "undo" else f"{page}/draft"
    return pages.press(browser, page, form, f"{page}/{act}", typed)


def message_of(app: Flask, case_id: UUID) -> Message:
    """The case's only message."""
    with app.app_context():
        return session().scalars(select(Message).where(Message.case_id == case_id)).one()


def held_by_hanna(world: World) -> UUID:
    """A case that Hanna has taken."""
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    world.take(case_id, by="Hanna")
    return case_id


def test_a_receiver_distributes_to_a_group_and_is_told_so(world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    answer = press(maja, case_id, "distribute", target=f"group:{world.group_id()}")
    assert answer.status_code == 303
    page = maja.get(f"/cases/{case_id}").text
    assert "Ärendet är fördelat till Sjuksköterskor." in page
    assert "Ångra" in page
    assert "Fördelat till grupp" in page
    assert world.case(case_id).group_id == world.group_id()


def test_distributing_with_a_partial_reply_does_both_in_one_act(app: Flask, world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    group = f"group:{world.group_id()}"
    press(maja, case_id, "distribute-with-partial-reply", target=group, partial_reply="Vi återkommer i morgon.")
    assert message_of(app, case_id).kind is MessageKind.PARTIAL_REPLY
    assert world.case(case_id).group_id == world.group_id()
    assert world.case(case_id).first_response_at is not None
    assert "Vi återkommer i morgon." in world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}").text


def test_distributing_without_the_written_partial_reply_is_refused_and_keeps_it(world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    answer = press(maja, case_id, "distribute", target=f"group:{world.group_id()}", partial_reply="Glömd text")
    assert answer.status_code == 422
    assert "Glömd text" in answer.text
    assert "Skicka med det genom Fördela med delsvar, eller töm fältet" in answer.text
    assert world.case(case_id).group_id is None


def test_distributing_to_nobody_says_what_to_choose(world: World) -> None:
    case_id = world.send()
    answer = press(world.login("Maja"), case_id, "distribute")
    assert answer.status_code == 422
    assert "Välj en person eller en grupp." in answer.text


def test_a_receiver_who_is_no_handler_cannot_give_a_case_to_herself(world: World) -> None:
    case_id = world.send()
    answer = press(world.login("Maja"), case_id, "distribute", target=f"person:{world.staff_id('Maja')}")
    assert answer.status_code == 422
    assert world.case(case_id).holder_id is None


def test_a_receiver_who_also_handles_stands_first_in_the_select(world: World) -> None:
    page = world.login("Alva").get(f"/cases/{world.send()}").text
    names = page.split('id="target"', 1)[1].split("</select>", 1)[0]
    assert names.index("Alva Allround") < names.index("Hanna Handläggare") < names.index("Läkare<")


def test_a_nurse_takes_a_case_out_of_her_group(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, group="Sjuksköterskor")
    press(world.login("Hanna"), case_id, "take")
    assert world.case(case_id).holder_id == world.staff_id("Hanna")
    assert world.case(case_id).group_id is None


def test_a_case_given_back_returns_to_the_group_it_came_from(world: World) -> None:
    case_id = held_by_hanna(world)
    press(world.login("Hanna"), case_id, "give-back")
    assert world.case(case_id).group_id == world.group_id()


def test_the_handler_answers_and_the_case_is_answered(app: Flask, world: World) -> None:
    case_id = held_by_hanna(world)
    hanna = world.login("Hanna")
    press(hanna, case_id, "final-reply", final_reply="tog 2 tabl <Alvedon 500mg> kl 8")
    assert world.case(case_id).state is State.ANSWERED
    assert "tog 2 tabl &lt;Alvedon 500mg&gt; kl 8" in hanna.get(f"/cases/{case_id}").text
    assert message_of(app, case_id).signature_sealed is not None


def test_a_counter_question_stops_the_clock_and_shows_the_last_day(world: World) -> None:
    case_id = held_by_hanna(world)
    hanna = world.login("Hanna")
    press(hanna, case_id, "counter-question", counter_question="Vilken styrka?")
    case = world.case(case_id)
    assert case.state is State.WAITING
    assert case.respond_by is None
    assert "Väntar på svar från invånaren" in hanna.get(f"/cases/{case_id}").text


def test_an_empty_reply_is_not_sent(world: World) -> None:
    case_id = held_by_hanna(world)
    answer = press(world.login("Hanna"), case_id, "final-reply", final_reply="  ")
    assert answer.status_code == 422
    assert "Skriv en text först." in answer.text
    assert "<title>Fel:" in answer.text
    assert world.case(case_id).state is State.RECEIVED


def test_each_button_sends_its_own_field_and_the_others_become_a_draft(world: World) -> None:
    case_id = held_by_hanna(world)
    hanna = world.login("Hanna")
    press(hanna, case_id, "note", note="Ring apoteket.", final_reply="Ett halvt svar")
    page = hanna.get(f"/cases/{case_id}").text
    assert "Ring apoteket." in page
    assert "Ett halvt svar</textarea>" in page
    assert "Ring apoteket.</textarea>" not in page


def test_a_draft_is_the_writers_alone(world: World) -> None:
    case_id = held_by_hanna(world)
    press(world.login("Hanna"), case_id, "draft", note="Bara jag")
    assert "Bara jag" in world.login("Hanna").get(f"/cases/{case_id}").text
    assert "Bara jag" not in world.login("Alva").get(f"/cases/{case_id}").text


def test_a_note_never_reaches_the_citizen(world: World) -> None:
    case_id = held_by_hanna(world)
    press(world.login("Hanna"), case_id, "note", note="Misstänker något annat")
    assert "Misstänker" not in world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}").text


def test_closing_asks_for_a_reason_and_for_words_when_it_is_another(world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    assert "Välj en anledning." in press(maja, case_id, "close").text
    assert "egna ord" in press(maja, case_id, "close", reason="other").text
    press(maja, case_id, "close", reason="phoned")
    assert world.case(case_id).state is State.CLOSED


def test_a_closed_case_is_opened_again_with_a_new_clock(world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    press(maja, case_id, "close", reason="phoned")
    press(maja, case_id, "reopen", reason="other", reason_line="Ringde igen")
    case = world.case(case_id)
    assert case.state is State.RECEIVED
    assert case.respond_by is not None


def test_a_case_sent_by_mistake_is_cancelled(world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    press(maja, case_id, "cancel", reason="duplicate")
    assert world.case(case_id).state is State.CANCELLED


def test_undoing_takes_the_message_back_while_nobody_has_read_it(app: Flask, world: World) -> None:
    case_id = held_by_hanna(world)
    hanna = world.login("Hanna")
    press(hanna, case_id, "final-reply", final_reply="För tidigt skickat")
    press(hanna, case_id, "undo")
    assert world.case(case_id).state is State.RECEIVED
    assert message_of(app, case_id).withdrawn_at is not None
    assert "För tidigt skickat" not in world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}").text


def test_what_the_citizen_has_read_cannot_be_undone(world: World) -> None:
    case_id = held_by_hanna(world)
    hanna = world.login("Hanna")
    press(hanna, case_id, "final-reply", final_reply="Läst svar")
    undo = pages.filled_fields(pages.form_of(hanna.get(f"/cases/{case_id}").text, f"/cases/{case_id}/undo"))
    world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}")
    answer = hanna.post(f"/cases/{case_id}/undo", data=undo)
    assert answer.status_code == 422
    assert "Invånaren har redan läst det" in answer.text
    assert world.case(case_id).state is State.ANSWERED


def test_distributing_can_be_undone_for_twenty_seconds(world: World) -> None:
    case_id, maja = world.send(), world.login("Maja")
    press(maja, case_id, "distribute", target=f"group:{world.group_id()}")
    assert "Ångra" in maja.get(f"/cases/{case_id}").text
    with clock.at(clock.now() + timedelta(seconds=30)):
        assert "/undo" not in maja.get(f"/cases/{case_id}").text


def test_a_form_sent_twice_has_one_effect(app: Flask, world: World) -> None:
    case_id = held_by_hanna(world)
    hanna = world.login("Hanna")
    for _ in range(2):
        press(hanna, case_id, "final-reply", final_reply="Ett svar", operation_id="a" * 22, seen_version="3")
    assert message_of(app, case_id).kind is MessageKind.FINAL_REPLY


def test_printing_is_an_event_of_its_own(app: Flask, world: World) -> None:
    case_id = world.send()
    page = world.login("Maja").get(f"/cases/{case_id}/print").text
    assert "Utskrivet av Maja Mottagare" in page
    with app.app_context():
        assert session().scalar(select(AuditEvent.id).where(AuditEvent.kind == "case_printed")) is not None
