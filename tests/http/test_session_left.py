"""How long the login session lasts: the page may ask without extending it, and a person may extend it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.auth.kinds import EndReason
from app.auth.models import LoginSession
from app.auth.services.sessions import end
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import RoleGrant
from tests.case_pages import address
from tests.logins import token_of
from tests.world import World

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_asking_tells_the_seconds_and_extends_nothing(world: World) -> None:
    with clock.at(NOON):
        maja = world.login("Maja")
    for gone, left in ((10, 1200), (28, 120)):
        with clock.at(NOON + gone * MINUTE):
            assert maja.get("/session").json == {"left": left, "extendable": True}
    with clock.at(NOON + 30 * MINUTE):
        answer = maja.get("/session")
        assert (answer.status_code, answer.data) == (401, b"")


def test_the_page_itself_says_when_the_session_ends(world: World) -> None:
    with clock.at(NOON):
        maja, tolvan = world.login("Maja"), world.login_citizen("Tolvan")
        assert 'data-left="1800"' in maja.get("/").text
        assert 'data-left="900"' in tolvan.get("/citizen", follow_redirects=True).text


def test_nobody_is_warned_who_is_not_logged_in(client: FlaskClient) -> None:
    assert "session-end" not in client.get("/").text
    assert client.get("/session").status_code == 401


def test_going_on_begins_the_time_anew_but_never_past_the_end_of_the_day(app: Flask, world: World) -> None:
    with clock.at(NOON):
        maja = world.login("Maja")
        token = token_of(maja, "/")
    with clock.at(NOON + 29 * MINUTE):
        told = maja.post("/session/continue", data={"csrf_token": token}).json
        assert told == {"left": 1800, "extendable": True}
    at = NOON + 29 * MINUTE
    while at < NOON + timedelta(hours=10) - 20 * MINUTE:
        at += 10 * MINUTE
        with clock.at(at):
            told = maja.post("/session/continue", data={"csrf_token": token}).json
    assert told == {"left": int((NOON + timedelta(hours=10) - at).total_seconds()), "extendable": False}


def test_going_on_wants_the_token_of_the_form(world: World) -> None:
    assert world.login("Maja").post("/session/continue").status_code == 400


def test_a_text_saved_while_writing_is_answered_with_the_hour_and_is_in_the_field_again(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    page = f"/cases/{case_id}"
    text = {"csrf_token": token_of(hanna, page), "final_reply": "Vi har förnyat <receptet>."}
    kept = hanna.post(f"{page}/draft", data=text, headers={"X-Autosave": "1"})
    assert (kept.status_code, kept.headers["X-Saved-At"]) == (204, clock.local(clock.now()).strftime("%H:%M"))
    assert "Vi har förnyat &lt;receptet&gt;." in hanna.get(page).text


def test_a_strangers_text_is_not_kept_on_somebodys_case(world: World) -> None:
    case_id = world.held_by("Hanna")
    siv = world.login("Siv")
    text = {"csrf_token": token_of(siv, "/personal-settings"), "note": "Nyfiken"}
    assert siv.post(f"/cases/{case_id}/draft", data=text, headers={"X-Autosave": "1"}).status_code == 404


def test_what_is_sent_after_the_last_role_has_ended_is_answered_with_that_each_time(app: Flask, world: World) -> None:
    case_id, hanna = world.send("Tolvan"), world.login("Hanna")
    with app.app_context(), atomic() as current:
        theirs = RoleGrant.staff_id == world.staff_id("Hanna")
        current.execute(update(RoleGrant).where(theirs).values(ended_at=clock.now()))
    for _ in ("what saves itself", "what is pressed"):
        answer = hanna.post(f"{address(case_id)}/final-reply", data={"final_reply": "Hej Tolvan"})
        assert answer.status_code == 401
        assert "Du har inte längre någon roll på en mottagning" in answer.text
        assert "Hej Tolvan" in answer.text
        assert "ogga in och försök igen" not in answer.text
        assert "logga in igen" not in answer.text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (EndReason.IDLE, "Du har varit borta en stund"),
        (EndReason.TOO_OLD, "Du har varit inloggad så länge som det går"),
        (EndReason.ENDED_BY_PROVIDER, "Din legitimering har avslutats"),
        (EndReason.ENDED_BY_SELF, "Du har loggat ut härifrån i en annan webbläsare"),
    ],
)
def test_what_is_sent_after_the_end_is_answered_with_the_reason(
    app: Flask, world: World, reason: EndReason, told: str
) -> None:
    case_id, hanna = world.send("Tolvan"), world.login("Hanna")
    with app.app_context(), atomic() as current:
        for key in session().scalars(select(LoginSession.id_hash).where(LoginSession.revoked_at.is_(None))):
            end(current, key, reason)
    answer = hanna.post(f"{address(case_id)}/final-reply", data={"final_reply": "Hej Tolvan"})
    assert answer.status_code == 401
    assert told in answer.text
    assert "ogga in" in answer.text
