"""The clinic's own order of its case types, how many can take a case from a group, and the way back from the first page."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.authz.actors import Role
from app.catalog.models import CaseType
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import GroupMember, RoleGrant
from app.roles.queries.people import groups_of_clinic
from tests.case_pages import CasePage, choices, written
from tests.http.test_portal_new_case import TYPED, begin, case_type
from tests.pages import submit, texts
from tests.world import World

NAMES = ("Boka tid", "Förnya recept", "Levnadsvanor")


def placed(app: Flask, world: World, *positions: int) -> None:
    with app.app_context(), atomic() as current:
        for name, position in zip(NAMES, positions, strict=True):
            mine = (CaseType.clinic_id == world.clinic_id(), CaseType.external_name == name)
            current.execute(update(CaseType).where(*mine).values(position=position))


def in_order(page: str) -> list[str]:
    """The case types of the page by where they stand on it."""
    return [name for link in texts(page, "main a") for name in NAMES if link.startswith(name)]


@pytest.mark.parametrize(
    ("positions", "order"),
    [
        ((1, 2, 3), ["Boka tid", "Förnya recept", "Levnadsvanor"]),
        ((3, 2, 1), ["Levnadsvanor", "Förnya recept", "Boka tid"]),
        ((2, 1, 1), ["Förnya recept", "Levnadsvanor", "Boka tid"]),
        ((9, 9, 9), ["Boka tid", "Förnya recept", "Levnadsvanor"]),
    ],
)
def test_case_types_stand_by_the_clinics_order_and_then_by_name(
    app: Flask, world: World, positions: tuple[int, int, int], order: list[str]
) -> None:
    placed(app, world, *positions)
    offered = world.login_citizen("Tolvan").get(f"/citizen/new-case/clinics/{world.clinic_id()}").text
    assert in_order(offered) == order
    for name in NAMES:
        world.send("Tolvan", name)
    filtered = choices(world.login("Maja").get("/clinic-cases").text, "type")
    found = [one for one in filtered if one in NAMES]
    assert found == order


@pytest.fixture
def form(app: Flask, world: World) -> tuple[FlaskClient, str]:
    tolvan, address = world.login_citizen("Tolvan"), f"/citizen/new-case/{case_type(app)}"
    begin(tolvan, address)
    return tolvan, address


def test_back_from_the_first_page_leads_to_what_stands_before_it(form: tuple[FlaskClient, str]) -> None:
    tolvan, address = form
    page = f"{address}/pages/1"
    assert submit(tolvan, page, page, {"act": "back", **TYPED}).location == address
    assert written(tolvan.get(page).text)["answer-meddelande"] == TYPED["answer-meddelande"]


def heads(app: Flask, world: World, name: str = "Sjuksköterskor") -> int:
    with app.app_context():
        session().rollback()
        return next(one.members for one in groups_of_clinic(session(), world.clinic_id()) if one.name == name)


def end_roles(app: Flask, world: World, name: str, clinic: str) -> None:
    with app.app_context(), atomic() as current:
        mine = (RoleGrant.staff_id == world.staff_id(name), RoleGrant.clinic_id == world.clinic_id(clinic))
        current.execute(update(RoleGrant).where(*mine).values(valid_to=clock.today() - timedelta(days=1)))


def test_a_group_counts_each_of_its_members_who_is_handler_at_its_clinic_now(app: Flask, world: World) -> None:
    assert (heads(app, world), heads(app, world, "Läkare")) == (2, 1)
    end_roles(app, world, "Henrik", "Hamnens hudmottagning")
    assert (heads(app, world), heads(app, world, "Läkare")) == (2, 1)
    end_roles(app, world, "Henrik", "Storgatans vårdcentral")
    assert (heads(app, world), heads(app, world, "Läkare")) == (1, 0)
    offered = choices(CasePage(world.login("Maja"), world.send()).html, "target")
    assert "Läkare (ingen kan ta ärenden) [disabled]" in offered
    assert "Sjuksköterskor" in offered


def test_one_who_is_in_a_group_without_being_handler_is_not_counted(app: Flask, world: World) -> None:
    with app.app_context(), atomic() as current:
        current.add(
            GroupMember(group_id=world.group_id("Läkare"), staff_id=world.staff_id("Maja"), joined_at=clock.now())
        )
    assert heads(app, world, "Läkare") == 1
    assert Role.HANDLER not in world.staff("Maja").roles
    with app.app_context():
        assert (
            session()
            .scalars(select(GroupMember.staff_id).where(GroupMember.group_id == world.group_id("Läkare")))
            .all()
        )
