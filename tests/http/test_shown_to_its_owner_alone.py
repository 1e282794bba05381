"""What a form held is shown on no page to who is logged in now, unless the form stood on a page of theirs."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.auth.models import LoginSession
from app.core import clock
from app.core.db import atomic, db
from tests.case_pages import address
from tests.http.test_somebody_else_here import KEPT_FOR_THEM, TOLD, main_of, sent_by, walk_anew
from tests.http.test_unsent import ADAM, HANNA, REPLY, get
from tests.http.test_waiting_texts_last import waiting
from tests.providers import Product
from tests.shapes import PUBLIC
from tests.world import World

SECRET = "Hej Tolvan"
GONE = ("/cases/now/moved/elsewhere", "/")
"""No address, and one where nothing can be sent."""


@pytest.fixture
def from_hannas_page(product: Product, case_id: UUID) -> Callable[[str], TestResponse]:
    """Send what Hanna wrote to an address, after Adam has logged in there."""
    browser = product.login(HANNA)
    hers = sent_by(browser, address(case_id), final_reply=REPLY)
    walk_anew(product, browser, ADAM)
    return lambda to: browser.post(to, data=hers, base_url=PUBLIC)


def without_a_database(product: Product, act: Callable[[], TestResponse]) -> TestResponse:
    """Do it while no statement is answered."""

    def refuse(*_arguments: object) -> None:
        raise OperationalError("", {}, Exception("connection refused"))

    with product.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    try:
        return act()
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


def forget_sessions_of(product: Product, name: str) -> None:
    """As the nightly job does a month later."""
    with product.app.app_context(), atomic() as current:
        whose = LoginSession.staff_id == World(product.app).staff_id(name)
        current.execute(update(LoginSession).where(whose).values(public_id=UUID(int=0)))


@pytest.mark.parametrize("to", GONE)
def test_what_is_sent_to_an_address_that_is_gone_waits_for_its_owner(
    product: Product, from_hannas_page: Callable[[str], TestResponse], to: str
) -> None:
    answer = from_hannas_page(to)
    assert answer.status_code == 409
    assert TOLD in main_of(answer.text)
    assert KEPT_FOR_THEM in main_of(answer.text)
    assert SECRET not in answer.text
    assert waiting(product) == 1


def test_what_was_on_a_page_of_nobody_known_is_neither_shown_nor_kept_for_who_is_here(
    product: Product, case_id: UUID, from_hannas_page: Callable[[str], TestResponse]
) -> None:
    forget_sessions_of(product, "Hanna")
    for to in (f"{address(case_id)}/final-reply", *GONE):
        answer = from_hannas_page(to)
        assert answer.status_code in {400, 403, 404, 405}
        assert SECRET not in answer.text
    assert waiting(product) == 0


def test_an_old_page_tells_of_nobody_else(product: Product, from_hannas_page: Callable[[str], TestResponse]) -> None:
    with clock.at(clock.now() + timedelta(hours=25)):
        answer = from_hannas_page("/cases/now/moved/elsewhere")
    assert SECRET not in answer.text
    assert waiting(product) == 0


def test_while_the_database_is_away_adam_is_not_shown_what_hanna_wrote(
    product: Product, case_id: UUID, from_hannas_page: Callable[[str], TestResponse]
) -> None:
    answer = without_a_database(product, lambda: from_hannas_page(f"{address(case_id)}/final-reply"))
    assert answer.status_code == 503
    assert SECRET not in answer.text


def test_while_the_database_is_away_hanna_gets_back_what_she_wrote(product: Product, case_id: UUID) -> None:
    browser = product.login(HANNA)
    hers = sent_by(browser, address(case_id), final_reply=REPLY)
    to = f"{address(case_id)}/final-reply"
    answer = without_a_database(product, lambda: browser.post(to, data=hers, base_url=PUBLIC))
    assert answer.status_code == 503
    assert SECRET in answer.text


@pytest.mark.parametrize("to", GONE)
def test_hanna_herself_gets_back_what_she_sent_to_an_address_that_is_gone(
    product: Product, case_id: UUID, to: str
) -> None:
    browser = product.login(HANNA)
    hers = sent_by(browser, address(case_id), final_reply=REPLY)
    assert SECRET in browser.post(to, data=hers, base_url=PUBLIC).text


def test_hanna_gets_back_what_stood_on_a_page_of_an_earlier_login_of_hers(product: Product, case_id: UUID) -> None:
    browser = product.login(HANNA)
    hers = sent_by(browser, address(case_id), final_reply=REPLY)
    walk_anew(product, browser, HANNA)
    for to in (f"{address(case_id)}/final-reply", *GONE):
        assert SECRET in browser.post(to, data=hers, base_url=PUBLIC).text
    assert SECRET in get(browser, address(case_id)).text
