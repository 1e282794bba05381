"""Addresses and forms made by hand: nothing of it breaks a page, and nothing of it skips a step."""

from io import BytesIO
from logging import ERROR
from typing import NamedTuple
from urllib.parse import quote

import pytest
from flask import Flask

from app.authz.facts import State
from app.cases.holder import Holder
from app.cases.services.distribution import Distribution, redistribute
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.core.errors import Conflict
from tests.http.test_portal_new_case import TYPED, case_type, cases
from tests.logins import token_of
from tests.pages import field_value
from tests.world import World, operation

ASKED = {"citizen": "191212121212", "first": "2026-10-25", "last": "2026-11-23", "reason": "sample"}


class Unreadable(NamedTuple):
    """A form as a browser, or somebody else, sends it; what it is answered with."""

    called: str
    body: bytes
    length: int
    answer: int
    content_type: str


LINE, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
LONG_LINE = b"signature=" + b"a" * 1_100_000
LONG_PART = b'--x\r\nContent-Disposition: form-data; name="signature"\r\n\r\n' + b"a" * 1_100_000 + b"\r\n--x--\r\n"
MANY_PARTS = b'--x\r\nContent-Disposition: form-data; name="case"\r\n\r\n1\r\n' * 501 + b"--x--\r\n"
UNREADABLE = (
    Unreadable("long", LONG_LINE, len(LONG_LINE), 413, LINE),
    Unreadable("long in parts", LONG_PART, len(LONG_PART), 413, PARTS),
    Unreadable("many fields", b"case=1&" * 501, 7 * 501, 413, LINE),
    Unreadable("many parts", MANY_PARTS, len(MANY_PARTS), 413, PARTS),
    Unreadable("broken off", b"signature=a", 500, 400, LINE),
    Unreadable("broken off in parts", MANY_PARTS[:200], 500, 400, PARTS),
)
SENTENCES = {413: "Det du skickade är för stort", 400: "Det gick inte att läsa det du skickade"}


def test_a_report_address_with_a_row_that_no_database_can_count_to_begins_from_the_start(world: World) -> None:
    greta = world.login("Greta")
    question = {"csrf_token": token_of(greta, "/log-review"), "staff": "", **ASKED}
    assert greta.post("/log-review", data=question).status_code == 303
    after = quote("2026-01-01T00:00:00+00:00_" + "9" * 30)
    assert greta.get(f"/log-review/report?after={after}").status_code == 200


@pytest.mark.parametrize("who", ["Maja", "Tolvan", "visitor"])
@pytest.mark.parametrize("sent", UNREADABLE, ids=lambda sent: sent.called)
def test_a_form_that_cannot_be_read_is_answered_with_a_whole_page(
    app: Flask, world: World, who: str, sent: Unreadable, caplog: pytest.LogCaptureFixture
) -> None:
    browser = app.test_client() if who == "visitor" else world.login(who) if who == "Maja" else world.login_citizen(who)
    app.testing = False  # as in production, where an error in an error page becomes a bare one
    for address in ("/personal-settings", "/language", f"/cases/{operation()}/take?inbox=clinic-cases"):
        answer = browser.post(
            address, input_stream=BytesIO(sent.body), content_length=sent.length, content_type=sent.content_type
        )
        refused_at_the_door = {401, 403, 404} if address != "/language" else set()
        assert answer.status_code in {sent.answer, *refused_at_the_door}
        assert SENTENCES.get(answer.status_code, "<h1") in answer.text
        assert 'action="/language"' in answer.text
        assert answer.text.rstrip().endswith("</html>")
    assert [line for line in caplog.records if line.levelno >= ERROR] == []


def test_a_page_of_questions_sent_by_hand_does_not_accept_the_terms(app: Flask, world: World) -> None:
    tolvan, address = world.login_citizen("Tolvan"), f"/citizen/new-case/{case_type(app)}"
    token = token_of(tolvan, address)
    typed = {"csrf_token": token, "act": "next", **TYPED}
    assert tolvan.post(f"{address}/pages/1", data=typed).location == address
    sent = tolvan.post(f"{address}/send", data={"csrf_token": token, "operation_id": operation()})
    assert sent.location == address
    assert cases(app) == []

    accepted = {
        "csrf_token": token,
        "accepts": "y",
        "operation_id": field_value(tolvan.get(address).text, "operation_id"),
    }
    assert tolvan.post(address, data=accepted).status_code == 303
    assert TYPED["answer-amne"] in tolvan.get(f"{address}/pages/1").text


def test_the_button_of_an_older_gift_does_not_undo_a_newer_one(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, person="Alva", by="Alva")
    alva = world.staff("Alva")
    with app.app_context():
        redistribute(alva, case_id, Distribution(Holder(person=world.staff_id("Hanna")), 2, operation()))
        with pytest.raises(Conflict):
            undo(alva, case_id, StepCommand(2, operation()))
    assert world.case(case_id).holder_id == world.staff_id("Hanna")


def test_an_id_that_was_used_for_one_act_does_not_swallow_another(app: Flask, world: World) -> None:
    case_id, used = world.send("Tolvan"), operation()
    world.distribute(case_id, group="Sjuksköterskor")
    hanna = world.login("Hanna")
    token = token_of(hanna, f"/cases/{case_id}")
    form = {"csrf_token": token, "operation_id": used, "seen_version": "2"}
    assert hanna.post(f"/cases/{case_id}/take", data=form).status_code == 303
    replied = hanna.post(f"/cases/{case_id}/final-reply", data={**form, "seen_version": "3", "final_reply": "Klart"})
    assert replied.status_code == 303
    assert world.case(case_id).state is State.ANSWERED
    again = hanna.post(f"/cases/{case_id}/final-reply", data={**form, "seen_version": "3", "final_reply": "Klart"})
    assert again.status_code == 303
    assert world.case(case_id).version == 4


def test_what_nobody_can_see_in_a_line_is_left_out_of_a_name(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    form = {"csrf_token": token_of(adam, "/groups/new"), "operation_id": operation(), "description": "Rad\0 ett"}
    made = adam.post("/groups/new", data={**form, "name": "Dia\0betes\u202e\u2028teamet"})
    assert made.status_code == 303
    assert "Diabetes teamet" in adam.get(made.location).text
