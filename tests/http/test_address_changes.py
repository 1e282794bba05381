"""An address for notices is set, taken into use and removed with a fresh login, and the old one is told by mail."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.authz.actors import Citizen, Staff
from app.core import clock
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.worker import run_due
from app.notices.handlers import forget
from app.notices.kinds import owner_of
from app.notices.mail_texts import farewell_text
from app.notices.models import FormerAddress, NoticeAddress
from app.notices.services.addresses import add_verified_address, remove_address
from app.notices.services.farewell import FAREWELL, RETENTION
from tests.http.pages import token_of
from tests.http.test_step_up import aged, get
from tests.mail_server import MailServer
from tests.notice_pages import PAGE, settings_of, submit, the_code
from tests.pages import filled_fields, form_of
from tests.providers import Product, events
from tests.shapes import PUBLIC
from tests.world import World

MAJA, TOLVAN, TVAAN = "SE0000000000-2001", "191212121212", "200002292399"
ADDRESS, VERIFY, REMOVE = "/settings/address", "/settings/address/verify", "/settings/address/remove"
SITE = "https://inkorg.example.se"
PEOPLE = pytest.mark.parametrize(("side", "key"), [("staff", MAJA), ("citizen", TOLVAN)])


def has_address(app: Flask, actor: Staff | Citizen, email: str) -> None:
    with app.app_context():
        remove_address(actor)
        run_due()
        with atomic() as current:
            add_verified_address(current, owner_of(actor), email, clock.now())


def post(browser: FlaskClient, action: str, **typed: str) -> TestResponse:
    """Send the page's form as it was before the login grew old."""
    fields = {name.replace("__", "-"): text for name, text in typed.items()}
    form = form_of(get(browser, PAGE).text, action)
    return browser.post(action, data={**filled_fields(form), **fields}, base_url=PUBLIC)


def prove(product: Product, browser: FlaskClient, side: str, key: str, going: str) -> TestResponse:
    away = get(browser, f"/login/{side}?fresh=1&next={going}")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.location).query).items()}
    assert (asked["prompt"], asked["max_age"]) == ("login", "300")
    back = urlsplit(product.idp.test_client().post(f"/{side}/authorize", data={**asked, "persona": key}).location)
    return get(browser, f"{back.path}?{back.query}")


def addresses(app: Flask) -> int:
    with app.app_context():
        return len(session().scalars(select(NoticeAddress)).all())


@PEOPLE
def test_an_old_login_sets_no_address_and_what_was_typed_waits_in_its_field(
    product: Product, side: str, key: str
) -> None:
    browser, before = product.login(key, side), addresses(product.app)
    aged(product.app)
    answer = post(browser, ADDRESS, address__email="thief@example.se")
    assert answer.status_code == 401
    assert "Bekräfta att det är du" in answer.text
    assert f"/login/{side}?fresh=1&amp;next=/settings/address" in answer.text
    assert addresses(product.app) == before
    again = prove(product, browser, side, key, ADDRESS)
    assert again.location == ADDRESS
    fields = filled_fields(form_of(get(browser, ADDRESS).text, ADDRESS))
    assert fields["address-email"] == "thief@example.se"
    assert browser.post(ADDRESS, data=fields, base_url=PUBLIC).status_code == 303
    assert addresses(product.app) == before + 1
    assert events(product.app, "login_ok")[-1]["details"]["step_up"] is True  # type: ignore[index]


@PEOPLE
def test_an_old_login_takes_none_into_use_and_removes_none(product: Product, side: str, key: str) -> None:
    browser = product.login(key, side)
    post(browser, ADDRESS, address__email="new@example.se")
    code, token = the_code(product.app), token_of(get(browser, PAGE))
    aged(product.app)
    assert post(browser, VERIFY, code__code=code).status_code == 401
    assert browser.post(REMOVE, data={"csrf_token": token}, base_url=PUBLIC).status_code == 401
    assert not events(product.app, "address_verified")
    assert not events(product.app, "address_removed")
    prove(product, browser, side, key, ADDRESS)
    fields = filled_fields(form_of(get(browser, ADDRESS).text, VERIFY))
    assert fields["code-code"] == code
    assert browser.post(VERIFY, data=fields, base_url=PUBLIC).status_code == 303
    assert len(events(product.app, "address_verified")) == 1


def test_a_guardian_who_logs_in_again_still_acts_for_the_child(product: Product) -> None:
    world = World(product.app)
    browser = product.login(TVAAN, "citizen")
    child = world.citizen_id("Lill")
    browser.post(
        f"/citizen/children/{child}/enter", data={"csrf_token": token_of(get(browser, "/citizen"))}, base_url=PUBLIC
    )
    aged(product.app)
    assert prove(product, browser, "citizen", TVAAN, PAGE).location == PAGE
    assert "barnets ärenden" in get(browser, PAGE).text


