"""An old page of one person's is sent where another is logged in by now: plainly told, nothing shown, nothing lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from app.audit.kinds import Outcome
from app.audit.models import AuditEvent
from app.auth.models import LoginSession, WaitingForms
from app.auth.services.waiting import RETENTION, forget_old_waiting
from app.cases.models import Draft
from app.core import clock
from app.core.db import atomic, session
from app.web.entry import EntryKind, entry_of
from tests.case_pages import address, read, written
from tests.http.test_portal_new_case import begin, case_type, write
from tests.http.test_texts_come_back import TEXT, forms, typed
from tests.http.test_unsent import ADAM, HANNA, REPLY, TOLVAN, end_sessions, get
from tests.identity import walk
from tests.logins import open_login, token_of
from tests.pages import filled_fields, form_of
from tests.providers import Product
from tests.shapes import COOKIE, PUBLIC
from tests.world import World

NINA = "199001012385"
TOLD = "Någon annan är inloggad nu"
KEPT_FOR_THEM = "sparat åt den som skrev det och visas inte för någon annan"


def main_of(page: str) -> str:
    return read(page[page.index("<body") : page.index("</body>")])


Switch = Callable[[Product, FlaskClient], object]


def over_the_open_session(product: Product, browser: FlaskClient) -> None:
    walk_anew(product, browser, ADAM)


def after_a_logout(product: Product, browser: FlaskClient) -> None:
    browser.post("/logout", data={"csrf_token": token_of_page(browser)}, base_url=PUBLIC)
    walk(browser, product.idp.test_client(), ADAM)


def after_the_end(product: Product, browser: FlaskClient) -> None:
    end_sessions(product)
    get(browser, "/")
    walk_past_the_reason(product, browser, ADAM)


def by_a_citizen(product: Product, browser: FlaskClient) -> None:
    walk(browser, product.idp.test_client(), NINA, "citizen")


SWITCHES = [over_the_open_session, after_a_logout, after_the_end, by_a_citizen]


def token_of_page(browser: FlaskClient) -> str:
    return get(browser, "/help").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def walk_anew(product: Product, browser: FlaskClient, key: str, side: str = "staff") -> TestResponse:
    """Log in where somebody is logged in: as the page offers."""
    return walk(browser, product.idp.test_client(), key, side, fresh="1")


def walk_past_the_reason(product: Product, browser: FlaskClient, key: str) -> TestResponse:
    get(browser, "/login/staff")  # says once why the session ended
    return walk(browser, product.idp.test_client(), key)


def sent_by(browser: FlaskClient, page: str, **text: str) -> dict[str, object]:
    """What Hanna's page would send, with what she wrote in it."""
    return {**filled_fields(form_of(get(browser, page).text, f"{page}/draft")), **text}


@pytest.mark.parametrize("switch", SWITCHES)
def test_hannas_reply_is_kept_for_her_and_the_other_sees_nothing_of_it(
    product: Product, case_id: UUID, switch: Switch
) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    switch(product, browser)
    answer = browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    assert answer.status_code == 409
    said = main_of(answer.text)
    assert TOLD in said
    assert KEPT_FOR_THEM in said
    for name in ("Hanna", "Adam", "Nina", "Tolvan", "Hej", "Storgatan"):
        assert name not in said
    for where in ("/", page, "/personal-settings", "/citizen", "/help"):
        assert "Hej Tolvan" not in get(browser, where).text
    assert World(product.app).case(case_id).version == 2
    landing = walk_anew(product, browser, HANNA)
    assert landing.location == page, "she is led to what waits"
    back = get(browser, page).text
    assert "Det du hade fyllt i finns kvar." in read(back)
    assert written(back)["final_reply"] == REPLY
    with product.app.app_context():
        assert session().scalar(select(func.count()).select_from(WaitingForms)) == 0


