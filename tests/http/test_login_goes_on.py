"""A login that goes on under a new id stays the login it was: its age, its level, and how its provider ends it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.auth.models import LoginSession
from app.auth.services.sessions import Browser, Proof, subject_index
from app.authz.actors import Citizen, Staff
from app.core import clock
from app.core.db import atomic, session
from tests.http.test_logout import logout_token, order, tell
from tests.identity import EvilProvider
from tests.logins import open_login, token_of
from tests.shapes import COOKIE
from tests.world import World

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ISSUER = "https://idp.example"
HAMNEN = "Hamnens hudmottagning"


def chosen(world: World) -> tuple[Staff | Citizen, str, dict[str, str]]:
    """Henrik goes over to his other clinic."""
    return world.staff("Henrik"), "/choose-clinic", {"clinic_id": str(world.clinic_id(HAMNEN))}


def over_to_a_child(world: World) -> tuple[Staff | Citizen, str, dict[str, str]]:
    return world.citizen("Tvåan"), f"/citizen/children/{world.citizen_id('Lill')}/enter", {}


def back_from_a_child(world: World) -> tuple[Staff | Citizen, str, dict[str, str]]:
    return world.citizen("Tvåan", "Lill"), "/citizen/children/leave", {}


def terms(world: World) -> tuple[Staff | Citizen, str, dict[str, str]]:
    return world.staff("Maja"), "/terms", {}


WAYS = (chosen, over_to_a_child, back_from_a_child, terms)
Way = Callable[[World], tuple[Staff | Citizen, str, dict[str, str]]]


def begun(world: World, way: Way, proof: Proof) -> tuple[FlaskClient, str, dict[str, str]]:
    """A browser of the person, and the form that takes the login on."""
    actor, address, form = way(world)
    token = open_login(world.app, actor, proof, Browser("127.0.0.0/24", ""))
    if way is terms:
        with world.app.app_context(), atomic() as current:
            current.execute(update(LoginSession).values(terms_accepted=False))
    browser = world.app.test_client()
    browser.set_cookie(COOKIE, token)
    return browser, address, form


def living(app: Flask) -> LoginSession:
    with app.app_context():
        session().rollback()
        return session().scalars(select(LoginSession).where(LoginSession.revoked_at.is_(None))).one()


STAYS = (
    "kind",
    "staff_id",
    "citizen_id",
    "issuer",
    "subject_index",
    "sid",
    "acr",
    "auth_time",
    "created_at",
    "idle_seconds",
    "absolute_end",
    "ip_class",
    "ua_hash",
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_all_of_the_login_is_as_it_was(app: Flask, world: World, way: Way) -> None:
    proof = Proof(ISSUER, "subject-1", "session-1", "loa3", NOON - timedelta(minutes=1))
    with clock.at(NOON):
        browser, address, form = begun(world, way, proof)
        before = living(app)
    with clock.at(NOON + timedelta(minutes=14)):
        page = browser.get("/help")
        form["csrf_token"] = token_of(browser, "/help")
        assert browser.post(address, data=form).status_code == 303
        after = living(app)
    assert page.status_code == 200
    assert after.id_hash != before.id_hash
    assert after.public_id != before.public_id
    assert {name: getattr(after, name) for name in STAYS} == {name: getattr(before, name) for name in STAYS}
    assert before.subject_index == subject_index(ISSUER, "subject-1")
    assert after.last_seen_at == NOON + timedelta(minutes=14)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("drop", ["sid", "sub"])
def test_the_provider_ends_it_by_its_session_and_by_its_subject(
    victim: Flask, evil: EvilProvider, way: Way, drop: str
) -> None:
    world = World(victim)
    issuer = evil.issuer if way in (chosen, terms) else evil.issuer.replace("/staff", "/citizen")
    browser, address, form = begun(world, way, Proof(issuer, "subject-1", "session-1"))
    form["csrf_token"] = token_of(browser, "/help")
    assert browser.post(address, data=form).status_code == 303
    side = issuer.rpartition("/")[2]
    said = order(evil, (drop,), iss=issuer, aud=f"vardinkorgen-demo-{side}")
    assert tell(victim, logout_token(said), side).status_code == 200
    with victim.app_context():
        assert not session().scalars(select(LoginSession).where(LoginSession.revoked_at.is_(None))).all()
