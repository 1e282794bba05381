"""Whatever answer holds a citizen's name or words, or what happened in a case, has left an event: also 4xx."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import session
from tests import pages
from tests.http.test_strangers import addresses
from tests.logins import token_of
from tests.providers import events
from tests.world import World, operation

SECRET = "Hemligheten om knät"
TELLING = ("Tolvan", "Tolvansson", SECRET, "Maja Mottagare skickade", "Maja Mottagare fördelade", "har tagit ärendet")
"""The citizen, what the citizen wrote, and what colleagues have done in the case."""
FIELDS = ("partial_reply", "counter_question", "final_reply", "note")


def logged(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(AuditEvent)) or 0


def with_an_old_page(app: Flask, world: World, *, lost: bool) -> tuple[UUID, FlaskClient]:
    """Hanna has the case open, and Maja has acted in it since: a partial reply, and perhaps it is somebody else's now."""
    case_id = world.held_by("Hanna", text=SECRET)
    hanna, maja = world.login("Hanna"), world.login("Maja")
    hanna.get(f"/cases/{case_id}")
    page = maja.get(f"/cases/{case_id}").text
    majas = pages.filled_fields(pages.form_of(page, f"/cases/{case_id}/draft"))
    maja.post(f"/cases/{case_id}/partial-reply", data=majas | {"partial_reply": "Vi återkommer."})
    if lost:
        again = pages.filled_fields(pages.form_of(maja.get(f"/cases/{case_id}").text, f"/cases/{case_id}/draft"))
        maja.post(f"/cases/{case_id}/redistribute", data=again | {"target": f"person:{world.staff_id('Henrik')}"})
    return case_id, hanna


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("version", ["1", "2", "99", "", "x"])
def test_no_answer_about_a_case_tells_anything_without_an_event(
    app: Flask, world: World, version: str, *, lost: bool
) -> None:
    case_id, hanna = with_an_old_page(app, world, lost=lost)
    token = token_of(hanna, "/personal-settings")
    for method, address in addresses(app, case_id):
        for filled in ("", "Ett inlägg"):
            typed = {"csrf_token": token, "operation_id": operation(), "seen_version": version}
            typed |= dict.fromkeys(FIELDS, filled) | {"reply": "final_reply", "reason": "other", "reason_line": filled}
            before = logged(app)
            answer = hanna.open(address, method=method, data=typed if method == "POST" else None)
            if any(word.encode() in answer.data for word in TELLING):
                assert logged(app) > before, f"{method} {address} {answer.status_code} told without an event"


@pytest.mark.parametrize("button", ["note", "preview", "draft", "insert", "final-reply"])
def test_what_happened_since_an_old_page_is_told_with_an_event(app: Flask, world: World, button: str) -> None:
    case_id, hanna = with_an_old_page(app, world, lost=button in {"draft", "insert"})
    sent = {"csrf_token": token_of(hanna, "/personal-settings"), "operation_id": operation(), "seen_version": "2"}
    sent |= {"reply": "final_reply", "insert_into": "final_reply"} | dict.fromkeys(
        FIELDS, "Ett inlägg" if button != "note" else ""
    )
    before = len(events(app, "case_changes_shown"))
    answer = hanna.post(f"/cases/{case_id}/{button}", data=sent)
    if answer.status_code == 409:
        event = events(app, "case_changes_shown")[before]
        assert event["resource"] == {"type": "case", "id": str(case_id)}
        assert event["actor"]["name"] == "Hanna Handläggare"  # type: ignore[index]
        assert event["subjects"] == [{"citizen_id": str(world.citizen_id("Tolvan")), "case_id": str(case_id)}]
    else:
        assert "Maja Mottagare skickade" not in answer.get_data(as_text=True)


def test_an_empty_note_from_an_old_page_is_no_way_to_read_in_secret(app: Flask, world: World) -> None:
    case_id, hanna = with_an_old_page(app, world, lost=False)
    sent = {
        "csrf_token": token_of(hanna, "/personal-settings"),
        "operation_id": operation(),
        "seen_version": "1",
        "note": "",
    }
    for times in (1, 2, 3):
        answer = hanna.post(f"/cases/{case_id}/note", data=sent)
        assert answer.status_code == 409
        assert "Maja Mottagare skickade ett delsvar" in answer.text
        assert len(events(app, "case_changes_shown")) == times
