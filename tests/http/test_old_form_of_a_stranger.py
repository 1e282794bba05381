"""Whoever has never seen a case is told, whatever version their form names, what they are told of a case that is none."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework.acts import ACTS, CHOICES
from app.casework.routes.act_layouts import LAYOUTS
from app.casework.services.opening import open_case
from app.core import clock
from app.portal.services.opening import open_own_case
from tests.logins import token_of
from tests.matrix.test_case_routes import without_marks
from tests.one_case import Desk
from tests.world import World

NONE = UUID(int=4)
CITIZENS = {"Nina"}


def form(world: World, browser: FlaskClient, version: str) -> dict[str, str]:
    """What any act could ask for."""
    chosen = {"target": f"group:{world.group_id('Läkare')}", "reason": "other"}
    assert set(chosen) == set(CHOICES)
    texts = {name: "Ett inlägg" for act in ACTS for name in (act.text, act.line) if name}
    return {
        "csrf_token": token_of(browser, "/help"),
        "operation_id": "one press of a button",
        "seen_version": version,
        "question_id": str(NONE),
        "body": "Ett svar",
        **chosen,
        **texts,
    }


def ways(name: str) -> list[str]:
    """Below the case: where each act of the person's side is sent."""
    return ["withdraw", "answer", "draft"] if name in CITIZENS else [layout.path.strip("/") for layout in LAYOUTS]


def known_to_the_stranger(world: World) -> None:
    """Siv has had a case and given it back, and each has a case of their own that they have opened."""
    with world.app.app_context():
        desk = Desk(world, world.held_by("Siv"))
        open_case(world.staff("Siv"), desk.case_id, "sv")
        desk.give("", by="Siv")
        open_case(world.staff("Hugo"), world.send("Tolvan", clinic="Hamnens hudmottagning"), "sv")
        open_own_case(world.citizen("Nina"), world.send("Nina"), "sv")


@pytest.mark.parametrize("version", ["1", "2", "3", "99", ""])
@pytest.mark.parametrize("name", ["Siv", "Hugo", "Nina"])
def test_no_version_of_a_form_tells_a_stranger_that_there_is_a_case(
    app: Flask, world: World, name: str, version: str
) -> None:
    known_to_the_stranger(world)
    case_id = world.held_by("Hanna")
    browser = world.login_citizen(name) if name in CITIZENS else world.login(name)
    part, filled = "/citizen/cases" if name in CITIZENS else "/cases", form(world, browser, version)
    with clock.at(clock.now()):
        for way in ways(name):
            told = [browser.post(f"{part}/{one}/{way}", data=filled) for one in (case_id, NONE)]
            assert told[0].status_code == told[1].status_code, way
            assert told[0].status_code in {403, 404}, way
            assert without_marks(told[0].text) == without_marks(told[1].text), way
    assert world.case(case_id).version == 2
