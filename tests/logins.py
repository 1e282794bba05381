"""A browser that is logged in, without the walk to the identity provider (http/test_login.py takes that walk)."""

from flask import Flask
from flask.testing import FlaskClient

from app.auth.actors import LIMIT_TABLE
from app.auth.kinds import SessionKind
from app.auth.services.sessions import Browser, Proof, Who, open_session
from app.auth.session_limits import Limits
from app.authz.actors import Citizen, Staff
from app.core.db import atomic
from tests.pages import field_value
from tests.shapes import COOKIE


def logged_in(app: Flask, actor: Staff | Citizen, browser: Browser | None = None) -> FlaskClient:
    """A client whose requests come from this person, at the actor's clinic or for the actor's child."""
    client = app.test_client()
    client.set_cookie(COOKIE, open_login(app, actor, browser=browser))
    return client


def open_login(app: Flask, actor: Staff | Citizen, proof: Proof | None = None, browser: Browser | None = None) -> str:
    """A login session as the end of a login leaves it; answers with the cookie's value."""
    with app.app_context(), atomic() as current:
        return open_session(current, _who(actor), _limits(app, actor), browser, proof)


def _who(actor: Staff | Citizen) -> Who:
    if isinstance(actor, Staff):
        return Who(SessionKind.STAFF, staff_id=actor.staff_id, clinic_id=actor.clinic_id, terms_accepted=True)
    return Who(SessionKind.CITIZEN, citizen_id=actor.citizen_id, for_id=actor.for_id, terms_accepted=True)


def _limits(app: Flask, actor: Staff | Citizen) -> Limits:
    table = LIMIT_TABLE.of(app)
    return table.of_staff(actor.roles) if isinstance(actor, Staff) else table.citizen


def token_of(client: FlaskClient, address: str) -> str:
    """The token against forgery from a page of this browser."""
    return field_value(client.get(address).text, "csrf_token")
