"""Everybody who might come to a route, as browsers, and Tolvan's case in every situation that matters."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.cases.services.replies import Reply, send_counter_question, send_final_reply
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import RoleGrant
from tests.logins import logged_in, token_of
from tests.world import World

STAFF = ("Maja", "Hanna", "Henrik", "Alva", "Adam", "Berit", "Greta", "Hugo", "Siv")
CITIZENS = ("Tolvan", "Nina")


@dataclass
class Cast:
    """The personas by name: who they are to the policy, and their browsers."""

    world: World
    actors: dict[str, Actor] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Log everybody in."""
        for name in STAFF:
            self._enter(name, self.world.staff(name))
        for name in CITIZENS:
            self._enter(name, self.world.citizen(name))
        self._enter("proxy", self.world.citizen("Tvåan", "Lill"))
        self._enter("henrik at the other clinic", self.world.staff("Henrik", "Hamnens hudmottagning"))
        self._enter("visitor", Visitor())

    def _enter(self, name: str, actor: Actor) -> None:
        self.actors[name] = actor
        app = self.world.app
        self.browsers[name] = logged_in(app, actor) if isinstance(actor, Staff | Citizen) else app.test_client()
        self.tokens[name] = token_of(self.browsers[name], "/help")

    def expire(self, given_name: str) -> FlaskClient:
        """A browser of somebody whose every right ended yesterday, logged in before that."""
        browser, staff_id = self.world.login(given_name), self.world.staff_id(given_name)
        ended = clock.today() - timedelta(days=1)
        with self.world.app.app_context(), atomic() as current:
            current.execute(update(RoleGrant).where(RoleGrant.staff_id == staff_id).values(valid_to=ended))
        return browser

    def refusals(self) -> int:
        """How many refused attempts the log holds."""
        with self.world.app.app_context():
            return session().scalar(select(func.count()).where(AuditEvent.kind == EventKind.REFUSED)) or 0


def new(world: World) -> UUID:
    """In the clinic's inbox."""
    return world.send("Tolvan")


def with_nurses(world: World) -> UUID:
    """Held by a group."""
    case_id = new(world)
    world.distribute(case_id, group="Sjuksköterskor")
    return case_id


def with_hanna(world: World) -> UUID:
    """Held by a person."""
    case_id = new(world)
    world.distribute(case_id, person="Hanna")
    return case_id


def waiting(world: World) -> UUID:
    """Hanna has asked the citizen."""
    case_id = with_hanna(world)
    with world.app.app_context():
        send_counter_question(world.staff("Hanna"), case_id, Reply("Vilken dos?", 2, secrets.token_urlsafe(16)))
    return case_id


def answered(world: World) -> UUID:
    """Hanna has answered."""
    case_id = with_hanna(world)
    with world.app.app_context():
        send_final_reply(world.staff("Hanna"), case_id, Reply("Klart", 2, secrets.token_urlsafe(16)))
    return case_id


SITUATIONS: tuple[Callable[[World], UUID], ...] = (new, with_nurses, with_hanna, waiting, answered)
