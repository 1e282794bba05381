"""Sealed text that was changed or moved past the product does not open, and whoever runs it is told where."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.asked.models import AskedQuestion
from app.auth.models import LoginSession
from app.auth.services.sessions import Ended, hash_of
from app.auth.services.sessions import read as read_session
from app.cases.models import Case, Message
from app.cases.services.replies import Reply, send_partial_reply
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic, session
from app.notices.kinds import owner_of
from app.notices.models import NoticeAddress
from app.notices.services.addresses import add_verified_address
from tests.http.test_sessions import browser_with
from tests.logins import open_login
from tests.pages import submit
from tests.providers import events
from tests.world import World, operation

SECRET = "Svaret som flyttades"


def replied(app: Flask, world: World, who: str) -> tuple[Case, Message]:
    case_id = world.held_by("Hanna", who)
    with app.app_context():
        send_partial_reply(world.staff("Hanna"), case_id, Reply(SECRET, world.case(case_id).version, operation()))
        message = session().scalars(select(Message).where(Message.case_id == case_id)).one()
    return world.case(case_id), message


def move_the_reply(app: Flask, world: World) -> tuple[Case, str, str]:
    """Tvåan's reply is put where Tolvan's was."""
    (case, mine), (_, other) = replied(app, world, "Tolvan"), replied(app, world, "Tvåan")
    with app.app_context(), atomic() as current:
        current.execute(update(Message).where(Message.id == mine.id).values(body_sealed=other.body_sealed))
    return case, "messages", str(mine.id)


def change_the_key(app: Flask, world: World) -> tuple[Case, str, str]:
    case, _ = replied(app, world, "Tolvan")
    with app.app_context(), atomic() as current:
        current.execute(update(Case).where(Case.id == case.id).values(key_wrapped=case.key_wrapped[:-1] + b"!"))
    return case, "cases", str(case.id)


Tampered = Callable[[Flask, World], tuple[Case, str, str]]


@pytest.mark.parametrize("tampered", [move_the_reply, change_the_key])
def test_a_moved_reply_is_shown_to_nobody_and_told_of_with_its_row(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture, tampered: Tampered
) -> None:
    case, table, row = tampered(app, world)
    with caplog.at_level(logging.ERROR):
        answer = world.login("Maja").get(f"/cases/{case.id}")
    assert answer.status_code == 500
    assert "går inte att öppna" in answer.text
    assert SECRET not in answer.text
    told = events(app, "unsealing_failed")
    assert len(told) == 1
    assert told[0]["resource"] == {"type": "case", "id": str(case.id)}
    assert told[0]["clinic_id"] == str(world.clinic_id())
    assert told[0]["outcome"] == "failed"
    assert told[0]["subjects"] == [{"citizen_id": str(world.citizen_id("Tolvan")), "case_id": str(case.id)}]
    details: dict[str, str] = told[0]["details"]  # type: ignore[assignment]
    assert details["table"] in {table, "cases"}
    assert row in {details["row"], str(case.id)}
    assert f"sealed text cannot be opened: {details['table']}." in caplog.text
    assert SECRET not in caplog.text
    assert not [one for one in events(app, "case_read") if one["actor"]["id"] == str(world.staff_id("Maja"))]  # type: ignore[index]


def test_the_citizen_meets_the_same_page(app: Flask, world: World) -> None:
    case, _, row = move_the_reply(app, world)
    answer = world.login_citizen("Tolvan").get(f"/citizen/cases/{case.id}")
    assert answer.status_code == 500
    assert "ring mottagningen" in answer.text
    (event,) = events(app, "unsealing_failed")
    assert event["details"] == {"table": "messages", "field": "body", "row": row}


def test_what_belongs_to_no_case_is_told_of_by_its_row(app: Flask, world: World) -> None:
    with app.app_context(), atomic() as current:
        for name in ("Maja", "Hanna"):
            add_verified_address(current, owner_of(world.staff(name)), f"{name}@example.se", clock.now())
        current.flush()
        rows = {row.owner_id: row for row in current.scalars(select(NoticeAddress))}
        moved = rows[world.staff_id("Maja")]
        moved.email_sealed, number = rows[world.staff_id("Hanna")].email_sealed, str(moved.id)
    assert world.login("Maja").get("/settings/notices").status_code == 500
    (event,) = events(app, "unsealing_failed")
    assert event["details"] == {"table": "notice_addresses", "field": "email", "row": number}
    assert event["clinic_id"] == str(world.clinic_id()), "where its reviewer finds it"


def test_a_login_session_that_was_moved_is_ended_and_told_of_once(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = [open_login(app, world.staff(name)) for name in ("Maja", "Adam")]
    with app.app_context(), atomic() as current:
        moved, other = (current.get_one(LoginSession, hash_of(token)) for token in tokens)
        moved.data, number = other.data, str(moved.public_id)
    maja = browser_with(app, tokens[0])
    for _ in range(2):
        assert maja.get("/clinic-cases").status_code == 303
    (event,) = events(app, "unsealing_failed")
    assert event["details"] == {"table": "login_sessions", "field": "data", "row": number}
    assert event["clinic_id"] == str(world.clinic_id())
    assert f"sealed text cannot be opened: login_sessions.data row={number}" in caplog.text


def test_whoever_had_such_a_session_is_still_known_so_that_a_form_of_theirs_waits_for_them(
    app: Flask, world: World
) -> None:
    token, other = (open_login(app, world.staff(name)) for name in ("Maja", "Adam"))
    with app.app_context():
        with atomic() as current:
            current.get_one(LoginSession, hash_of(token)).data = current.get_one(LoginSession, hash_of(other)).data
        assert read_session(session(), token) == Ended(None, world.staff_id("Maja"), hash_of(token))


def test_a_search_that_was_moved_is_forgotten_and_told_of_once(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    ways = [submit(maja, "/clinic-cases", "/clinic-cases/search", {"term": name}).location for name in ("Nina", "Ek")]
    with app.app_context(), atomic() as current:
        moved, other = current.scalars(select(AskedQuestion).order_by(AskedQuestion.asked_at))
        moved.body_sealed, number = other.body_sealed, str(moved.id)
    for _ in range(2):
        assert "Sökningen finns inte kvar." in maja.get(ways[0], follow_redirects=True).text
    (event,) = events(app, "unsealing_failed")
    assert event["details"] == {"table": "asked_questions", "field": "body", "row": number}
    assert event["actor"]["id"] == str(world.staff_id("Maja"))  # type: ignore[index]


def test_a_personnummer_that_was_moved_is_told_of(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    tolvan, other = world.citizen_id("Tolvan"), world.citizen_id("Nina")
    with app.app_context(), atomic() as current:
        sealed = current.scalars(select(CitizenRow.personnummer_sealed).where(CitizenRow.id == other)).one()
        current.execute(update(CitizenRow).where(CitizenRow.id == tolvan).values(personnummer_sealed=sealed))
    assert world.login("Maja").get(f"/cases/{case_id}").status_code == 500
    (event,) = events(app, "unsealing_failed")
    assert event["details"] == {"table": "citizens", "field": "personnummer", "row": str(tolvan)}
