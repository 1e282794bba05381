"""A citizen follows a case: an honest timeline, an answer to a question, taking it back, paper. Strangers see nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.authz.facts import State
from app.cases.lifecycle import Reason
from app.cases.models import Draft, Message, MessageKind
from app.cases.services.endings import Ending, close
from app.cases.services.replies import Reply, send_counter_question, send_final_reply, send_partial_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.casework.services.opening import open_case
from app.core import clock
from app.core.db import session
from tests.pages import field_value, filled_fields, form_of, press, submit
from tests.world import World, operation

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
QUESTION = "Vilken styrka har tabletterna?"


def page_of(case_id: UUID) -> str:
    return f"/citizen/cases/{case_id}"


def asked(world: World, case_id: UUID) -> None:
    """Hanna gets the case, opens it and asks."""
    world.distribute(case_id, person="Hanna")
    with world.app.app_context():
        open_case(world.staff("Hanna"), case_id, "sv")
        send_counter_question(world.staff("Hanna"), case_id, Reply(QUESTION, world.case(case_id).version, operation()))


def events(app: Flask, kind: str) -> int:
    with app.app_context():
        return session().scalar(select(func.count(AuditEvent.id)).where(AuditEvent.kind == kind)) or 0


def messages(app: Flask, kind: MessageKind) -> int:
    with app.app_context():
        return session().scalar(select(func.count(Message.id)).where(Message.kind == kind)) or 0


def test_the_timeline_says_only_what_has_happened(app: Flask, world: World) -> None:
    with clock.at(MONDAY):
        case_id = world.send("Tolvan")
        tolvan = world.login_citizen("Tolvan")
        fresh = tolvan.get(page_of(case_id)).text
    assert "Skickat till Storgatans vårdcentral" in fresh
    assert "Läst av mottagningen" not in fresh
    assert "Du får svar senast" in fresh
    assert "onsdag 25 november" in fresh

    with clock.at(MONDAY + timedelta(minutes=10)):
        world.distribute(case_id, person="Hanna")
        with app.app_context():
            open_case(world.staff("Maja"), case_id, "sv")
        read = tolvan.get(page_of(case_id)).text
    assert "Läst av mottagningen" in read
    assert "2026-11-23 09:10" in read
    assert "Hanna" not in read


def test_a_clinic_that_is_late_is_said_to_be_late(world: World) -> None:
    with clock.at(MONDAY):
        case_id = world.send("Tolvan")
    with clock.at(MONDAY + timedelta(days=3)):
        tolvan = world.login_citizen("Tolvan")
        page, inbox = tolvan.get(page_of(case_id)).text, tolvan.get("/citizen/cases").text

    assert "Försenat: du skulle ha fått svar senast onsdag 25 november" in inbox
    assert "Du skulle ha fått svar senast onsdag 25 november" in page
    assert "Mottagningen är försenad" in page


def test_a_promised_day_is_shown(app: Flask, world: World) -> None:
    with clock.at(MONDAY):
        case_id = world.held_by("Hanna")
        with app.app_context():
            order = Reply(
                "Vi återkommer.", world.case(case_id).version, operation(), datetime(2026, 12, 1, tzinfo=UTC).date()
            )
            send_partial_reply(world.staff("Hanna"), case_id, order)
        tolvan = world.login_citizen("Tolvan")
        page, inbox = tolvan.get(page_of(case_id)).text, tolvan.get("/citizen/cases").text
    with clock.at(MONDAY + timedelta(days=7)):
        tolvan = world.login_citizen("Tolvan")
        the_day_before = tolvan.get(page_of(case_id)).text

    assert "Mottagningen hör av sig senast tisdag 1 december" in page
    assert "Du får svar senast <strong>tisdag 1 december</strong>, om 8 dagar" in page
    assert "Svar senast tisdag 1 december, om 8 dagar" in inbox
    assert "<strong>tisdag 1 december</strong>, i morgon" in the_day_before


def drafts(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count(Draft.id))) or 0


def test_tolvan_answers_a_question(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    tolvan = world.login_citizen("Tolvan")
    assert "Fråga till dig – svara" in tolvan.get("/citizen/cases").text
    assert QUESTION in tolvan.get(page_of(case_id)).text

    sent = submit(tolvan, page_of(case_id), f"{page_of(case_id)}/answer", {"body": "500 mg\n  <i>två</i>"})

    assert sent.status_code == 303
    page = tolvan.get(page_of(case_id)).text
    assert "Ditt svar är skickat" in page
    assert "500 mg\n  &lt;i&gt;två&lt;/i&gt;" in page
    assert "Inte läst av mottagningen än" in page
    assert world.case(case_id).state is State.REPLIED
    with app.app_context():
        open_case(world.staff("Hanna"), case_id, "sv")
    assert "Inte läst av mottagningen än" not in tolvan.get(page_of(case_id)).text


def test_an_answer_sent_twice_is_one_answer(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    tolvan = world.login_citizen("Tolvan")
    page = tolvan.get(page_of(case_id)).text
    address = f"{page_of(case_id)}/answer"
    fields = filled_fields(form_of(page, address))

    again = [tolvan.post(address, data={**fields, "body": "500 mg"}).status_code for _ in range(2)]

    assert again == [303, 303]
    assert messages(app, MessageKind.ANSWER) == 1
    assert drafts(app) == 0


def test_a_draft_of_an_answer_waits_for_its_writer(world: World) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    tolvan = world.login_citizen("Tolvan")
    form, button = f"{page_of(case_id)}/answer", f"{page_of(case_id)}/draft"

    assert press(tolvan, page_of(case_id), form, button, {"body": "Jag letar efter asken"}).status_code == 303

    assert "Jag letar efter asken" in world.login_citizen("Tolvan").get(page_of(case_id)).text


def test_an_empty_answer_is_asked_for_again(world: World) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    refused = submit(world.login_citizen("Tolvan"), page_of(case_id), f"{page_of(case_id)}/answer", {"body": "  "})

    assert refused.status_code == 422
    assert "Skriv ditt svar först" in refused.text


def test_after_the_last_day_the_page_says_so_and_the_answer_still_arrives(world: World) -> None:
    with clock.at(MONDAY):
        case_id = world.send("Tolvan")
        asked(world, case_id)
        assert "Svara senast måndag 7 december" in world.login_citizen("Tolvan").get(page_of(case_id)).text
    with clock.at(MONDAY + timedelta(days=20)):
        tolvan = world.login_citizen("Tolvan")
        assert "Sista dagen att svara var måndag 7 december" in tolvan.get(page_of(case_id)).text
        submit(tolvan, page_of(case_id), f"{page_of(case_id)}/answer", {"body": "500 mg"})

    assert world.case(case_id).state is State.REPLIED


def test_when_the_question_was_taken_back_the_text_is_given_back(app: Flask, world: World) -> None:
    with clock.at(MONDAY):
        case_id = world.held_by("Hanna")
        tolvan = world.login_citizen("Tolvan")
        with app.app_context():
            hanna = world.staff("Hanna")
            send_counter_question(hanna, case_id, Reply(QUESTION, world.case(case_id).version, operation()))
        question = open_question(app, case_id)
        with app.app_context():
            undo(hanna, case_id, StepCommand(world.case(case_id).version, operation()))
        token = field_value(tolvan.get(f"{page_of(case_id)}/withdraw", follow_redirects=True).text, "csrf_token")
        fields = {"csrf_token": token, "operation_id": operation(), "question_id": str(question), "body": "500 mg då"}
        refused = tolvan.post(f"{page_of(case_id)}/answer", data=fields)

    assert refused.status_code == 422
    assert "Frågan är inte längre öppen" in refused.text
    assert "500 mg då" in refused.text
    assert messages(app, MessageKind.ANSWER) == 0


def open_question(app: Flask, case_id: UUID) -> UUID:
    with app.app_context():
        return session().scalars(select(Message.id).where(Message.case_id == case_id, Message.open_question)).one()


def test_the_final_reply_ends_the_case_and_leads_on(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    with app.app_context():
        send_final_reply(
            world.staff("Hanna"), case_id, Reply("Receptet är förnyat.", world.case(case_id).version, operation())
        )
    tolvan = world.login_citizen("Tolvan")
    assert "1 ärende har något nytt att läsa" in tolvan.get("/citizen").text

    page = tolvan.get(page_of(case_id)).text

    assert "Receptet är förnyat." in page
    assert "Skriv ett nytt ärende" in page
    assert "Skicka svar" not in page
    assert "något nytt att läsa" not in tolvan.get("/citizen").text


def test_a_referral_says_where_to_turn(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    with app.app_context():
        order = Ending(Reason.REFERRED, "Ring Hamnens hudmottagning", world.case(case_id).version, operation())
        close(world.staff("Maja"), case_id, order)

    page = world.login_citizen("Tolvan").get(page_of(case_id)).text

    assert "Vänd dig till en annan mottagning" in page
    assert "Ring Hamnens hudmottagning" in page


def test_tolvan_takes_back_what_nobody_has_opened(world: World) -> None:
    case_id = world.send("Tolvan")
    tolvan = world.login_citizen("Tolvan")
    address = f"{page_of(case_id)}/withdraw"
    assert "Återkalla" in tolvan.get(page_of(case_id)).text

    assert submit(tolvan, address, address, {}).status_code == 303

    assert "Återkallat" in tolvan.get("/citizen/cases").text
    assert world.case(case_id).state is State.CANCELLED


def test_what_somebody_has_opened_is_not_taken_back(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    tolvan = world.login_citizen("Tolvan")
    address = f"{page_of(case_id)}/withdraw"
    token = field_value(tolvan.get(address).text, "csrf_token")
    with app.app_context():
        open_case(world.staff("Maja"), case_id, "sv")

    answer = tolvan.post(address, data={"csrf_token": token, "operation_id": operation()}, follow_redirects=True)

    assert "Mottagningen har redan öppnat ärendet" in answer.text
    assert world.case(case_id).state is State.RECEIVED
    assert "Mottagningen har redan öppnat" in tolvan.get(address, follow_redirects=True).text


def test_reading_listing_and_printing_are_in_the_log(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    tolvan = world.login_citizen("Tolvan")

    tolvan.get("/citizen/cases")
    tolvan.get(page_of(case_id))
    printed = tolvan.get(f"{page_of(case_id)}/print").text

    assert [events(app, kind) for kind in ("case_list_read", "case_read", "case_printed")] == [1, 1, 1]
    assert "Utskrivet av Tolvan Tolvansson" in printed
    assert "Behöver mer Alvedon" in printed


@pytest.mark.parametrize("path", ["", "/print", "/receipt", "/withdraw"])
def test_nina_finds_nothing_at_tolvans_case_and_the_log_tells(app: Flask, world: World, path: str) -> None:
    case_id = world.send("Tolvan")
    nina = world.login_citizen("Nina")

    assert nina.get(page_of(case_id) + path).status_code == 404

    assert events(app, "refused") == 1


@pytest.mark.parametrize("path", ["/answer", "/draft", "/withdraw"])
def test_nina_does_nothing_to_tolvans_case(app: Flask, world: World, path: str) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    nina = world.login_citizen("Nina")
    fields = {"csrf_token": field_value(nina.get("/citizen").text, "csrf_token"), "operation_id": operation()}

    refused = nina.post(
        page_of(case_id) + path, data={**fields, "question_id": str(open_question(app, case_id)), "body": "Hej hej"}
    )

    assert refused.status_code == 404
    assert events(app, "refused") == 1
    assert messages(app, MessageKind.ANSWER) == 0


def test_the_inbox_is_paged_and_says_when_it_is_empty(world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    assert "Inga ärenden än" in tolvan.get("/citizen/cases").text
    for _number in range(21):
        world.send("Tolvan")

    first = tolvan.get("/citizen/cases").text
    following = first.split('class="pagination"', 1)[1].split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")

    assert first.count('class="card"') == 20
    assert tolvan.get(following).text.count('class="card"') == 1
    assert tolvan.get("/citizen/cases?after=nonsense").text.count('class="card"') == 20


def test_an_address_without_its_moment_shows_tolvans_inbox_from_the_beginning(world: World) -> None:
    case_id = world.send("Tolvan")
    assert page_of(case_id) in world.login_citizen("Tolvan").get(f"/citizen/cases?after=_{case_id}").text


def test_staff_without_the_case_are_stopped_at_the_citizens_door(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")

    assert world.login("Adam").get(page_of(case_id)).status_code == 403
