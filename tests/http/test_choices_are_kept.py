"""Whom a case is to go to, once chosen, stays chosen while a text is looked at, kept or inserted on the way."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.catalog.services.standard_replies import ReplyText, add_reply
from tests.case_pages import CasePage, buttons, landed, read, value_of
from tests.pages import filled_fields, form_of, links
from tests.world import World, operation

WITH_RECEIVER = {"target": "Hanna", "partial_reply": "Vi ringer dig.", "into": "partial_reply"}


@pytest.fixture
def case_id(world: World) -> UUID:
    return world.send("Tolvan")


@pytest.fixture
def maja(world: World) -> FlaskClient:
    return world.login("Maja")


def chosen(page: str, case_id: UUID, field: str = "target") -> object:
    return filled_fields(form_of(page, f"/cases/{case_id}/draft"))[field]


def test_what_is_previewed_is_distributed_to_the_one_who_was_chosen(maja: FlaskClient, case_id: UUID) -> None:
    answer = maja.post(f"/cases/{case_id}/preview", data=CasePage(maja, case_id).fields(**WITH_RECEIVER))
    preview, to = landed(maja, answer), f"/cases/{case_id}/distribute-with-partial-reply"
    assert "Fördelas till Hanna Handläggare" in read(preview)
    assert buttons(preview) == ["Fördela med delsvar", "Skicka delsvar"]
    answer = maja.post(to, data=filled_fields(form_of(preview, f"/cases/{case_id}/partial-reply")))
    assert "fördelat till Hanna Handläggare och delsvaret är skickat" in read(landed(maja, answer))


def test_a_preview_without_a_receiver_distributes_nothing(maja: FlaskClient, case_id: UUID) -> None:
    typed = CasePage(maja, case_id).fields(partial_reply="Vi ringer dig.", into="partial_reply")
    preview = landed(maja, maja.post(f"/cases/{case_id}/preview", data=typed))
    assert buttons(preview) == ["Skicka delsvar"]


@pytest.mark.parametrize("button", ["preview", "draft", "insert"])
def test_the_receiver_is_still_chosen_on_the_page_that_one_comes_back_to(
    app: Flask, world: World, maja: FlaskClient, case_id: UUID, button: str
) -> None:
    with app.app_context():
        add_reply(world.staff("Adam"), ReplyText("Ring oss", "Ring oss gärna.", None, operation()))
    page = CasePage(maja, case_id)
    ready = value_of(page.html, "ready_partial_reply", "Ring oss")
    again = landed(
        maja, maja.post(f"/cases/{case_id}/{button}", data=page.fields(**WITH_RECEIVER, ready_partial_reply=ready))
    )
    if button == "preview":
        again = maja.get(next(link for link in links(again) if link.endswith("#partial_reply"))).text
    assert chosen(again, case_id) == f"person:{world.staff_id('Hanna')}"


def test_the_reason_is_still_chosen_when_a_case_is_not_cancelled_after_all(maja: FlaskClient, case_id: UUID) -> None:
    asked = landed(maja, CasePage(maja, case_id).press("Makulera", reason="Dubblett"))
    back = next(link for link in links(asked, "main a") if "reason=" in link)
    assert chosen(maja.get(back).text, case_id, "reason") == "duplicate"


def test_what_an_address_names_and_nobody_could_choose_is_not_chosen(
    world: World, maja: FlaskClient, case_id: UUID
) -> None:
    page = maja.get(f"/cases/{case_id}?target=person:{world.staff_id('Adam')}&reason=none").text
    assert (chosen(page, case_id), chosen(page, case_id, "reason")) == ("", "")
