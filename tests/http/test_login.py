"""From the start page to the identity provider and back, over real HTTP."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.auth.models import LoginSession, TermsAcceptance
from app.auth.oidc_client import provider
from app.citizens.models import CitizenRow
from app.citizens.queries import citizen_by_number
from app.core.db import atomic, session
from app.roles.models import RoleGrant, StaffMember
from tests.http.pages import send
from tests.identity import come_back, start_login, walk
from tests.providers import LOA2_CARD, NEWCOMER, STRANGER, Product, events, free_port
from tests.shapes import COOKIE, PUBLIC

MAJA, HENRIK = "SE0000000000-2001", "SE0000000000-2003"
TOLVAN = "191212121212"


def test_maja_logs_in_and_is_at_her_only_clinic(product: Product) -> None:
    browser = product.login(MAJA)
    page = browser.get("/", base_url=PUBLIC)
    assert "Maja Mottagare" in page.text
    assert "Storgatans vårdcentral" in page.text
    (event,) = events(product.app, "login_ok")
    assert event["actor"]["hsa_id"] == MAJA  # type: ignore[index]
    assert event["details"]["acr"].endswith("loa3")  # type: ignore[index]


def test_tolvan_logs_in_as_a_citizen(product: Product) -> None:
    browser = product.login(TOLVAN, "citizen")
    (event,) = events(product.app, "login_ok")
    assert event["actor"]["type"] == "citizen"  # type: ignore[index]
    assert browser.get("/personal-settings", base_url=PUBLIC).status_code == 403


def test_the_page_that_was_asked_for_comes_after_the_login(product: Product) -> None:
    browser = product.browser()
    sent_away = browser.get("/personal-settings", base_url=PUBLIC)
    assert sent_away.location == "/login/staff?next=/personal-settings"
    answer = walk(browser, product.idp.test_client(), MAJA, next="/personal-settings")
    assert answer.location == "/personal-settings"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "//[",
        "/x\r\nSet-Cookie: a=b",
        f"/{'x' * 3000}",
        "javascript:alert(1)",
        "/login/staff",
    ],
)
def test_nobody_is_sent_elsewhere_after_the_login(product: Product, address: str) -> None:
    answer = walk(product.browser(), product.idp.test_client(), MAJA, next=address)
    assert answer.location == "/"


def test_a_card_of_a_lower_level_is_refused(product: Product) -> None:
    realm = product.idp.extensions["realms"]["staff"]
    persona = realm.personas[MAJA]
    low = persona._replace(claims={**persona.claims, "acr": LOA2_CARD.acr})
    product.idp.extensions["realms"]["staff"] = replace(realm, personas={**realm.personas, MAJA: low})
    answer = walk(product.browser(), product.idp.test_client(), MAJA)
    assert answer.status_code == 403
    assert "räcker inte" in answer.text
    assert events(product.app, "login_failed")[0]["details"]["code"] == "acr"  # type: ignore[index]


def test_a_stranger_learns_whom_to_ask_and_gets_no_account(product: Product) -> None:
    answer = walk(product.browser(), product.idp.test_client(), STRANGER.hsa_id)
    assert answer.status_code == 403
    assert STRANGER.hsa_id in answer.text
    assert "ADM" in answer.text
    assert events(product.app, "login_failed")[0]["details"]["code"] == "unknown"  # type: ignore[index]
    with product.app.app_context():
        assert session().scalar(select(StaffMember).where(StaffMember.hsa_id == STRANGER.hsa_id)) is None


def test_staff_whose_last_role_has_ended_learn_whom_to_ask(product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        member = current.scalars(select(StaffMember).where(StaffMember.hsa_id == MAJA)).one()
        for grant in current.scalars(select(RoleGrant).where(RoleGrant.staff_id == member.id)):
            grant.ended_at = member.created_at
    answer = walk(product.browser(), product.idp.test_client(), MAJA)
    assert answer.status_code == 403
    assert events(product.app, "login_failed")[0]["details"]["code"] == "no-grant"  # type: ignore[index]


def test_a_citizen_is_made_at_the_first_login_and_accepts_the_terms(product: Product) -> None:
    browser = product.browser()
    assert walk(browser, product.idp.test_client(), NEWCOMER.personnummer, "citizen").location == "/terms"
    assert len(events(product.app, "citizen_created")) >= 1
    assert browser.get("/login-sessions", base_url=PUBLIC).status_code == 404
    answer = send(browser, "/terms", "/terms")
    assert (answer.status_code, answer.location) == (303, "/")
    with product.app.app_context():
        citizen = citizen_by_number(session(), NEWCOMER.personnummer)
        assert citizen is not None
        assert citizen.name == "Nils Nykomling"
        accepted = session().scalars(select(TermsAcceptance).where(TermsAcceptance.citizen_id == citizen.id)).one()
        assert accepted.version
    assert walk(product.browser(), product.idp.test_client(), NEWCOMER.personnummer, "citizen").location == "/"


def test_who_has_not_accepted_the_terms_gets_no_further(product: Product) -> None:
    browser = product.browser()
    walk(browser, product.idp.test_client(), NEWCOMER.personnummer, "citizen")
    answer = browser.get("/settings/notices", base_url=PUBLIC)
    assert answer.status_code == 303
    assert "/login/" in answer.location


def test_a_citizens_name_follows_the_claims(product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        citizen = citizen_by_number(current, TOLVAN)
        assert citizen is not None
        citizen.family_name = "Gammalnamn"
    product.login(TOLVAN, "citizen")
    with product.app.app_context():
        found = citizen_by_number(session(), TOLVAN)
        assert found is not None
        assert found.name == "Tolvan Tolvansson"


def test_a_locked_citizen_is_refused(product: Product) -> None:
    with product.app.app_context(), atomic() as current:
        citizen = current.scalars(select(CitizenRow).where(CitizenRow.given_name == "Tolvan")).one()
        citizen.locked_at = citizen.created_at
    answer = walk(product.browser(), product.idp.test_client(), TOLVAN, "citizen")
    assert answer.status_code == 403
    assert events(product.app, "login_failed")[0]["details"]["code"] == "locked"  # type: ignore[index]


def test_one_browser_is_one_person(product: Product) -> None:
    browser = product.login(MAJA)
    old = browser.get_cookie(COOKIE, domain="127.0.0.1")
    assert old is not None
    walk(browser, product.idp.test_client(), TOLVAN, "citizen")
    assert browser.get("/personal-settings", base_url=PUBLIC).status_code == 403
    thief = product.browser()
    thief.set_cookie(COOKIE, old.value, domain="127.0.0.1")
    assert thief.get("/personal-settings", base_url=PUBLIC).status_code == 303


def test_when_the_provider_is_away_the_page_says_so_and_sessions_go_on(product: Product) -> None:
    inside = product.login(MAJA)
    for side in ("staff", "citizen"):
        client: Any = provider(product.app, side)
        client.settings = replace(client.settings, issuer=f"http://127.0.0.1:{free_port()}/nobody")
        client.metadata.kept = None
    answer = product.browser().get("/login/staff", base_url=PUBLIC)
    assert answer.status_code == 503
    assert "svarar inte" in answer.text
    assert inside.get("/personal-settings", base_url=PUBLIC).status_code == 200


def test_the_login_begins_at_the_address_that_the_provider_knows(product: Product) -> None:
    answer = product.browser().get("/login/staff", base_url="http://localhost:8000")
    assert answer.location == f"{PUBLIC}/login/staff?moved=1"


def test_the_acr_is_asked_for_as_essential(product: Product) -> None:
    assert '"essential": true' in start_login(product.browser())["claims"]


def test_no_token_and_no_personnummer_lies_in_the_session_table(product: Product) -> None:
    product.login(TOLVAN, "citizen")
    with product.app.app_context():
        for row in session().scalars(select(LoginSession)):
            kept = repr([getattr(row, column.name) for column in LoginSession.__table__.columns])
            assert TOLVAN not in kept
            assert "eyJ" not in kept


def test_a_code_without_a_login_opens_nothing(product: Product) -> None:
    assert come_back(product.browser(), code="x", state="y", iss=product.config.staff_oidc.issuer).status_code == 403
