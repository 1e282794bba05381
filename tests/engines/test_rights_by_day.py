"""Rights have a first and a last day: a process that has asked before asks again on the next day."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from app.authz.actors import Role
from app.core import clock
from app.core.db import atomic, session
from app.inbox.inboxes import CLINIC, ClinicTab
from app.inbox.queries.counts import tab_counts
from app.roles.models import RoleGrant
from app.roles.queries.people import handlers_in, people_with
from tests.world import World


def test_a_right_that_ends_today_holds_until_midnight_and_no_longer(app: Flask, world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Siv")
    siv, today = world.staff_id("Siv"), clock.today()
    with app.app_context(), atomic() as current:
        current.execute(update(RoleGrant).where(RoleGrant.staff_id == siv).values(valid_to=today))
    maja = world.staff("Maja")
    for later, held in ((0, True), (1, False), (0, True)):
        with clock.at(clock.now() + timedelta(days=later)), app.app_context():
            counts = tab_counts(session(), maja, CLINIC)
            assert (counts[ClinicTab.NEW], counts[ClinicTab.ONGOING]) == ((0, 1) if held else (1, 0))
            people = people_with(session(), maja.clinic_id, Role.HANDLER)
            assert (siv in {person.staff_id for person in people}) is held


def test_a_member_of_a_group_counts_from_the_first_day_of_the_role(app: Flask, world: World) -> None:
    group, tomorrow = world.group_id("Läkare"), clock.today() + timedelta(days=1)
    with app.app_context(), atomic() as current:
        henrik = select(RoleGrant.id).where(RoleGrant.staff_id == world.staff_id("Henrik"))
        current.execute(update(RoleGrant).where(RoleGrant.id.in_(henrik)).values(valid_from=tomorrow))
    for later, able in ((0, 0), (1, 1), (0, 0)):
        with clock.at(clock.now() + timedelta(days=later)), app.app_context():
            assert len(handlers_in(session(), group)) == able
