"""When the log cannot be written, nothing is shown and nothing is changed: the answer is 503."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.audit.models import AuditEvent
from app.cases.models import Case, Message
from app.cases.services.replies import Reply, send_partial_reply
from app.casework.services.opening import open_case
from app.core.db import db, session
from tests.logins import token_of
from tests.statements import before_each
from tests.world import World, operation

CANARY = "KANARIEFÅGEL-5"


@pytest.fixture
def no_log(app: Flask) -> Iterator[list[bool]]:
    """Makes every insert in the log fail as a full disk or a revoked right does, from when the list holds True."""
    broken: list[bool] = []

    def refuse(statement: str, _values: object) -> None:
        if broken and statement.startswith("INSERT INTO audit_events"):
            raise OperationalError(statement, {}, Exception("no room for the log"))

    with before_each(app, refuse):
        yield broken


def state_of(app: Flask, case_id: UUID) -> tuple[object, ...]:
    with app.app_context():
        row = session().scalars(select(Case).where(Case.id == case_id)).one()
        messages = session().scalar(select(func.count()).select_from(Message))
        events = session().scalar(select(func.count()).select_from(AuditEvent))
        db.session.remove()
        return row.version, row.state, row.first_opened_at, messages, events


def test_without_the_log_no_operation_shows_or_changes_anything(app: Flask, world: World, no_log: list[bool]) -> None:
    case_id, maja = world.send("Tolvan", text=CANARY), world.staff("Maja")
    before = state_of(app, case_id)
    no_log.append(True)
    with app.app_context():
        with pytest.raises(SQLAlchemyError):
            open_case(maja, case_id, "sv")
        with pytest.raises(SQLAlchemyError):
            send_partial_reply(maja, case_id, Reply("Hej", 1, operation()))
        db.session.remove()
    assert state_of(app, case_id) == before


def test_without_the_log_every_page_of_the_case_is_away(app: Flask, world: World, no_log: list[bool]) -> None:
    case_id = world.send("Tolvan", text=CANARY)
    browser = world.login("Maja")
    token = token_of(browser, "/help")
    before = state_of(app, case_id)
    no_log.append(True)
    answers = [browser.get(address) for address in (f"/cases/{case_id}", f"/cases/{case_id}/print", "/clinic-cases")]
    form = {"csrf_token": token, "operation_id": operation(), "seen_version": "1", "partial_reply": "Hej"}
    answers.append(browser.post(f"/cases/{case_id}/partial-reply", data=form))
    assert [answer.status_code for answer in answers] == [503] * 4
    assert not any(CANARY in answer.text or "Tolvansson" in answer.text for answer in answers)
    assert state_of(app, case_id) == before
