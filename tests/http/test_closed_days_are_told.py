"""A day on which the clinic is closed is never promised without a word, and may be promised all the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.cases.models import Message
from app.core import clock
from app.core.db import session
from app.roles.services.clinic_settings import Span, close_days
from tests.case_pages import CasePage, landed, read
from tests.pages import filled_fields, form_of, submit
from tests.world import World, operation

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
SATURDAY, SUNDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30)
TOLD = "Mottagningen är stängd lördag 28 november. Nästa öppna dag är måndag 30 november."


@pytest.fixture(autouse=True)
def _on_a_wednesday() -> Iterator[None]:
    with clock.at(WEDNESDAY):
        yield


@pytest.fixture
def case_id(world: World) -> UUID:
    return world.send("Tolvan")


@pytest.fixture
def maja(world: World) -> FlaskClient:
    return world.login("Maja")


def promised(app: Flask, case_id: UUID) -> list[date | None]:
    """The days that the clinic has promised in the case."""
    with app.app_context():
        return list(session().scalars(select(Message.promised_by).where(Message.case_id == case_id)))


def again(maja: FlaskClient, case_id: UUID, answer: TestResponse, where: str, **other: str) -> TestResponse:
    """Send the page that came back, as it is but for what is written anew."""
    fields = filled_fields(form_of(answer.text, f"/cases/{case_id}/draft"))
    return maja.post(f"/cases/{case_id}/{where}", data={**fields, **other})


@pytest.mark.parametrize(
    ("button", "where"), [("Skicka delsvar", "partial-reply"), ("Fördela med delsvar", "distribute-with-partial-reply")]
)
def test_a_promise_of_a_closed_day_is_told_once_and_sent_the_second_time(
    app: Flask, world: World, maja: FlaskClient, case_id: UUID, button: str, where: str
) -> None:
    target = {"target": "Hanna Handläggare"} if "Fördela" in button else {}
    page = CasePage(maja, case_id)
    first = page.press(button, partial_reply="Vi ringer.", promised="2026-11-28", **target)
    assert first.status_code == 422
    assert TOLD in read(first.text)
    assert (promised(app, case_id), world.case(case_id).version) == ([], 1)
    assert again(maja, case_id, first, where).status_code == 303
    assert promised(app, case_id) == [SATURDAY]


def test_another_closed_day_is_told_of_anew_and_an_open_one_is_taken(
    app: Flask, maja: FlaskClient, case_id: UUID
) -> None:
    first = CasePage(maja, case_id).press("Skicka delsvar", partial_reply="Vi ringer.", promised="2026-11-28")
    second = again(maja, case_id, first, "partial-reply", promised="2026-11-29")
    assert second.status_code == 422
    assert "stängd söndag 29 november" in read(second.text)
    assert again(maja, case_id, second, "partial-reply", promised="2026-11-30").status_code == 303
    assert promised(app, case_id) == [MONDAY]


def test_the_clinics_own_closed_days_are_closed_too(app: Flask, world: World, maja: FlaskClient, case_id: UUID) -> None:
    with app.app_context():
        close_days(world.staff("Adam"), Span(MONDAY, MONDAY, "Utbildning", operation()))
    answer = CasePage(maja, case_id).press("Skicka delsvar", partial_reply="Vi ringer.", promised="2026-11-30")
    assert "stängd måndag 30 november. Nästa öppna dag är tisdag 1 december." in read(answer.text)
    assert promised(app, case_id) == []


def test_from_the_preview_it_is_told_as_well(app: Flask, maja: FlaskClient, case_id: UUID) -> None:
    fields = CasePage(maja, case_id).fields(partial_reply="Vi ringer.", promised="2026-11-28", into="partial_reply")
    preview = landed(maja, maja.post(f"/cases/{case_id}/preview", data=fields))
    to = f"/cases/{case_id}/partial-reply"
    answer = maja.post(to, data=filled_fields(form_of(preview, to)))
    assert answer.status_code == 422
    assert TOLD in read(answer.text)
    assert promised(app, case_id) == []


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (
            "2026-11-26",
            "2026-11-29",
            "stängd söndag 29 november. Första öppna dagen efter frånvaron är måndag 30 november.",
        ),
        ("2026-11-28", "2026-11-29", "stängd alla dagar i frånvaron. Nästa öppna dag är måndag 30 november."),
        ("2026-11-26", "2026-11-27", ""),
    ],
)
def test_an_absence_that_ends_on_a_closed_day_is_kept_with_a_word_on_the_next_open_one(
    world: World, first: str, last: str, told: str
) -> None:
    hanna = world.login("Hanna")
    page = read(landed(hanna, submit(hanna, "/absences/new", "/absences/new", {"first": first, "last": last})))
    assert "Frånvaron är registrerad." in page
    assert told in page
    assert ("Mottagningen är stängd" in page) is bool(told)