def test_it_waits_for_her_in_another_browser_too_and_however_often_others_come_and_go(
    product: Product, case_id: UUID
) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, note="Ring anhörig i morgon")
    over_the_open_session(product, browser)
    assert browser.post(f"{page}/note", data=hers, base_url=PUBLIC).status_code == 409
    after_a_logout(product, browser)
    end_sessions(product)
    elsewhere = product.login(HANNA)
    assert written(get(elsewhere, page).text)["note"] == "Ring anhörig i morgon"


def test_a_tab_that_saves_itself_keeps_the_latest_for_her_and_fills_no_log(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page)
    walk_anew(product, browser, ADAM)
    for text in ("Hej", "Hej Tolvan", "Hej Tolvan!"):
        typed_now = hers | {"final_reply": text}
        saved = browser.post(f"{page}/draft", data=typed_now, base_url=PUBLIC, headers={"X-Autosave": "1"})
        assert saved.status_code == 409
    assert browser.post(f"{page}/final-reply", data=hers | {"final_reply": REPLY}, base_url=PUBLIC).status_code == 409
    walk_anew(product, browser, HANNA)
    assert written(get(browser, page).text)["final_reply"] == REPLY
    assert "Det du hade fyllt i" not in get(browser, page).text
    with product.app.app_context():
        assert len(session().scalars(select(AuditEvent).where(AuditEvent.kind == "refused")).all()) == 1


def test_what_has_no_page_of_drafts_is_on_the_owners_first_fitting_page(product: Product) -> None:
    browser, page = product.login(ADAM), "/clinic/standard-replies/new"
    fields = filled_fields(form_of(get(browser, page).text, page)) | {
        "name": "Ring",
        "body": "Ring oss på telefontiden.",
    }
    walk_anew(product, browser, HANNA)
    assert browser.post(page, data=fields, base_url=PUBLIC).status_code == 409
    assert "telefontiden" not in get(browser, "/").text
    assert walk_anew(product, browser, ADAM).location == page
    assert "Ring oss på telefontiden." in read(get(browser, page).text)
    assert "telefontiden" not in get(browser, page).text


