"""What waits for somebody to log in again: for its owner alone, on no public page, and never much of it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.auth.models import LoginSession
from app.auth.services import session_data
from app.core import clock
from app.core.db import atomic, session
from app.web.entry import EntryKind, entry_of
from app.web.form_texts import MAX_BYTES
from tests.case_pages import address, read, written
from tests.http.test_every_route import addresses, routes
from tests.http.test_texts_come_back import forms
from tests.http.test_unsent import ADAM, HANNA, end_sessions, get, sent_too_late
from tests.identity import walk
from tests.providers import Product
from tests.shapes import COOKIE, PUBLIC
from tests.world import World

SECRET = "Tolvan Tolvansson har avlidit"
MAJA = "SE0000000000-2001"


def age(app: Flask) -> None:
    with app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=1)))


def cookie_of(browser: FlaskClient) -> str:
    found = browser.get_cookie(COOKIE)
    assert found is not None
    return found.value


def rows(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(LoginSession)) or 0


def stored_bytes(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.max(func.length(LoginSession.data)))) or 0


def test_no_public_page_shows_a_visitor_what_anybody_sent_after_the_end_of_a_session(app: Flask, world: World) -> None:
    world.send("Tolvan")
    public = [
        where
        for rule in routes(app, "GET")
        if (mark := entry_of(app.view_functions[rule.endpoint])) and mark.kind is EntryKind.PUBLIC
        for where in addresses(world, rule)
    ]
    shown = []
    for rule, to in forms(app, world):
        mark = entry_of(app.view_functions[rule.endpoint])
        browser = world.login_citizen("Tolvan") if mark and mark.kind is EntryKind.CITIZEN else world.login("Alva")
        age(app)
        assert SECRET in browser.post(to, data=dict.fromkeys(("reason_line", "body", "name"), SECRET)).text
        shown += [(to, where) for where in public if SECRET in browser.get(where).text]
    assert len(public) > 5
    assert shown == []


def test_what_stands_on_no_page_of_its_own_is_on_the_first_page_of_its_owner(product: Product) -> None:
    browser = product.login(MAJA)
    end_sessions(product)
    told = browser.post("/cases/bulk/close", data={"reason_line": SECRET}, base_url=PUBLIC)
    assert told.status_code == 401
    assert SECRET not in get(browser, "/").text
    walk(browser, product.idp.test_client(), MAJA)
    assert SECRET in get(browser, "/clinic-cases").text
    assert SECRET not in get(browser, "/clinic-cases").text


def test_what_a_stranger_sends_there_later_takes_nothing_from_hanna(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply="Hej Tolvan")
    strange = {"final_reply": "Skräp", "csrf_token": "forged"}
    for to in (f"{page}/final-reply", f"{page}/draft", "/cases/bulk/close"):
        answer = browser.post(to, data=strange, base_url=PUBLIC)
        assert answer.status_code == 401
        assert "Det är sparat" not in read(answer.text)
    walk(browser, product.idp.test_client(), HANNA, next=page)
    assert written(get(browser, page).text)["final_reply"] == "Hej Tolvan"


def test_two_pages_that_hanna_had_open_wait_both(product: Product, case_id: UUID) -> None:
    browser, page, settings = product.login(HANNA), address(case_id), "/personal-settings"
    mine = {"signature": "Hanna, sjuksköterska", "csrf_token": ""}
    mine["csrf_token"] = get(browser, settings).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply="Hej Tolvan")
    assert browser.post(settings, data=mine, base_url=PUBLIC).status_code == 401
    walk(browser, product.idp.test_client(), HANNA, next=page)
    assert written(get(browser, page).text)["final_reply"] == "Hej Tolvan"
    assert "Hanna, sjuksköterska" in read(get(browser, settings).text)


def test_adam_who_logs_in_there_finds_nothing_and_hanna_no_more(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply="Hej Tolvan")
    walk(browser, product.idp.test_client(), ADAM)
    for where in ("/", "/staff", page, "/help"):
        assert "Hej Tolvan" not in get(browser, where).text


def test_the_cookie_of_an_ended_session_makes_one_row_however_often_it_comes(app: Flask, world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    case_id = world.send("Tolvan")
    dead = cookie_of(tolvan)
    age(app)
    tolvan.post(f"/citizen/cases/{case_id}/draft", data={"body": "Hann inte klart"})
    grown = []
    for _again in range(5):
        thief = app.test_client()
        thief.set_cookie(COOKIE, dead)
        answer = thief.post(f"/citizen/cases/{case_id}/draft", data={"body": "x " * 30_000})
        assert answer.status_code == 401
        grown.append(stored_bytes(app))
    assert max(grown) < 5_000


def test_a_text_too_large_to_wait_is_given_back_and_not_promised(app: Flask, world: World) -> None:
    tolvan, case_id = world.login_citizen("Tolvan"), world.send("Tolvan")
    age(app)
    answer = tolvan.post(f"/citizen/cases/{case_id}/draft", data={"body": "långt " * (MAX_BYTES // 5)})
    assert "Det kunde inte sparas. Kopiera det innan du går vidare." in read(answer.text)
    assert "långt långt" in answer.text
    assert stored_bytes(app) < 5_000


@pytest.mark.parametrize("name", ["Alva", "visitor"])
def test_a_form_of_too_many_fields_is_refused_before_anything_reads_it(app: Flask, world: World, name: str) -> None:
    browser = app.test_client() if name == "visitor" else world.login(name)
    browser.get("/help")
    before = rows(app), stored_bytes(app)
    answer = browser.post(
        "/cases/bulk/close", data="&".join(["case=x"] * 110_000), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert len(answer.data) < 20_000
    assert (rows(app), stored_bytes(app)) == before
    allowed = browser.post("/cases/bulk/close", data={"case": ["x"] * 499})
    assert allowed.status_code in {400, 401}


def test_whatever_a_page_puts_in_a_login_session_it_stays_small(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    with app.app_context(), maja.session_transaction() as kept:
        kept["small"], kept["huge"] = "ord", "x" * (2 * session_data.MAX_CHARACTERS)
    with app.app_context(), maja.session_transaction() as kept:
        assert kept["small"] == "ord"
        assert "huge" not in kept
    assert stored_bytes(app) < 2_000


def test_a_bulk_form_that_lacks_something_keeps_its_own_fields_alone(app: Flask, world: World) -> None:
    world.send("Tolvan")
    maja = world.login("Maja")
    page = maja.get("/clinic-cases").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    sent = {"csrf_token": token, "reason_line": "Ringde själv", "junk": "y" * 900_000}
    assert maja.post("/cases/bulk/close", data=sent).status_code == 303
    assert stored_bytes(app) < 5_000
    assert "Ringde själv" in maja.get("/clinic-cases").text


def test_what_an_earlier_version_kept_in_a_session_breaks_no_page(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    with app.app_context(), maja.session_transaction() as kept:
        kept["bulk_kept"] = {"fields": [["case", "x"]], "code": "reason", "field": None}
        kept["bulk_result"] = {"act": "close"}
        kept["typed"] = {"whose": str(world.staff_id("Maja")), "path": "/clinic-cases", "fields": [["note", "x"]]}
    for page in ("/clinic-cases", "/personal-settings", "/cases/bulk/result"):
        assert maja.get(page).status_code in {200, 303, 404}, page
    assert maja.post("/cases/bulk/close", data={"note": "En rad text"}).status_code == 400