def test_another_citizen_who_logs_in_there_gets_nothing_of_the_first(product: Product) -> None:
    browser = product.login(TOLVAN, "citizen")
    aged(product.app)
    post(browser, ADDRESS, address__email="tolvan@example.se")
    assert prove(product, browser, "citizen", TVAAN, ADDRESS).location == "/"
    assert "tolvan@example.se" not in get(browser, ADDRESS).text
    assert "step_up" not in events(product.app, "login_ok")[-1]["details"]  # type: ignore[operator]


def test_a_fresh_login_that_the_citizen_breaks_off_is_told_of_and_the_old_one_goes_on(product: Product) -> None:
    browser = product.login(TOLVAN, "citizen")
    away = get(browser, f"/login/citizen?fresh=1&next={PAGE}")
    state = parse_qs(urlsplit(away.location).query)["state"][0]
    issuer = product.config.citizen_oidc.issuer
    answer = browser.get(
        "/login/citizen/callback",
        query_string={"error": "access_denied", "state": state, "iss": issuer},
        base_url=PUBLIC,
    )
    assert answer.status_code == 403
    assert f"/login/citizen?fresh=1&amp;next={PAGE}" in answer.text
    (event,) = events(product.app, "login_failed")
    tolvan = str(World(product.app).citizen_id("Tolvan"))
    assert event["resource"] == {"type": "citizen", "id": tolvan}
    assert [one["citizen_id"] for one in event["subjects"]] == [tolvan]  # type: ignore[attr-defined]
    assert get(browser, PAGE).status_code == 200


@pytest.mark.parametrize("who", ["Hanna", "Tolvan"])
def test_the_old_address_is_told_when_a_new_one_takes_its_place(
    app: Flask, world: World, codes: MailServer, who: str
) -> None:
    actor: Staff | Citizen = world.staff(who) if who == "Hanna" else world.citizen(who)
    has_address(app, actor, "old@example.se")
    browser = world.login(who) if who == "Hanna" else world.login_citizen(who)
    submit(browser, ADDRESS, address__email="new@example.se")
    code = the_code(app)
    assert not codes.sent_to("old@example.se"), "nothing has changed yet"
    submit(browser, VERIFY, code__code=code)
    with app.app_context():
        payloads = session().scalars(select(Job.payload).where(Job.kind == FAREWELL)).all()
        sealed = session().scalars(select(FormerAddress.email_sealed)).all()
        run_due()
        assert session().scalars(select(FormerAddress)).all() == [], "the address is forgotten when it has been told"
    assert "example.se" not in str(payloads)
    assert b"example.se" not in b"".join(sealed)
    (letter,) = codes.sent_to("old@example.se")
    assert (letter.subject, letter.body) == farewell_text("sv", SITE)
    assert len(codes.sent_to("new@example.se")) == 1
    assert settings_of(app, actor) == ("new@example.se", None)


def test_the_address_is_told_when_it_is_removed_and_only_then(app: Flask, world: World, codes: MailServer) -> None:
    hanna = world.staff("Hanna")
    has_address(app, hanna, "old@example.se")
    browser = world.login("Hanna")
    for _ in range(2):
        browser.post(REMOVE, data={"csrf_token": token_of(browser.get(PAGE))})
    with app.app_context():
        run_due()
    assert len(codes.sent_to("old@example.se")) == 1
    assert settings_of(app, hanna) == (None, None)


def test_a_wrong_code_tells_nobody(app: Flask, world: World, codes: MailServer) -> None:
    has_address(app, world.staff("Hanna"), "old@example.se")
    browser = world.login("Hanna")
    submit(browser, ADDRESS, address__email="new@example.se")
    wrong = f"{(int(the_code(app)) + 1) % 10**6:06d}"
    submit(browser, VERIFY, code__code=wrong)
    with app.app_context():
        run_due()
    assert not codes.sent_to("old@example.se")
    assert settings_of(app, world.staff("Hanna")) == ("old@example.se", "new@example.se")


def test_an_address_that_takes_no_mail_is_forgotten_all_the_same(app: Flask, world: World, codes: MailServer) -> None:
    hanna = world.staff("Hanna")
    has_address(app, hanna, "old@example.se")
    with app.app_context():
        remove_address(hanna)
        with clock.at(clock.now() + RETENTION + timedelta(minutes=1)):
            forget({})
        assert session().scalars(select(FormerAddress)).all() == []
        run_due()
    assert not codes.received
