"""Every door takes text the same way: what nobody sees goes, line breaks stay, and nobody is asked to write it again."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.auth.models import LoginSession
from app.citizens.models import CitizenRow
from app.core.db import atomic, session
from app.portal.queries.own_case import OwnCasePage
from app.portal.services.opening import open_own_case
from app.roles.models import Group, StaffMember
from tests.case_pages import CasePage, landed, read
from tests.http.test_hostile_tokens import answer_to, refused
from tests.http.test_portal_new_case import begin, case_type, cases, write
from tests.http.test_portal_thread import asked, page_of
from tests.identity import EvilProvider
from tests.pages import submit
from tests.world import World

PASTED = "ett\x0btvå\x0ctre\u2028fyra\x85fem\r\nsex\x03\x7f\0 می\u200cخواهم \u202egm 005\u202c"
KEPT = "ett\ntvå\ntre\nfyra\nfem\nsex می\u200cخواهم \u202egm 005\u202c"
SHOWN = "ett\ntvå\ntre\nfyra\nfem\nsex می\u200cخواهم gm 005"


def own_case(app: Flask, world: World, case_id: UUID) -> OwnCasePage:
    with app.app_context():
        return open_own_case(world.citizen("Tolvan"), case_id, "sv")


def test_what_a_citizen_pastes_from_a_document_is_sent_and_nobody_is_asked(app: Flask, world: World) -> None:
    tolvan, address = world.login_citizen("Tolvan"), f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)
    typed = {"answer-amne": "Tab\u200blet\x0bter\u202e", "answer-meddelande": PASTED}
    assert write(tolvan, address, **typed) == f"{address}/review"
    assert SHOWN in tolvan.get(f"{address}/review").text
    assert submit(tolvan, f"{address}/review", f"{address}/send", {}).status_code == 303
    [case] = cases(app)
    answers = own_case(app, world, case.id).answers
    assert (answers.text("amne"), answers.text("meddelande")) == ("Tablet ter", KEPT)
    assert SHOWN in tolvan.get(page_of(case.id)).text
    assert "\u202e" not in CasePage(world.login("Maja"), case.id).html


def test_what_a_citizen_answers_is_taken_the_same_way(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    tolvan, page = world.login_citizen("Tolvan"), page_of(case_id)
    assert submit(tolvan, page, f"{page}/answer", {"body": PASTED}).status_code == 303
    assert KEPT in [entry.body for entry in own_case(app, world, case_id).thread]
    assert SHOWN in tolvan.get(page).text


@pytest.mark.parametrize(("button", "field"), [("Skicka delsvar", "partial_reply"), ("Spara anteckning", "note")])
def test_what_staff_paste_is_taken_the_same_way(app: Flask, world: World, button: str, field: str) -> None:
    case_id, maja = world.send("Tolvan"), world.login("Maja")
    answer = CasePage(maja, case_id).press(button, **{field: PASTED})
    assert answer.status_code == 303
    assert SHOWN in landed(maja, answer)
    if field == "partial_reply":
        assert own_case(app, world, case_id).thread[0].body == KEPT


def test_a_field_gives_back_what_was_written_in_it(world: World) -> None:
    maja, case_id = world.login("Maja"), world.send("Tolvan")
    answer = CasePage(maja, case_id).press("Skicka delsvar", partial_reply=f"{PASTED} {{fornamn}}")
    assert answer.status_code == 422
    assert f"{KEPT} {{fornamn}}" in answer.text


def test_a_group_of_nothing_that_can_be_seen_is_not_made(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    answer = submit(adam, "/groups/new", "/groups/new", {"name": "\u200b\u3164", "description": ""})
    assert answer.status_code == 422
    made = submit(adam, "/groups/new", "/groups/new", {"name": " Café\u200b\tA ", "description": PASTED})
    assert made.status_code == 303
    with app.app_context():
        group = session().scalars(select(Group).where(Group.name == "Café A")).one()
        assert group.description == KEPT


UNSEEN = "\u200b \u3164"


def test_an_answer_in_which_nothing_can_be_seen_is_asked_for(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    asked(world, case_id)
    answer = submit(world.login_citizen("Tolvan"), page_of(case_id), f"{page_of(case_id)}/answer", {"body": UNSEEN})
    assert answer.status_code == 422
    assert "Skriv ditt svar först." in answer.text


def test_a_reply_in_which_nothing_can_be_seen_keeps_nobody_from_giving_the_case_to_somebody(world: World) -> None:
    case_id, maja = world.send("Tolvan"), world.login("Maja")
    given = {"target": "Hanna Handläggare", "partial_reply": UNSEEN}
    assert CasePage(maja, case_id).press("Fördela", **given).status_code == 303


def test_a_reviewer_has_to_say_why_in_words_that_can_be_seen(world: World) -> None:
    why = {"staff": "SE0000000000-2001", "reason": "other", "reason_line": UNSEEN}
    assert submit(world.login("Greta"), "/log-review", "/log-review", why).status_code == 422


@pytest.mark.parametrize("typed", ["ham%00", "%00", "ham%ED%A0%80", "h%C3%A4m%E2%80%8B", "%F0%9F%98%80" * 500])
def test_an_address_may_hold_anything(world: World, typed: str) -> None:
    tolvan, greta = world.login_citizen("Tolvan"), world.login("Greta")
    assert tolvan.get(f"/citizen/clinics?q={typed}").status_code == 200
    assert tolvan.get(f"/citizen?after={typed}").status_code == 200
    assert greta.get(f"/log-review/report?after={typed}").status_code < 400
    assert world.login("Adam").get(f"/staff?role={typed}&show={typed}").status_code == 200
    maja = world.login("Maja")
    assert maja.get(f"/clinic-cases?tab={typed}&type={typed}&held={typed}").status_code == 200
    assert maja.get(f"/clinic-cases?first={typed}").status_code in {200, 422}  # a day that is none is said to be so


def citizen_after(victim: Flask, evil: EvilProvider, **change: Any) -> CitizenRow:
    """The citizen that the provider's words made."""
    evil.side, evil.change = "citizen", {"acr": "loa3", **change}
    _browser, answer = answer_to(victim, evil)
    assert answer.status_code == 303, answer.text
    with victim.app_context():
        return (
            session().scalars(select(CitizenRow).order_by(CitizenRow.last_login_at.desc().nulls_last())).first()
            or CitizenRow()
        )


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"family_name": None}, "Maja"),
        ({"family_name": " "}, "Maja"),
        ({"given_name": ""}, "Mottagare"),
        ({"given_name": None, "family_name": None, "name": "Nina Maria Nittio"}, "Nina Maria Nittio"),
        ({"given_name": 5, "family_name": ["x"], "name": {}}, "Tolvan Tolvansson"),  # as we know him
        ({"given_name": "\u200b", "family_name": "\u3164\u202e"}, "Tolvan Tolvansson"),
        ({"given_name": "Ni\0na\n", "family_name": "\u202eNittio\u2069"}, "Nina Nittio"),
    ],
)
def test_whatever_a_provider_calls_somebody_they_come_in(
    victim: Flask, evil: EvilProvider, change: dict[str, Any], name: str
) -> None:
    assert citizen_after(victim, evil, **change).name == name


