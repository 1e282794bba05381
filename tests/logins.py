"""A browser that is logged in, without the walk to the identity provider (http/test_login.py takes that walk)."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app.auth.limits import Limits
from app.auth.models import SessionKind
from app.auth.services.sessions import Browser, Proof, Who, open_session
from app.authz.actors import Citizen, Staff
from app.core.db import atomic


COOKIE = "vardinkorg"


class _Limits:
    """As an installation has them, long enough for a test that does not travel in time."""

    idle = timedelta(minutes=30)
    absolute = timedelta(hours=10)


def logged_in(app: Flask, actor: Staff | Citizen) -> FlaskClient:
    """A client whose requests come from this person, at the actor's clinic or for the actor's child."""
    limits: Limits = _Limits()
    with app.app_context(), atomic() as current:
        token = open_session(current, _who(actor), limits, Browser(), Proof())
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def _who(actor: Staff | Citizen) -> Who:
    if isinstance(actor, Staff):
        return Who(SessionKind.STAFF, staff_id=actor.staff_id, clinic_id=actor.clinic_id, terms_accepted=True)
    return Who(SessionKind.CITIZEN, citizen_id=actor.citizen_id, for_id=actor.for_id, terms_accepted=True)


def token_of(client: FlaskClient, address: str) -> str:
    """The token against forgery from a page of this browser."""
    page = client.get(address).get_data(as_text=True)
    return page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
