"""What a thread does after a request is not logged as coming from where the request came from."""

from flask import Flask

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.transaction import transaction
from tests.log_lines import events_since, latest
from tests.world import World


def test_an_act_of_the_system_in_the_same_thread_comes_from_nowhere(app: Flask, world: World) -> None:
    world.login("Maja").get("/clinic-cases")
    before = latest(app)
    with app.app_context(), transaction(System("test")) as unit:
        unit.log_event(Event(EventKind.ROLE_GRANTED))
    assert [line.by for line in events_since(app, before, {})] == [""]
