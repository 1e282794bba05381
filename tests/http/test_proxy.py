"""A guardian writes for a child under 13, and stops the moment the right is gone."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.audit.models import AuditEvent, AuditSubject
from app.catalog.models import CaseType
from app.citizens.services.proxies import end_proxy, make_proxy, protect
from app.core import clock
from app.core.db import atomic, session
from app.core.errors import Invalid
from tests.http.test_portal_new_case import case_type
from tests.logins import token_of
from tests.world import World

TOLVAN, NINA, TVAAN, LILL = "191212121212", "199001012385", "200002292399", "201701012393"
BIRTHDAY = datetime(2030, 1, 1, 0, 1, tzinfo=UTC)


def post(browser: FlaskClient, address: str) -> int:
    return browser.post(address, data={"csrf_token": token_of(browser, "/citizen")}).status_code


def count(app: Flask, kind: str, citizen: UUID) -> int:
    """How many events of the kind touch the citizen."""
    with app.app_context():
        touched = select(func.count(AuditSubject.citizen_id)).join(AuditEvent, AuditEvent.id == AuditSubject.event_row)
        return session().scalar(touched.where(AuditEvent.kind == kind, AuditSubject.citizen_id == citizen)) or 0


def test_tvaan_goes_over_to_lill_and_back(app: Flask, world: World) -> None:
    lill = world.citizen_id("Lill")
    own, childs = world.send("Tvåan"), world.send("Tvåan", child="Lill")
    tvaan = world.login_citizen("Tvåan")
    assert "Byt till Lill Tvåtusen" in tvaan.get("/citizen").text
    assert str(childs) not in tvaan.get("/citizen/cases").text

    assert post(tvaan, f"/citizen/children/{lill}/enter") == 303

    home = tvaan.get("/citizen").text
    assert "Ombud för Lill Tvåtusen" in home
    assert "Tillbaka till mina ärenden" in home
    inbox = tvaan.get("/citizen/cases").text
    assert str(childs) in inbox
    assert str(own) not in inbox
    assert tvaan.get(f"/citizen/cases/{own}").status_code == 404
    assert "av Tvåan Tvåtusen (ombud)" in tvaan.get(f"/citizen/cases/{childs}").text

    assert post(tvaan, "/citizen/children/leave") == 303

    assert "Ombud för" not in tvaan.get("/citizen").text
    assert tvaan.get(f"/citizen/cases/{childs}").status_code == 404
    assert [count(app, kind, lill) for kind in ("proxy_entered", "proxy_left")] == [1, 1]


def test_only_what_guardians_may_write_about_is_offered_for_a_child(app: Flask, world: World) -> None:
    with app.app_context(), atomic() as current:
        current.execute(update(CaseType).where(CaseType.external_name == "Levnadsvanor").values(for_proxies=False))
        closed = current.scalars(select(CaseType.id).where(CaseType.external_name == "Levnadsvanor")).one()
    types = f"/citizen/new-case/clinics/{world.clinic_id()}"

    assert "Levnadsvanor" in world.login_citizen("Tvåan").get(types).text
    for_lill = world.login_citizen("Tvåan", "Lill")
    assert "Levnadsvanor" not in for_lill.get(types).text
    assert "Förnya recept" in for_lill.get(types).text
    assert for_lill.get(f"/citizen/new-case/{closed}").status_code == 410


def test_a_proxy_is_told_that_a_case_type_is_for_oneself_alone(app: Flask, world: World) -> None:
    for_lill = world.login_citizen("Tvåan", "Lill")
    refused = for_lill.get(f"/citizen/new-case/{case_type(app, 'Hjälp oss att bli bättre')}")
    assert "Hjälp oss att bli bättre kan du bara skicka för dig själv." in refused.text
    assert "Tillbaka till mina ärenden" in refused.text
    assert "tar inte längre emot" not in refused.text


def test_from_the_first_minute_of_the_13th_birthday_tvaan_sees_her_own_cases(world: World) -> None:
    case_id = world.send("Tvåan", child="Lill")
    with clock.at(BIRTHDAY.replace(year=2029, month=12, day=31, hour=22)):
        tvaan = world.login_citizen("Tvåan", "Lill")
        assert tvaan.get(f"/citizen/cases/{case_id}").status_code == 200
    with clock.at(BIRTHDAY.replace(year=2029, month=12, day=31, hour=23, minute=1)):
        tvaan = world.login_citizen("Tvåan", "Lill")
        assert tvaan.get(f"/citizen/cases/{case_id}").status_code == 404
        assert "Byt till" not in tvaan.get("/citizen").text


@pytest.mark.parametrize("digits", [TVAAN, LILL], ids=["the guardian", "the child"])
def test_protected_identity_ends_it_at_the_next_request(app: Flask, world: World, digits: str) -> None:
    case_id = world.send("Tvåan", child="Lill")
    tvaan = world.login_citizen("Tvåan", "Lill")
    assert tvaan.get(f"/citizen/cases/{case_id}").status_code == 200

    with app.app_context():
        protect(digits, protected=True)

    assert tvaan.get(f"/citizen/cases/{case_id}").status_code == 404
    home = tvaan.get("/citizen").text
    assert "Ombud för" not in home
    assert "Byt till" not in home
    assert count(app, "proxy_ended", world.citizen_id("Lill")) == 1


def test_lifting_protected_identity_does_not_make_anybody_a_proxy_again(app: Flask, world: World) -> None:
    with app.app_context():
        protect(LILL, protected=True)
        protect(LILL, protected=False)

    assert "Byt till" not in world.login_citizen("Tvåan").get("/citizen").text


def test_nina_cannot_go_over_to_somebody_elses_child_and_the_log_tells(app: Flask, world: World) -> None:
    lill, nina = world.citizen_id("Lill"), world.login_citizen("Nina")

    assert post(nina, f"/citizen/children/{lill}/enter") == 404

    assert "Ombud för" not in nina.get("/citizen").text
    assert count(app, "refused", lill) == 1


def test_a_draft_for_the_child_is_apart_from_ones_own(app: Flask, world: World) -> None:
    with app.app_context():
        chosen = session().scalars(select(CaseType.id).where(CaseType.external_name == "Skicka meddelande")).one()
    for_lill = world.login_citizen("Tvåan", "Lill")
    address = f"/citizen/new-case/{chosen}"
    fields = {"csrf_token": token_of(for_lill, "/citizen"), "operation_id": "an operation of its own"}
    for_lill.post(address, data={**fields, "accepts": "y"})
    for_lill.post(f"{address}/pages/1", data={**fields, "act": "save", "answer-amne": "Lills öra"})

    assert "Fortsätt skriva" in for_lill.get("/citizen").text
    assert "Fortsätt skriva" not in world.login_citizen("Tvåan").get("/citizen").text


def test_the_command_line_makes_and_ends_a_proxy(app: Flask, world: World) -> None:
    lill = world.citizen_id("Lill")
    with app.app_context():
        make_proxy(NINA, LILL, "Beslut 17, 2026-11-20")
    assert "Byt till Lill Tvåtusen" in world.login_citizen("Nina").get("/citizen").text
    assert count(app, "proxy_created", lill) == 1

    with app.app_context():
        end_proxy(NINA, LILL)

    assert "Byt till" not in world.login_citizen("Nina").get("/citizen").text
    assert count(app, "proxy_ended", lill) == 1


@pytest.mark.parametrize(
    ("guardian", "child", "code"),
    [
        (NINA, TOLVAN, "not-a-child"),
        (LILL, LILL, "not-a-child"),
        (TVAAN, LILL, "already-proxy"),
        (NINA, "201212121212", "unknown-citizen"),
    ],
)
def test_nobody_is_made_proxy_for_whom_they_cannot_be(app: Flask, guardian: str, child: str, code: str) -> None:
    with app.app_context(), pytest.raises(Invalid) as refused:
        make_proxy(guardian, child, "Prov")

    assert refused.value.code == code
