"""A page that a browser fetches before anybody asks for it: nobody has seen it, and it takes nothing that waits."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.auth.models import LoginSession
from app.core import clock
from app.core.db import atomic, session
from tests.case_pages import address, read
from tests.http.test_unsent import HANNA, REPLY, get, sent_too_late
from tests.identity import walk
from tests.logins import token_of
from tests.pages import submit
from tests.providers import Product
from tests.shapes import PUBLIC
from tests.world import World

AHEAD = (
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "Prefetch; anonymous-client-ip"},
    {"Purpose": "prefetch"},
)


@pytest.mark.parametrize("headers", AHEAD, ids=str)
def test_it_is_refused_and_kept_nowhere(world: World, headers: dict[str, str]) -> None:
    answer = world.login("Maja").get("/clinic-cases", headers=headers)
    assert (answer.status_code, answer.headers["Cache-Control"], answer.text) == (503, "no-store", "")


def test_the_log_says_of_nobody_that_they_read_the_case(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    with app.app_context():
        before = session().scalars(select(AuditEvent.id)).all()
    hanna.get(address(case_id), headers=AHEAD[0])
    with app.app_context():
        assert session().scalars(select(AuditEvent.id)).all() == before


def test_a_text_that_waits_is_there_when_its_writer_comes(product: Product) -> None:
    case_id = World(product.app).held_by("Hanna")
    browser = product.login(HANNA)
    page = address(case_id)
    sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply=REPLY)
    walk(browser, product.idp.test_client(), HANNA)
    browser.get(page, base_url=PUBLIC, headers=AHEAD[0])
    assert "Det du hade fyllt i finns kvar." in read(get(browser, page).text)


def test_what_is_said_once_is_said_to_the_person(world: World) -> None:
    adam = world.login("Adam")
    assert submit(adam, "/groups/new", "/groups/new", {"name": "Dietister"}).status_code == 303
    adam.get("/groups", headers=AHEAD[0])
    assert 'class="flashes"' in adam.get("/groups").text


def test_it_keeps_no_login_session_alive(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    a_while_ago = clock.now() - timedelta(minutes=5)
    with app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(last_seen_at=a_while_ago))
    maja.get("/clinic-cases", headers=AHEAD[0])
    with app.app_context():
        assert session().scalars(select(LoginSession.last_seen_at)).all() == [a_while_ago]


def test_what_somebody_sends_is_taken_whatever_the_header_says(world: World) -> None:
    adam = world.login("Adam")
    adam.environ_base["HTTP_PURPOSE"] = "prefetch"
    assert adam.post("/logout", data={"csrf_token": token_of(world.login("Adam"), "/help")}).status_code != 503
