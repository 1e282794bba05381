"""An event about a member of staff stands where a reviewer finds it: at each clinic of theirs, or at the one it names."""

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.auth.services.clinic_events import log_at_each_clinic
from app.authz.actors import Actor, Visitor
from app.core import clock
from app.core.db import atomic
from tests.world import World

HAMNEN = "Hamnens hudmottagning"


def clinics_that_read(app: Flask, world: World, actor: Actor, clinic_id: UUID | None = None) -> set[UUID | None]:
    """Where it is found that Henrik, who works at two clinics, has logged out."""
    henrik = world.staff_id("Henrik")
    with app.app_context(), atomic() as current:
        event = Event(EventKind.LOGGED_OUT, clinic_id=clinic_id)
        ids = log_at_each_clinic(current, actor, event, henrik, clock.now())
        return set(current.scalars(select(AuditEvent.clinic_id).where(AuditEvent.event_id.in_(ids))))


def test_at_no_clinic_it_stands_at_each_of_theirs(app: Flask, world: World) -> None:
    assert clinics_that_read(app, world, Visitor()) == {world.clinic_id(), world.clinic_id(HAMNEN)}


def test_of_one_who_is_at_a_clinic_it_stands_there_alone(app: Flask, world: World) -> None:
    assert clinics_that_read(app, world, world.staff("Henrik", HAMNEN)) == {world.clinic_id(HAMNEN)}


def test_one_that_names_its_clinic_stands_there_alone(app: Flask, world: World) -> None:
    assert clinics_that_read(app, world, Visitor(), world.clinic_id()) == {world.clinic_id()}