@pytest.mark.parametrize("letter", ["N", "ß", "\ufdfa", "Å", "\U0001f469"])
def test_the_longest_of_everything_a_provider_says_can_be_stored(
    victim: Flask, evil: EvilProvider, letter: str
) -> None:
    long = {"given_name": letter * 100, "family_name": letter * 5000, "sid": "s" * 5000, "sub": letter * 5000}
    found = CitizenRow()
    for _again in range(2):
        evil.nonce = ""
        found = citizen_after(victim, evil, **long, acr="å" * 5000, amr=["x" * 5000])
        assert (found.given_name, found.family_name) == (letter * 100, letter * 100)
    with victim.app_context():
        kept = session().scalars(select(LoginSession).where(LoginSession.citizen_id == found.id)).all()
        assert {(len(one.sid), len(one.acr)) for one in kept} == {(64, 200)}


@pytest.mark.parametrize("sent", ["SE0000000000-2001\0", "\u200bSE0000000000-2001\n", "se0000000000-2001"])
def test_staff_come_in_with_what_nobody_sees_in_their_number(victim: Flask, evil: EvilProvider, sent: str) -> None:
    evil.change = {"employeeHsaId": sent, "given_name": "", "sid": "s\0", "sub": "x\0"}
    _browser, answer = answer_to(victim, evil)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_stranger_with_the_longest_number_is_refused_and_told_of(victim: Flask, evil: EvilProvider) -> None:
    evil.change = {"employeeHsaId": "SE0\0" + "9" * 5000}
    browser, answer = answer_to(victim, evil)
    assert refused(victim, browser, answer)["code"] == "unknown"


def test_the_title_of_nobody_turns_a_list(app: Flask, world: World) -> None:
    """Rows from before names were read: what shows them takes out what turns the reading."""
    with app.app_context(), atomic() as current:
        maja = current.scalars(select(StaffMember).where(StaffMember.given_name == "Maja")).one()
        maja.family_name = "\u202eerattoM"
    assert "\u202e" not in read(world.login("Adam").get("/staff").text)
