"""A right that has ended is worth nothing, whatever the person did while it was valid."""

from dataclasses import replace

import pytest
from flask import Flask

from app.authz.actors import Role
from app.cases.holder import Holder
from app.cases.services.distribution import Distribution, redistribute
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.core.errors import NotFound
from tests.world import World, operation


def test_one_who_gave_a_case_away_and_then_lost_the_role_cannot_undo_it(app: Flask, world: World) -> None:
    case_id, hanna = world.held_by("Hanna"), world.staff("Hanna")
    with app.app_context():
        redistribute(hanna, case_id, Distribution(Holder(person=world.staff_id("Siv")), 2, operation()))
        for roles in (frozenset[Role](), frozenset({Role.ADMINISTRATOR})):
            with pytest.raises(NotFound):
                undo(replace(hanna, roles=roles), case_id, StepCommand(3, operation()))
    assert world.case(case_id).holder_id == world.staff_id("Siv")
