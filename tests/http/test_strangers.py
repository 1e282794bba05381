"""Strangers at somebody else's case: closed by every route there is, also those made later, and every attempt is in the log."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.core.db import session
from tests.case_pages import read
from tests.logins import token_of
from tests.world import World, operation

STRANGERS = {
    "Hugo": "ÄM, ÄH and ADM of another clinic",
    "Adam": "ADM",
    "Berit": "BEH",
    "Greta": "GR",
    "Siv": "ÄH who neither holds it nor is in its group",
    "Nina": "another citizen",
    "Tvåan": "a citizen who is ombud for somebody else",
}
CITIZENS = {"Nina", "Tvåan"}
TEXTS = ("partial_reply", "counter_question", "final_reply", "note", "body")
FORM = {"seen_version": "2", "reason": "other", "reason_line": "Därför", **dict.fromkeys(TEXTS, "Ett inlägg")}


def addresses(app: Flask, case_id: UUID) -> list[tuple[str, str]]:
    """Method and address of every route about one case."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if rule.arguments == {"case_id"}:
            address = adapter.build(rule.endpoint, {"case_id": case_id})
            found += [(method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_shut_out_by_every_route_and_the_attempt_is_logged(app: Flask, world: World, name: str) -> None:
    case_id = world.send("Tolvan", text="Hemligheten")
    world.distribute(case_id, group="Sjuksköterskor")
    browser: FlaskClient = world.login_citizen(name) if name in CITIZENS else world.login(name)
    token = token_of(browser, "/personal-settings" if name not in CITIZENS else "/settings")
    ways = addresses(app, case_id)
    assert len(ways) > 10
    for method, address in ways:
        before = len(refusals(app, case_id))
        filled_in = {"csrf_token": token, "operation_id": operation(), **FORM}
        answer = browser.open(address, method=method, data=filled_in if method == "POST" else None)
        assert answer.status_code in {403, 404}, f"{method} {address}: {answer.status_code}"
        assert "Hemligheten" not in answer.get_data(as_text=True)
        assert len(refusals(app, case_id)) == before + 1, f"{method} {address} left no trace"


def refusals(app: Flask, case_id: UUID) -> list[AuditEvent]:
    """The attempts on the case that were refused."""
    with app.app_context():
        events = session().scalars(select(AuditEvent).where(AuditEvent.kind == EventKind.REFUSED))
        return [event for event in events if str(case_id).encode() in event.payload]


def test_a_citizen_at_a_page_of_the_staff_is_told_so_in_a_citizens_words(world: World) -> None:
    answer = world.login_citizen("Nina").get("/clinic-cases")
    assert answer.status_code == 403
    said = read(answer.text)
    assert "Sidan är inte till för dig som invånare." in said
    assert "roller" not in said
