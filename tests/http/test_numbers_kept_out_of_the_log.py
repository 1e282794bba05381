"""Whoever writes a personnummer where the log would keep it is told so, keeps the text, and the log has nothing of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.errors import LogCode
from app.audit.models import AuditEvent
from app.core import crypto
from app.core.db import session
from app.web.sentences import sentence_of
from tests.case_pages import read
from tests.identity import EvilProvider, come_back, start_login
from tests.pages import Typed, filled_fields, form_of
from tests.providers import events
from tests.world import World

SPELT = "Patient 19900101–2385"
NINAS = ("0101–2385", "0101-2385", "01012385", "01-01-2385")
"""The end of her number as it may be spelt: four digits alone stand by chance in the ids of the log."""
SAID = "Skriv inte personnummer här"


def stands_in_the_log(app: Flask, *texts: str) -> bool:
    with app.app_context():
        return any(text.encode() in row for row in session().scalars(select(AuditEvent.payload)) for text in texts)


def refused_with_the_text(app: Flask, browser: FlaskClient, page: str, target: str, **typed: Typed) -> None:
    fields = {**filled_fields(form_of(browser.get(page).text, target)), **typed}
    answer = browser.post(target, data=fields)
    assert answer.status_code == 422
    assert SAID in read(answer.text)
    assert SPELT in read(answer.text) or SPELT in answer.text
    assert not stands_in_the_log(app, *NINAS)


def test_the_name_of_a_new_group(app: Flask, world: World) -> None:
    refused_with_the_text(app, world.login("Adam"), "/groups/new", "/groups/new", name=SPELT)


def test_another_name_for_a_group(app: Flask, world: World) -> None:
    page = f"/groups/{world.group_id()}/name"
    refused_with_the_text(app, world.login("Adam"), page, page, name=SPELT)


def test_the_name_of_a_standard_reply(app: Flask, world: World) -> None:
    new = "/clinic/standard-replies/new"
    refused_with_the_text(app, world.login("Adam"), new, new, name=SPELT, body="Ring oss")


def test_why_a_role_is_given(app: Flask, world: World) -> None:
    typed: dict[str, Typed] = {"hsa_id": "SE0000000000-2003", "roles": ["receiver"], "reason": SPELT}
    refused_with_the_text(app, world.login("Adam"), "/staff/grant", "/staff/grant", **typed)


@pytest.mark.parametrize(
    "spelt", [SPELT, "1990-01-01-2385", "191212/1212", "１９１２１２１２１２１２", "19121212x1212"]
)
def test_why_the_log_is_reviewed(app: Flask, world: World, spelt: str) -> None:
    greta = world.login("Greta")
    fields = {**filled_fields(form_of(greta.get("/log-review").text, "/log-review")), "citizen": "19121212-1212"}
    answer = greta.post("/log-review", data={**fields, "reason": "other", "reason_line": spelt})
    assert answer.status_code == 422
    assert SAID in read(answer.text)
    assert not stands_in_the_log(app, spelt, *NINAS)


@pytest.mark.parametrize(
    "line",
    [
        "Stickprov 2026-11-23 – 2026-11-29",
        "kl 0900, ärende 104 049-2",
        "Ringde 070-101 23 12, 2026-11-27 09:00, om ärende 104 523-6",
    ],
)
def test_a_period_a_time_a_case_or_a_telephone_in_the_reason_is_no_number(world: World, line: str) -> None:
    greta = world.login("Greta")
    fields = {**filled_fields(form_of(greta.get("/log-review").text, "/log-review")), "citizen": "19121212-1212"}
    assert greta.post("/log-review", data={**fields, "reason": "other", "reason_line": line}).status_code == 303


def test_a_search_spelt_with_words_between(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    fields = filled_fields(form_of(maja.get("/clinic-cases").text, "/clinic-cases/search"))
    answer = maja.post("/clinic-cases/search", data={**fields, "term": "19900101 x 2385"})
    assert answer.status_code == 422
    assert events(app, "cases_searched") == []


@pytest.mark.parametrize("claim", ["191212121212", "19900101-2385", "SE1912121212-1212", "x" * 10_000])
def test_a_login_whose_claim_is_no_hsa_id_is_kept_as_an_index(victim: Flask, evil: EvilProvider, claim: str) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    evil.nonce, evil.change = asked["nonce"], {"employeeHsaId": claim}
    assert come_back(browser, code="any", state=asked["state"]).status_code == 403
    (event,) = events(victim, "login_failed")
    index = crypto.keyring().blind_index(claim.upper()).hex()
    assert event["details"] == {"side": "staff", "code": "unknown", "hsa_index": index}
    assert not stands_in_the_log(victim, claim)


def test_names_that_came_in_before_are_copied_without_their_digits(app: Flask, world: World) -> None:
    named = f"UPDATE clinics SET name = '{SPELT}'"
    with app.app_context():
        session().connection(execution_options={"writes": True}).exec_driver_sql(named)
        session().commit()
    assert world.login("Maja").get("/clinic-cases").status_code == 200
    assert stands_in_the_log(app, "Patient ########–####")
    assert not stands_in_the_log(app, SPELT)


def test_a_door_that_forgot_to_ask_has_a_sentence_all_the_same(app: Flask) -> None:
    with app.test_request_context():
        assert SAID in sentence_of(LogCode.NUMBER_IN_TEXT)
