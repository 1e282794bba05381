"""A person works at one clinic at a time, and switching gives a new session."""

import uuid

from tests.http.pages import send, token_of
from tests.identity import walk
from tests.providers import Product, events
from tests.shapes import COOKIE, PUBLIC
from tests.world import World

HENRIK, MAJA = "SE0000000000-2003", "SE0000000000-2001"


def clinic_of(product: Product, name: str) -> str:
    return str(World(product.app).clinic_id(name))


def test_henrik_chooses_one_of_his_clinics(product: Product) -> None:
    browser = product.browser()
    assert walk(browser, product.idp.test_client(), HENRIK, next="/personal-settings").location == "/choose-clinic"
    assert browser.get("/personal-settings", base_url=PUBLIC).status_code == 303
    chosen = clinic_of(product, "Hamnens hudmottagning")
    answer = send(browser, "/choose-clinic", "/choose-clinic", clinic_id=chosen)
    assert answer.location == "/personal-settings"
    page = browser.get("/", base_url=PUBLIC)
    assert "Hamnens hudmottagning" in page.text
    assert "Byt mottagning" in page.text
    (event,) = events(product.app, "clinic_chosen")
    assert event["clinic_id"] == chosen


def test_switching_gives_a_new_session_and_kills_the_old(product: Product) -> None:
    browser = product.browser()
    walk(browser, product.idp.test_client(), HENRIK)
    send(browser, "/choose-clinic", "/choose-clinic", clinic_id=clinic_of(product, "Hamnens hudmottagning"))
    before = browser.get_cookie(COOKIE, domain="127.0.0.1")
    send(browser, "/choose-clinic", "/choose-clinic", clinic_id=clinic_of(product, "Storgatans vårdcentral"))
    after = browser.get_cookie(COOKIE, domain="127.0.0.1")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert "Storgatans vårdcentral" in browser.get("/", base_url=PUBLIC).text
    thief = product.browser()
    thief.set_cookie(COOKIE, before.value, domain="127.0.0.1")
    assert thief.get("/personal-settings", base_url=PUBLIC).status_code == 303


def test_the_old_forms_token_does_not_come_along(product: Product) -> None:
    browser = product.browser()
    walk(browser, product.idp.test_client(), HENRIK)
    old = token_of(browser.get("/choose-clinic", base_url=PUBLIC))
    chosen = {"csrf_token": old, "clinic_id": clinic_of(product, "Hamnens hudmottagning")}
    assert browser.post("/choose-clinic", data=chosen, base_url=PUBLIC).status_code == 303
    assert browser.post("/choose-clinic", data=chosen, base_url=PUBLIC).status_code == 400


def test_nobody_chooses_a_clinic_without_a_role_there(product: Product) -> None:
    browser = product.login(MAJA)
    hamnen = clinic_of(product, "Hamnens hudmottagning")
    assert send(browser, "/choose-clinic", "/choose-clinic", clinic_id=hamnen).status_code == 403
    assert [event["resource"] for event in events(product.app, "refused")] == [{"type": "clinic", "id": hamnen}]
    assert "Storgatans vårdcentral" in browser.get("/", base_url=PUBLIC).text


def test_nonsense_is_no_clinic(product: Product) -> None:
    browser = product.login(MAJA)
    assert send(browser, "/choose-clinic", "/choose-clinic", clinic_id="nonsense").status_code == 422
    assert send(browser, "/choose-clinic", "/choose-clinic", clinic_id=str(uuid.uuid4())).status_code == 403


def test_who_has_one_clinic_is_offered_no_switch(product: Product) -> None:
    assert "Byt mottagning" not in product.login(MAJA).get("/", base_url=PUBLIC).text
