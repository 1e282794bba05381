"""What waits for its owner is gone only when they have seen it, and takes nothing else of theirs away."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.audit.models import AuditEvent
from app.auth.form_owners import FormOwners
from app.auth.models import WaitingForms
from app.auth.services.waiting import forget_old_waiting
from app.cases.models import Case
from app.core import clock
from app.core.db import atomic, session
from app.web.form_page import PageOwner
from app.web.kept_forms import KeptForm
from tests.case_pages import address, written
from tests.http.test_somebody_else_here import sent_by, walk_anew
from tests.http.test_unsent import ADAM, HANNA, REPLY, end_sessions, get
from tests.providers import Product
from tests.shapes import PUBLIC
from tests.world import World


def waiting(product: Product) -> int:
    with product.app.app_context():
        return session().scalar(select(func.count()).select_from(WaitingForms)) or 0


def reply_from_an_old_tab(product: Product, case_id: UUID) -> FlaskClient:
    """Hanna's reply, sent after Adam had logged in there."""
    browser = product.login(HANNA)
    hers = sent_by(browser, address(case_id), final_reply=REPLY)
    walk_anew(product, browser, ADAM)
    assert browser.post(f"{address(case_id)}/final-reply", data=hers, base_url=PUBLIC).status_code == 409
    return browser


def test_a_page_that_cannot_be_shown_takes_no_text_with_it(product: Product, case_id: UUID) -> None:
    browser = reply_from_an_old_tab(product, case_id)
    with product.app.app_context(), atomic() as current:
        current.execute(update(Case).values(holder_id=World(product.app).staff_id("Alva")))
    walk_anew(product, browser, HANNA)
    assert browser.get(address(case_id), base_url=PUBLIC).status_code == 404
    assert waiting(product) == 1


def test_a_later_draft_stands_beside_it(product: Product, case_id: UUID) -> None:
    elsewhere = product.login(HANNA)
    draft = sent_by(elsewhere, address(case_id), final_reply="Nyare text", note="Bara här")
    browser = reply_from_an_old_tab(product, case_id)
    assert elsewhere.post(f"{address(case_id)}/draft", data=draft, base_url=PUBLIC).status_code in {204, 303}
    walk_anew(product, browser, HANNA)
    back = written(get(browser, address(case_id)).text)
    assert back["final_reply"] == f"{REPLY}\n\nNyare text"
    assert back["note"] == "Bara här"


def test_a_page_that_stood_open_longer_than_any_login_is_nobodys(product: Product, case_id: UUID) -> None:
    browser = product.login(HANNA)
    hers = sent_by(browser, address(case_id), final_reply=REPLY)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        product.app.test_client().post(f"{address(case_id)}/final-reply", data=hers, base_url=PUBLIC)
    assert waiting(product) == 0


def test_each_text_waits_its_own_thirty_days_also_when_another_has_joined_it(product: Product) -> None:
    world, moment = World(product.app), clock.now()
    hanna = PageOwner(str(world.staff_id("Hanna")))
    with product.app.app_context():
        for days, path in ((0, "/old"), (20, "/new")):
            with clock.at(moment + timedelta(days=days)):
                assert FormOwners().add(hanna, kept_form(path))
        with clock.at(moment + timedelta(days=31)):
            forget_old_waiting()
        assert [form["path"] for form in FormOwners().of(hanna.person)] == ["/new"]


def test_what_one_text_is_taken_out_of_keeps_the_moments_of_the_others(product: Product) -> None:
    world, moment = World(product.app), clock.now()
    hanna = PageOwner(str(world.staff_id("Hanna")))
    with product.app.app_context():
        for path in ("/old", "/read"):
            assert FormOwners().add(hanna, kept_form(path))
        with clock.at(moment + timedelta(days=20)):
            FormOwners().remove(hanna, kept_form("/read"))
        with clock.at(moment + timedelta(days=31)):
            forget_old_waiting()
    assert waiting(product) == 0


def kept_form(path: str) -> KeptForm:
    fields = [("final_reply", REPLY)]
    return KeptForm(kept_at=clock.now().isoformat(), path=path, page=path, blueprint="cases", child="", fields=fields)


def test_what_does_not_open_is_told_of_and_shuts_nobody_out(product: Product, case_id: UUID) -> None:
    browser = reply_from_an_old_tab(product, case_id)
    with product.app.app_context(), atomic() as current:
        current.execute(update(WaitingForms).values(body_sealed=b"something else"))
    walk_anew(product, browser, HANNA)
    assert get(browser, address(case_id)).status_code == 200
    with product.app.app_context():
        told = select(func.count()).where(AuditEvent.kind == "unsealing_failed")
        assert (session().scalar(told) or 0) >= 1
    end_sessions(product)
    assert waiting(product) == 1
