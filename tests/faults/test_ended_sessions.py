"""A login session that ends while a request of it is under way: nothing goes on from it, and its end is told once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.auth.actors import LIMIT_TABLE
from app.auth.kinds import EndReason
from app.auth.models import LoginSession
from app.auth.services import sessions
from app.auth.services.logins import act_for, choose_clinic, leave_clinic, log_out, lose_rights
from app.auth.services.provider_logouts import end_by_provider
from app.auth.services.sessions import Login, Proof
from app.auth.services.settings import accept_terms
from app.auth.services.turns import SessionOver, locked
from app.authz.actors import Citizen, Staff, Visitor
from app.core import clock
from app.core.db import atomic, db, session
from tests.logins import open_login, token_of
from tests.providers import events
from tests.shapes import COOKIE
from tests.world import World

ISSUER = "https://idp.example.se"
HOME = "Storgatans vårdcentral"
TOLD = ("session_ended", "clinic_chosen", "proxy_entered", "terms_accepted", "logged_out")
Going = Callable[[Login, World], object]

GOING_ON: dict[str, tuple[str, Going]] = {
    "choosing a clinic": (
        "Maja",
        lambda login, world: choose_clinic(login, world.clinic_id(HOME), LIMIT_TABLE.current),
    ),
    "losing the clinic": ("Maja", lambda login, _: leave_clinic(login, LIMIT_TABLE.current)),
    "losing every role": ("Maja", lambda login, _: lose_rights(login, EndReason.NO_GRANT)),
    "accepting the terms": ("Maja", lambda login, _: accept_terms(login)),
    "logging out": ("Maja", lambda login, _: log_out(login, Visitor())),
    "acting for a child": (
        "Tvåan",
        lambda login, world: act_for(
            login,
            Citizen(login.who.citizen_id),  # type: ignore[arg-type]
            world.citizen_id("Lill"),
            LIMIT_TABLE.current,
        ),
    ),
}


def person(world: World, name: str) -> Staff | Citizen:
    return world.staff(name) if name == "Maja" else world.citizen(name)


def read(app: Flask, token: str) -> Login:
    with app.app_context():
        found = sessions.read(session(), token)
        assert isinstance(found, tuple)
        return found[0]


def living(app: Flask) -> int:
    with app.app_context():
        count = select(func.count()).select_from(LoginSession).where(LoginSession.revoked_at.is_(None))
        return session().scalar(count) or 0


def counted(app: Flask) -> list[int]:
    return [len(events(app, kind)) for kind in TOLD]


@pytest.mark.parametrize("way", GOING_ON)
def test_nothing_goes_on_from_a_session_that_the_provider_has_ended(app: Flask, world: World, way: str) -> None:
    name, go_on = GOING_ON[way]
    login = read(app, open_login(app, person(world, name), Proof(ISSUER, name, "sid-1")))
    with app.app_context():
        assert end_by_provider(ISSUER, "jti-1", "sid-1", "") == 1
    told = counted(app)
    with app.app_context(), pytest.raises(SessionOver) as over:
        go_on(login, world)
    assert over.value.reason is EndReason.ENDED_BY_PROVIDER
    assert living(app) == 0
    assert counted(app) == told


def test_a_page_under_way_when_the_session_ends_leaves_nobody_logged_in(app: Flask, world: World) -> None:
    token = open_login(app, world.staff("Maja"), Proof(ISSUER, "maja", "sid-1"))
    browser, answers = app.test_client(), list[int]()
    browser.set_cookie(COOKIE, token)
    chosen = {"csrf_token": token_of(browser, "/choose-clinic"), "clinic_id": str(world.clinic_id(HOME))}
    waiting = threading.Thread(target=lambda: answers.append(browser.post("/choose-clinic", data=chosen).status_code))
    with app.app_context():
        with atomic() as current:
            sessions.end(current, sessions.hash_of(token), EndReason.ENDED_BY_PROVIDER)
            current.flush()
            waiting.start()
            waiting.join(0.5)
            assert answers == []
        waiting.join(20)
        db.session.remove()
    assert answers == [303]
    assert living(app) == 0
    assert browser.get("/personal-settings").status_code == 303
    assert events(app, "clinic_chosen") == []


def test_a_logout_at_the_provider_finds_what_the_session_has_become_meanwhile(app: Flask, world: World) -> None:
    login = read(app, open_login(app, world.staff("Maja"), Proof(ISSUER, "maja", "sid-1")))
    ended = list[int | None]()

    def logout() -> None:
        with app.app_context():
            ended.append(end_by_provider(ISSUER, "jti-1", "sid-1", ""))
            db.session.remove()

    waiting = threading.Thread(target=logout)
    with app.app_context():
        with atomic() as current:
            sessions.renew(current, login, replace(login.who, clinic_id=None), LIMIT_TABLE.current.trusted)
            current.flush()
            waiting.start()
            waiting.join(0.5)
            assert ended == []
        waiting.join(20)
        db.session.remove()
    assert ended == [1]
    assert living(app) == 0


def test_the_end_of_an_unused_session_is_told_once_however_many_ask(app: Flask, world: World) -> None:
    token = open_login(app, world.staff("Maja"))
    stale = read(app, token)

    def ask() -> None:
        with app.app_context(), clock.at(stale.ends_at + timedelta(seconds=1)):
            sessions.read(session(), token)
            db.session.remove()

    asking = [threading.Thread(target=ask) for _ in range(3)]
    with app.app_context():
        with atomic() as current:
            locked(current, stale.id_hash)
            for one in asking:
                one.start()
            asking[0].join(0.5)
            assert [one.is_alive() for one in asking] == [True] * 3
        for one in asking:
            one.join(20)
        db.session.remove()
    assert len(events(app, "session_ended")) == 1
