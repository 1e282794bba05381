"""A citizen writes a new case: from choosing a clinic to the receipt, with nothing lost on the way."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.cases.models import Case, Draft
from app.cases.services.from_citizen import NewCase, send_case
from app.catalog.models import CaseType
from app.catalog.queries.case_types import version_for
from app.core import clock
from app.core.db import atomic, session
from app.core.errors import Invalid
from app.roles.models import Clinic
from tests.case_pages import landed
from tests.pages import field_value, submit
from tests.world import World, filled_in, operation

TEXT = "Alvedon 500 mg\n\n  <b>två</b> tabletter & ett 'glas' vatten\t– 𝄞"
TYPED = {"answer-amne": "Tabletter", "answer-meddelande": TEXT}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_ID = UUID("00000000-0000-4000-8000-000000000000")


def case_type(app: Flask, name: str = "Skicka meddelande", clinic: str = "Storgatans vårdcentral") -> UUID:
    with app.app_context():
        wanted = select(CaseType.id).join(Clinic, Clinic.id == CaseType.clinic_id)
        return session().scalars(wanted.where(CaseType.external_name == name, Clinic.name == clinic)).one()


def stop_offering(case_type_id: UUID) -> None:
    with atomic() as current:
        current.execute(update(CaseType).where(CaseType.id == case_type_id).values(active=False))


def cases(app: Flask) -> list[Case]:
    with app.app_context():
        return list(session().scalars(select(Case)))


def drafts(app: Flask) -> int:
    with app.app_context():
        return len(list(session().scalars(select(Draft.id))))


@pytest.fixture
def tolvan(world: World) -> FlaskClient:
    return world.login_citizen("Tolvan")


def begin(browser: FlaskClient, address: str) -> None:
    """Accept the terms."""
    assert submit(browser, address, address, {"accepts": "y"}).status_code == 303


def write(browser: FlaskClient, address: str, **typed: str) -> str:
    """Fill in the first page and go on; gives where it led."""
    page = f"{address}/pages/1"
    return submit(browser, page, page, {"act": "next", **typed}).location


def test_tolvan_finds_the_way_from_the_start_to_what_can_be_written_about(world: World, tolvan: FlaskClient) -> None:
    assert "/citizen/new-case" in tolvan.get("/citizen").text

    choice = tolvan.get("/citizen/new-case").text
    assert "Storgatans vårdcentral" in choice
    assert "Hamnens hudmottagning" in choice

    types = tolvan.get(f"/citizen/new-case/clinics/{world.clinic_id()}").text
    assert types.index("Boka tid") < types.index("Förnya recept") < types.index("Kontakta diabetessköterskan")


def test_before_the_questions_tolvan_reads_where_to_turn_when_it_cannot_wait(app: Flask, tolvan: FlaskClient) -> None:
    page = tolvan.get(f"/citizen/new-case/{case_type(app, 'Förnya recept')}").text

    assert 'href="tel:112"' in page
    assert 'href="tel:1177"' in page
    assert "inom 2 arbetsdagar" in page
    assert "Starka smärtstillande" in page
    assert "010-555 10 01" in page


def test_nobody_comes_to_the_questions_without_having_read_that(app: Flask, tolvan: FlaskClient) -> None:
    address = f"/citizen/new-case/{case_type(app)}"

    assert tolvan.get(f"{address}/pages/1").location == address
    assert tolvan.get(f"{address}/review").location == address
    refused = submit(tolvan, address, address, {})
    assert refused.status_code == 422
    assert "Kryssa i rutan" in refused.text


def test_a_case_is_written_reviewed_and_sent_word_for_word(app: Flask, world: World) -> None:
    address = f"/citizen/new-case/{case_type(app)}"
    with clock.at(MONDAY):
        tolvan = world.login_citizen("Tolvan")
        begin(tolvan, address)
        assert write(tolvan, address, **TYPED) == f"{address}/review"

        review = tolvan.get(f"{address}/review").text
        assert "två&lt;/b&gt; tabletter &amp;" in review
        receipt = tolvan.get(submit(tolvan, f"{address}/review", f"{address}/send", {}).location).text

        [case] = cases(app)
        page = tolvan.get(f"/citizen/cases/{case.id}").text
    assert case.citizen_id == world.citizen_id("Tolvan")
    assert "senast" in receipt
    assert "onsdag 25 november" in receipt
    assert "104 001-" in receipt
    assert "010-555 10 01" in receipt
    assert "Storgatan 1" in receipt
    assert "Måndag–fredag 8–16" in receipt
    assert drafts(app) == 0
    assert "&lt;b&gt;två&lt;/b&gt;" in page
    assert "<b>två" not in page


def test_a_form_sent_twice_is_one_case_and_one_receipt(app: Flask, tolvan: FlaskClient) -> None:
    address = f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)
    write(tolvan, address, **TYPED)
    review = tolvan.get(f"{address}/review").text
    form = {name: field_value(review, name) for name in ("csrf_token", "operation_id", "reviewed")}

    sent = [tolvan.post(f"{address}/send", data=form) for _ in range(2)]

    assert len(cases(app)) == 1
    assert [answer.status_code for answer in sent] == [303, 303]
    assert sent[0].location == sent[1].location


def test_a_case_is_not_sent_before_its_terms_are_accepted(app: Flask, world: World) -> None:
    """Also when the form asks for nothing: a draft thrown away in another window is not sent empty."""
    with app.app_context():
        chosen = version_for(case_type(app))
        answers = filled_in(chosen.document, "Mer Alvedon")
        order = NewCase(chosen.case_type_id, chosen.version_id, answers, "sv", operation(), accepted=False)
        with pytest.raises(Invalid, match="answers"):
            send_case(world.citizen("Tolvan"), order)

    assert cases(app) == []


def test_what_is_missing_is_told_and_what_was_typed_stays(app: Flask, tolvan: FlaskClient) -> None:
    address = f"/citizen/new-case/{case_type(app, 'Förnya recept')}"
    begin(tolvan, address)

    typed = {"act": "next", "answer-lakemedel": "Kvar här"}
    refused = landed(tolvan, submit(tolvan, f"{address}/pages/1", f"{address}/pages/1", typed))

    assert "<title>Fel:" in refused
    assert "Det här behöver rättas" in refused
    assert "Kvar här" in refused
    assert "Kvar här" in tolvan.get(f"{address}/pages/1").text
    assert tolvan.get(f"{address}/review").location == f"{address}/pages/1?mend=1"
    assert "Det här behöver rättas" in tolvan.get(f"{address}/pages/1?mend=1").text


@pytest.mark.parametrize("act", ["save", "back", "next"])
def test_every_button_keeps_what_was_typed(app: Flask, world: World, tolvan: FlaskClient, act: str) -> None:
    address = f"/citizen/new-case/{case_type(app, 'Förnya recept')}"
    begin(tolvan, address)
    fields = {"act": act, "answer-fler_lakemedel": TEXT}
    submit(tolvan, f"{address}/pages/1", f"{address}/pages/1", fields)

    again = world.login_citizen("Tolvan")
    assert "Förnya recept" in again.get("/citizen").text
    assert "Fortsätt skriva" in again.get("/citizen/new-case").text
    assert (
        "  &lt;b&gt;två&lt;/b&gt; tabletter &amp; ett &#39;glas&#39; vatten\t– 𝄞"
        in again.get(f"{address}/pages/1").text
    )


def test_a_draft_is_thrown_away_after_a_question(app: Flask, tolvan: FlaskClient) -> None:
    address = f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)
    submit(tolvan, f"{address}/pages/1", f"{address}/pages/1", {"act": "save", "answer-amne": "x"})

    assert "går inte att få tillbaka" in tolvan.get(f"{address}/discard").text
    assert drafts(app) == 1
    submit(tolvan, f"{address}/discard", f"{address}/discard", {})

    assert drafts(app) == 0
    assert "Fortsätt skriva" not in tolvan.get("/citizen").text


def test_nobody_sees_anybody_elses_draft(app: Flask, world: World, tolvan: FlaskClient) -> None:
    address = f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)
    submit(tolvan, f"{address}/pages/1", f"{address}/pages/1", {"act": "save", "answer-amne": "Bara mitt"})

    nina = world.login_citizen("Nina")

    assert nina.get(f"{address}/pages/1").location == address
    assert "Fortsätt skriva" not in nina.get("/citizen").text


def test_when_the_clinic_stops_taking_them_the_text_is_given_back(app: Flask, tolvan: FlaskClient) -> None:
    chosen = case_type(app)
    address = f"/citizen/new-case/{chosen}"
    begin(tolvan, address)
    write(tolvan, address, **TYPED)
    review = tolvan.get(f"{address}/review").text
    with app.app_context():
        stop_offering(chosen)

    fields = {"csrf_token": field_value(review, "csrf_token"), "operation_id": field_value(review, "operation_id")}
    refused = tolvan.post(f"{address}/send", data=fields)

    assert refused.status_code == 410
    assert "tar inte längre emot" in refused.text
    assert "tabletter &amp; ett" in refused.text
    assert cases(app) == []
    assert drafts(app) == 1
    assert tolvan.get(address).status_code == 410


def test_the_texts_follow_the_switch_of_language(app: Flask, tolvan: FlaskClient) -> None:
    token = field_value(tolvan.get("/citizen").text, "csrf_token")
    tolvan.post("/language", data={"csrf_token": token, "language": "en", "next": "/citizen"})

    page = tolvan.get(f"/citizen/new-case/{case_type(app, 'Förnya recept')}").text

    assert "Renew a prescription" in page
    assert "The clinic reads your case on weekdays" in page


def test_what_does_not_exist_is_not_found(tolvan: FlaskClient) -> None:
    for path in ("", "/pages/1", "/review", "/discard"):
        assert tolvan.get(f"/citizen/new-case/{LONG_ID}{path}").status_code == 404
    assert tolvan.get(f"/citizen/new-case/clinics/{LONG_ID}").status_code == 404


def test_a_page_of_questions_that_the_form_does_not_have_is_not_found(app: Flask, tolvan: FlaskClient) -> None:
    address = f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)

    assert tolvan.get(f"{address}/pages/99").status_code == 404
    assert tolvan.get(f"{address}/pages/0").status_code == 404


def test_staff_have_nothing_to_do_here(world: World) -> None:
    assert world.login("Maja").get("/citizen").status_code == 403
    assert world.login("Maja").get("/citizen/new-case").status_code == 403
