"""A case type says what the clinic may send: what it leaves out has no button and cannot be sent."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.authz.actors import Staff, System
from app.cases.holder import Holder
from app.cases.models import Message
from app.cases.services.distribution import Distribution, distribute
from app.cases.services.replies import Reply, send_counter_question, send_final_reply, send_partial_reply
from app.catalog.definition import ReplyAction, Text
from app.catalog.services.publishing import Offer, publish
from app.core.db import session
from app.core.errors import Invalid
from demo.case_types import document
from tests.case_pages import CasePage, buttons, read
from tests.world import World, operation

ONLY_ANSWERED = "Beställ en blankett"


@pytest.fixture(autouse=True)
def case_type(app: Flask, world: World) -> None:
    """A case type in which the clinic answers and sends nothing else."""
    of_demo = replace(document("boka_tid"), external_name=Text(ONLY_ANSWERED, "Order a form"))
    with app.app_context():
        only_answered = replace(of_demo, allowed_actions=(ReplyAction.FINAL_REPLY,))
        publish(System("test"), world.clinic_id(), Offer("blankett"), only_answered)


def messages(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Message)) or 0


def test_the_case_page_offers_only_the_replies_of_the_case_type(world: World) -> None:
    case_id = world.held_by("Alva", case_type=ONLY_ANSWERED)
    offered = buttons(CasePage(world.login("Alva"), case_id).html)
    assert "Skicka svar" in offered
    assert {"Skicka delsvar", "Skicka motfråga", "Fördela med delsvar"} & set(offered) == set()


def test_a_case_of_it_is_distributed_without_a_partial_reply(world: World) -> None:
    offered = buttons(CasePage(world.login("Maja"), world.send(case_type=ONLY_ANSWERED)).html)
    assert "Fördela" in offered
    assert "Fördela med delsvar" not in offered


@pytest.mark.parametrize("send", [send_partial_reply, send_counter_question])
def test_what_the_case_type_leaves_out_is_not_sent(
    app: Flask, world: World, send: Callable[[Staff, UUID, Reply], UUID]
) -> None:
    case_id = world.held_by("Hanna", case_type=ONLY_ANSWERED)
    with app.app_context(), pytest.raises(Invalid, match="not-in-case-type"):
        send(world.staff("Hanna"), case_id, Reply("Vi ringer.", 2, operation()))
    assert world.case(case_id).version == 2
    assert messages(app) == 0


def test_nor_does_it_go_along_when_the_case_is_distributed(app: Flask, world: World) -> None:
    case_id, to_hanna = world.send(case_type=ONLY_ANSWERED), Holder(person=world.staff_id("Hanna"))
    with app.app_context(), pytest.raises(Invalid, match="not-in-case-type"):
        distribute(world.staff("Maja"), case_id, Distribution(to_hanna, 1, operation(), partial_reply="Vi ringer."))
    assert world.case(case_id).holder_id is None
    assert messages(app) == 0


def test_a_form_made_by_hand_is_told_why_and_its_text_is_kept(world: World) -> None:
    case_id, hanna = world.held_by("Hanna", case_type=ONLY_ANSWERED), world.login("Hanna")
    page = CasePage(hanna, case_id)
    answer = hanna.post(f"/cases/{case_id}/partial-reply", data=page.fields(partial_reply="Vi ringer."))
    assert answer.status_code == 422
    assert "I ärenden av den här typen går det inte att skicka det." in read(answer.text)
    assert "Vi ringer." in read(answer.text)


def kept(world: World, case_type: str, **typed: str) -> str:
    """The case page of Hanna, who has drafts there, of a case that Maja has closed."""
    case_id, hanna = world.held_by("Hanna", case_type=case_type), world.login("Hanna")
    hanna.post(f"/cases/{case_id}/draft", data=CasePage(hanna, case_id).fields(**typed))
    closed = CasePage(world.login("Maja"), case_id).press("Avsluta utan svar", reason="Annat", reason_line="Löst")
    assert closed.status_code == 303
    page = read(hanna.get(f"/cases/{case_id}").text)
    assert all(text in page for text in typed.values())
    return page


BY_TYPE = "I ärenden av den här typen går det inte att skicka, men det ligger kvar."
BY_STATE = "Det går inte att skicka i ärendets läge just nu, men det ligger kvar."
BOTH = "De går inte att skicka i det här ärendet som det är nu, men de ligger kvar."


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"partial_reply": "Vi ringer."}, BY_TYPE),
        ({"final_reply": "Hej Tolvan."}, BY_STATE),
        ({"partial_reply": "Vi ringer.", "final_reply": "Hej Tolvan."}, BOTH),
    ],
)
def test_a_draft_that_cannot_be_sent_stands_there_with_the_reason(
    world: World, typed: dict[str, str], why: str
) -> None:
    page = kept(world, ONLY_ANSWERED, **typed)
    assert [one for one in (BY_TYPE, BY_STATE, BOTH) if one in page] == [why]


def test_the_answer_is_sent(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna", case_type=ONLY_ANSWERED)
    with app.app_context():
        send_final_reply(world.staff("Hanna"), case_id, Reply("Blanketten kommer med posten.", 2, operation()))
    assert messages(app) == 1