def test_the_line_that_waits_for_the_other_is_not_spent_on_the_page(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    walk_anew(product, browser, ADAM)
    settings = "/clinic/settings"
    form = filled_fields(form_of(get(browser, settings).text, settings))
    assert browser.post(settings, data=form, base_url=PUBLIC).status_code == 303
    told = browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    assert "Inställningarna är sparade" not in told.text
    assert "Inställningarna är sparade" in get(browser, settings).text


def test_a_button_without_a_text_is_told_of_and_nothing_waits(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page)
    walk_anew(product, browser, ADAM)
    said = main_of(browser.post(f"{page}/give-back", data=hers, base_url=PUBLIC).text)
    assert TOLD in said
    assert "skrivet" not in said
    with product.app.app_context():
        assert session().scalar(select(func.count()).select_from(WaitingForms)) == 0


def test_a_text_too_large_to_wait_is_neither_promised_nor_shown(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply="hemligt " * 10_000)
    walk_anew(product, browser, ADAM)
    answer = browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    assert "kunde inte sparas. Det står kvar på sidan om du går bakåt i webbläsaren." in main_of(answer.text)
    assert "hemligt" not in answer.text


def test_before_the_other_has_chosen_a_clinic_it_is_hannas_all_the_same(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    walk_anew(product, browser, "SE0000000000-2003")  # Henrik works at two clinics
    assert browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC).status_code == 409
    walk_anew(product, browser, HANNA)
    assert written(get(browser, page).text)["final_reply"] == REPLY


def test_after_both_sessions_have_ended_it_is_hannas_and_not_of_who_came_last(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    walk_anew(product, browser, "SE0000000000-2004")  # Alva, who could read the case
    end_sessions(product)
    assert browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC).status_code == 401
    walk_past_the_reason(product, browser, "SE0000000000-2004")
    assert "Hej Tolvan" not in get(browser, page).text
    walk_anew(product, browser, HANNA)
    assert written(get(browser, page).text)["final_reply"] == REPLY


def test_the_log_has_it_as_late_and_not_as_denied(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    walk_anew(product, browser, ADAM)
    browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    with product.app.app_context():
        [outcome] = session().scalars(select(AuditEvent.outcome).where(AuditEvent.kind == "refused"))
        assert outcome is Outcome.FAILED


def test_what_nobody_comes_back_for_is_forgotten(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    walk_anew(product, browser, ADAM)
    browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    with product.app.app_context():
        with clock.at(clock.now() + RETENTION + timedelta(minutes=1)):
            forget_old_waiting()
        assert session().scalar(select(func.count()).select_from(WaitingForms)) == 0


def test_what_waits_is_sealed(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply="Kanariefågeln")
    walk_anew(product, browser, ADAM)
    browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    with product.app.app_context():
        [blob] = session().scalars(select(WaitingForms.body_sealed))
    assert b"Kanarie" not in blob


def test_at_every_form_the_text_waits_for_its_owner_and_the_other_is_shown_nothing(app: Flask, world: World) -> None:
    world.send("Tolvan")
    wrong = []
    for rule, to in forms(app, world):
        entry = entry_of(app.view_functions[rule.endpoint])
        of_citizen = entry is not None and entry.kind is EntryKind.CITIZEN
        browser = world.login_citizen("Tolvan") if of_citizen else world.login("Alva")
        token = token_of(browser, "/help")
        browser.set_cookie(COOKIE, open_login(app, world.citizen("Nina")))
        answer = browser.post(to, data=typed(app, rule, token))
        with app.app_context():
            waits = session().scalar(select(func.count()).select_from(WaitingForms))
            with atomic() as current:
                current.execute(delete(WaitingForms))
        if (answer.status_code, TOLD in answer.text, TEXT in read(answer.text), waits) != (409, True, False, 1):
            wrong.append((rule.endpoint, answer.status_code, waits))
    assert wrong == []


def test_what_a_citizen_had_reviewed_is_there_again_also_when_the_draft_is_gone(app: Flask, product: Product) -> None:
    browser = product.login(TOLVAN, "citizen")
    where = f"/citizen/new-case/{case_type(app)}"
    world = World(product.app)
    first = world.login_citizen("Tolvan")
    begin(first, where)
    write(first, where, **{"answer-amne": "Tabletter", "answer-meddelande": "Granskad text A"})
    reviewed = filled_fields(form_of(get(browser, f"{where}/review").text, f"{where}/send"))
    walk_anew(product, browser, NINA, "citizen")
    answer = browser.post(f"{where}/send", data=reviewed, base_url=PUBLIC)
    assert (answer.status_code, TOLD in answer.text) == (409, True)
    assert "Granskad text A" not in answer.text
    with product.app.app_context(), atomic() as current:
        current.execute(delete(Draft))
    assert walk_anew(product, browser, TOLVAN, "citizen").location == f"{where}/review"
    answer = get(browser, f"{where}/review")
    page = get(browser, answer.location).text if answer.status_code == 303 else answer.text
    assert "Granskad text A" in read(page)


def answers_from_an_old_tab(app: Flask, product: Product, first: FlaskClient, **typed: str) -> tuple[FlaskClient, str]:
    """Tolvan's first page of a new case, sent after Nina had logged in there."""
    where = f"/citizen/new-case/{case_type(app)}"
    begin(first, where)
    browser, page = product.login(TOLVAN, "citizen"), f"{where}/pages/1"
    his = {**filled_fields(form_of(get(browser, page).text, page)), **typed}
    walk_anew(product, browser, NINA, "citizen")
    assert browser.post(page, data=his, base_url=PUBLIC).status_code == 409
    return browser, page


def test_what_a_citizen_has_answered_since_stays_and_the_earlier_text_is_shown_beside_it(
    app: Flask, product: Product
) -> None:
    first = World(product.app).login_citizen("Tolvan")
    earlier = {"answer-amne": "Salva", "answer-meddelande": "Skrivet först"}
    browser, page = answers_from_an_old_tab(app, product, first, **earlier)
    write(first, page.removesuffix("/pages/1"), **{"answer-amne": "Salva", "answer-meddelande": "Skrivet sedan"})
    walk_anew(product, browser, TOLVAN, "citizen")
    shown = get(browser, page).text
    assert written(shown)["answer-meddelande"] == "Skrivet sedan"
    kept = read(shown[shown.index('class="panel kept"') :])
    assert "Skrivet först" in kept
    assert "Salva" not in kept


def test_what_a_citizen_has_not_answered_since_is_filled_in(app: Flask, product: Product) -> None:
    first = World(product.app).login_citizen("Tolvan")
    browser, page = answers_from_an_old_tab(app, product, first, **{"answer-meddelande": "Skrivet först"})
    write(first, page.removesuffix("/pages/1"), **{"answer-amne": "Salva"})
    walk_anew(product, browser, TOLVAN, "citizen")
    shown = get(browser, page).text
    assert written(shown)["answer-meddelande"] == "Skrivet först"
    assert 'class="panel kept"' not in shown


def test_what_a_citizen_sent_last_stands_in_its_field(app: Flask, product: Product) -> None:
    first = World(product.app).login_citizen("Tolvan")
    where = f"/citizen/new-case/{case_type(app)}"
    begin(first, where)
    write(first, where, **{"answer-meddelande": "Skrivet först"})
    browser, page = answers_from_an_old_tab(app, product, first, **{"answer-meddelande": "Skrivet sedan"})
    walk_anew(product, browser, TOLVAN, "citizen")
    assert written(get(browser, page).text)["answer-meddelande"] == "Skrivet sedan"


def test_ones_own_page_from_before_a_new_login_says_so_and_has_the_text_again(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), address(case_id)
    hers = sent_by(browser, page, final_reply=REPLY)
    walk_anew(product, browser, ADAM)
    walk_anew(product, browser, HANNA)
    answer = browser.post(f"{page}/final-reply", data=hers, base_url=PUBLIC)
    assert answer.status_code == 400
    assert "Sidan är från en tidigare inloggning" in read(answer.text)
    assert "Svar till invånaren Hej Tolvan" in read(answer.text)
    assert f'href="{page}"' in answer.text
    assert written(get(browser, page).text)["final_reply"] == REPLY


def test_what_a_proxy_wrote_for_herself_does_not_become_the_childs(app: Flask, world: World) -> None:
    where = f"/citizen/new-case/{case_type(app)}/pages/1"
    tvaan = world.login_citizen("Tvåan")
    begin(tvaan, where.removesuffix("/pages/1"))
    own = {**filled_fields(form_of(tvaan.get(where).text, where)), "answer-meddelande": "Om mig själv"}
    tvaan.post(f"/citizen/children/{world.citizen_id('Lill')}/enter", data={"csrf_token": token_of(tvaan, "/help")})
    assert tvaan.post(where, data=own).status_code == 400
    assert "Om mig själv" not in tvaan.get(where, follow_redirects=True).text
    tvaan.post("/citizen/children/leave", data={"csrf_token": token_of(tvaan, "/help")})
    assert "Om mig själv" in tvaan.get(where).text


def test_a_page_shows_no_id_of_a_person_in_its_token(world: World) -> None:
    hanna = world.login("Hanna")
    assert str(world.staff_id("Hanna")).replace("-", "") not in hanna.get("/help").text
    assert re.search(r'name="csrf_token" value="[^"]{40,}"', hanna.get("/help").text)


def test_a_token_of_a_session_that_nobody_knows_is_no_persons(app: Flask, world: World) -> None:
    case_id, hanna = world.send("Tolvan"), world.login("Hanna")
    token = token_of(hanna, "/help")
    with app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(public_id=world.clinic_id()).where(LoginSession.kind == "staff"))
    hanna.set_cookie(COOKIE, open_login(app, world.staff("Adam")))
    answer = hanna.post(f"{address(case_id)}/note", data={"csrf_token": token, "note": "Hej"})
    assert answer.status_code in {400, 403}
