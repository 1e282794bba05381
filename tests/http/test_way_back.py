"""A page opened for somebody else, or at another clinic, leads back there when it is sent: the text is where it was written."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.citizens.services.proxies import end_proxy
from tests.case_pages import address, read, written
from tests.http.pages import send
from tests.http.test_portal_new_case import begin, case_type
from tests.http.test_proxy import LILL, TVAAN, post
from tests.identity import walk
from tests.pages import filled_fields, form_of
from tests.providers import Product
from tests.shapes import PUBLIC
from tests.world import World

HENRIK = "SE0000000000-2003"
FIELD = "answer-meddelande"
PROMISE = "Det du hade fyllt i finns kvar."


def pressed(browser: FlaskClient, page: str, action: str, **options: str) -> TestResponse:
    """Press the button of the form with this address on the page."""
    return browser.post(action, data=dict(filled_fields(form_of(page, action))), **options)


@pytest.fixture
def where(app: Flask) -> str:
    return f"/citizen/new-case/{case_type(app)}/pages/1"


def sent_after(tvaan: FlaskClient, where: str, switch: str) -> str:
    """The answer to what Tvåan wrote on the page and pressed on with when she had switched in another tab."""
    begin(tvaan, where.removesuffix("/pages/1"))
    typed = {**filled_fields(form_of(tvaan.get(where).text, where)), FIELD: "Alvedon, tack", "act": "next"}
    assert post(tvaan, switch) == 303
    answer = tvaan.post(where, data=typed)
    assert answer.status_code == 400
    return answer.text


def test_what_tvaan_wrote_for_herself_is_back_when_she_has_switched_back(world: World, where: str) -> None:
    tvaan, lill = world.login_citizen("Tvåan"), world.citizen_id("Lill")
    page = sent_after(tvaan, where, f"/citizen/children/{lill}/enter")
    assert "Sidan öppnades när du var inne på dina egna ärenden." in read(page)
    assert "bytt mottagning" not in read(page)
    assert "Öppna sidan igen" not in read(page)
    assert f'name="next" value="{where}"' in page
    leave = filled_fields(form_of(page, "/citizen/children/leave"))  # the masthead has such a button too
    assert tvaan.post("/citizen/children/leave", data={**leave, "next": where}).location == where
    assert written(tvaan.get(where).text)[FIELD] == "Alvedon, tack"


def test_what_she_wrote_for_lill_is_back_when_she_is_lills_proxy_again(world: World, where: str) -> None:
    lill = world.citizen_id("Lill")
    tvaan = world.login_citizen("Tvåan", "Lill")
    page = sent_after(tvaan, where, "/citizen/children/leave")
    assert "Sidan öppnades när du var ombud för Lill Tvåtusen." in read(page)
    assert pressed(tvaan, page, f"/citizen/children/{lill}/enter").location == where
    assert written(tvaan.get(where).text)[FIELD] == "Alvedon, tack"


def test_who_is_no_proxy_any_more_is_promised_nothing(app: Flask, world: World, where: str) -> None:
    tvaan = world.login_citizen("Tvåan", "Lill")
    begin(tvaan, where.removesuffix("/pages/1"))
    typed = {**filled_fields(form_of(tvaan.get(where).text, where)), FIELD: "Alvedon, tack"}
    assert post(tvaan, "/citizen/children/leave") == 303
    with app.app_context():
        end_proxy(TVAAN, LILL)
    page = read(tvaan.post(where, data=typed).text)
    assert "inte längre är ombud för" in page
    assert "Alvedon, tack" in page
    assert "Byt tillbaka" not in page
    assert "Det är sparat" not in page


def test_nobody_is_sent_to_another_site_by_the_way_back(world: World) -> None:
    tvaan, lill = world.login_citizen("Tvåan"), world.citizen_id("Lill")
    fields = dict(filled_fields(form_of(tvaan.get("/citizen").text, f"/citizen/children/{lill}/enter")))
    landing = tvaan.post(f"/citizen/children/{lill}/enter", data={**fields, "next": "//evil.example"})
    assert landing.location == "/"


@pytest.fixture
def henrik(product: Product) -> FlaskClient:
    browser = product.browser()
    walk(browser, product.idp.test_client(), HENRIK)
    works_at(product, browser, "Storgatans vårdcentral")
    return browser


def works_at(product: Product, browser: FlaskClient, clinic: str) -> None:
    chosen = str(World(product.app).clinic_id(clinic))
    assert send(browser, "/choose-clinic", "/choose-clinic", clinic_id=chosen).status_code == 303


@pytest.fixture
def case_id(product: Product) -> UUID:
    world = World(product.app)
    case_id = world.send("Tolvan")
    world.distribute(case_id, person="Henrik")
    return case_id


def sent_from_hamnen(product: Product, henrik: FlaskClient, case_id: UUID) -> str:
    page = address(case_id)
    fields = filled_fields(form_of(henrik.get(page, base_url=PUBLIC).text, f"{page}/draft"))
    works_at(product, henrik, "Hamnens hudmottagning")
    answer = henrik.post(f"{page}/note", data={**fields, "note": "Ring anhörig"}, base_url=PUBLIC)
    assert answer.status_code == 400
    return answer.text


def test_henriks_text_is_back_when_he_is_at_the_clinic_again(
    product: Product, henrik: FlaskClient, case_id: UUID
) -> None:
    page = sent_from_hamnen(product, henrik, case_id)
    assert "Sidan öppnades när du arbetade på Storgatans vårdcentral." in read(page)
    assert pressed(henrik, page, "/choose-clinic", base_url=PUBLIC).location == address(case_id)
    back = henrik.get(address(case_id), base_url=PUBLIC).text
    assert PROMISE in read(back)
    assert written(back)["note"] == "Ring anhörig"


def test_the_page_that_is_not_there_at_this_clinic_promises_nothing(
    product: Product, henrik: FlaskClient, case_id: UUID
) -> None:
    sent_from_hamnen(product, henrik, case_id)
    missing = henrik.get(address(case_id), base_url=PUBLIC)
    assert missing.status_code == 404
    assert PROMISE not in read(missing.text)
    assert PROMISE not in read(henrik.get("/personal-settings", base_url=PUBLIC).text)
