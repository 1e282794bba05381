"""The warning triangle: what threatens to be left lying at the clinic, and the way to where it is mended."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from turbohtml import parse

from app.audit.models import AuditEvent
from app.authz.actors import Role
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import GroupMember, RoleGrant, StaffMember
from tests.http.test_inbox_filters import people
from tests.pages import seen
from tests.world import World


def warned(page: str) -> list[tuple[str, str]]:
    """The sentences of the warnings, each with where its link leads."""
    lines = parse(page).select("section.warnings li")
    links = [line.select_one("a") for line in lines]
    return [(seen(line), (link and link.attr("href")) or "") for line, link in zip(lines, links, strict=True)]


def rows_in_log(world: World) -> int:
    """How much has been logged."""
    with world.app.app_context():
        return session().scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_a_clinic_where_all_is_well_has_no_warnings(world: World) -> None:
    world.send("Tolvan")
    assert warned(world.login("Maja").get("/clinic-cases").text) == []


def test_late_cases_are_counted_and_one_press_away(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        world.send("Tolvan")
        world.send("Nina")
    world.send("Sam")
    maja = world.login("Maja")
    [(sentence, address)] = warned(maja.get("/clinic-cases").text)
    assert sentence.startswith("2 ärenden är försenade.")
    assert sorted(people(maja.get(address).text)) == ["Nina Nittio", "Tolvan Tolvansson"]
    assert len(people(maja.get("/clinic-cases?tab=new").text)) == 3, "a look at the late ones narrows no other tab"


def test_a_case_whose_holder_lost_the_role_or_is_locked_out_is_found(app: Flask, world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Hanna")
    world.distribute(world.send("Nina"), person="Henrik")
    yesterday = clock.today() - timedelta(days=1)
    with app.app_context(), atomic() as current:
        of_hanna = RoleGrant.staff_id == world.staff_id("Hanna")
        current.execute(update(RoleGrant).where(of_hanna, RoleGrant.role == Role.HANDLER).values(valid_to=yesterday))
        henrik = StaffMember.id == world.staff_id("Henrik")
        current.execute(update(StaffMember).where(henrik).values(locked_at=clock.now()))
    maja = world.login("Maja")
    sentence, address = next(one for one in warned(maja.get("/clinic-cases").text) if "person" in one[0])
    assert sentence.startswith("2 ärenden ligger hos personer utan roll eller med låst konto.")
    assert sorted(people(maja.get(address).text)) == ["Nina Nittio", "Tolvan Tolvansson"]


def test_a_group_where_nobody_can_take_cases_and_what_lies_there_are_told(app: Flask, world: World) -> None:
    world.distribute(world.send("Tolvan"), group="Läkare")
    with app.app_context(), atomic() as current:
        current.execute(delete(GroupMember).where(GroupMember.group_id == world.group_id("Läkare")))
    maja = world.login("Maja")
    told = warned(maja.get("/clinic-cases").text)
    assert told[0][0].startswith("1 grupp där ingen kan ta ärenden.")
    assert told[1][0].startswith("1 ärende ligger hos en grupp")
    assert people(maja.get(told[1][1]).text) == ["Tolvan Tolvansson"]


def test_a_clinic_without_an_administrator_is_told(app: Flask, world: World) -> None:
    with app.app_context(), atomic() as current:
        current.execute(delete(RoleGrant).where(RoleGrant.role == Role.ADMINISTRATOR))
    maja = world.login("Maja")
    [(sentence, address)] = warned(maja.get("/clinic-cases").text)
    assert sentence.startswith("Mottagningen har ingen administratör (ADM).")
    assert maja.get(address).status_code == 200


@pytest.fixture
def neglected(app: Flask, world: World) -> None:
    """Storgatan without ÄM, with an empty group that holds a late case, and a late case with a handler who is locked out."""
    with clock.at(clock.now() - timedelta(days=10)):
        world.distribute(world.send("Tolvan"), person="Hanna")
        world.distribute(world.send("Nina"), group="Läkare")
    with app.app_context(), atomic() as current:
        here = RoleGrant.clinic_id == world.clinic_id()
        current.execute(delete(RoleGrant).where(here, RoleGrant.role == Role.RECEIVER))
        current.execute(delete(GroupMember).where(GroupMember.group_id == world.group_id("Läkare")))
        hanna = StaffMember.id == world.staff_id("Hanna")
        current.execute(update(StaffMember).where(hanna).values(locked_at=clock.now()))


@pytest.mark.usefixtures("neglected")
def test_the_administrator_is_told_on_the_start_page_in_numbers_and_led_only_where_administrators_may_go(
    world: World,
) -> None:
    adam = world.login("Adam")
    logged = rows_in_log(world)
    page = adam.get("/").text
    assert rows_in_log(world) == logged
    told = warned(page)
    assert [sentence for sentence, _ in told] == [
        "Mottagningen har ingen ärendemottagare (ÄM). Tilldela roller",
        "1 grupp där ingen kan ta ärenden. Ändra grupper",
        "1 ärende ligger hos en grupp där ingen kan ta det.",
        "1 ärende ligger hos en person utan roll eller med låst konto. Visa vårdpersonal",
        "2 ärenden är försenade. Tala med en ärendemottagare.",
    ]
    assert [adam.get(address).status_code for _, address in told if address] == [200, 200, 200]
    assert not [word for word in ("Tolvan", "Nina", "/clinic-cases", "/cases/") if word in page]


@pytest.mark.usefixtures("neglected")
@pytest.mark.parametrize("name", ["Berit", "Greta", "Henrik"])
def test_nobody_else_is_told_on_the_start_page(world: World, name: str) -> None:
    assert warned(world.login(name).get("/").text) == []


@pytest.mark.usefixtures("neglected")
def test_an_administrator_is_not_told_of_another_clinic(world: World) -> None:
    assert warned(world.login("Hugo").get("/").text) == []


def test_a_clinic_where_all_is_well_has_no_warnings_on_the_start_page(world: World) -> None:
    world.send("Tolvan")
    assert warned(world.login("Adam").get("/").text) == []


def test_an_administrator_who_is_also_receiver_is_led_to_the_cases(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        world.send("Tolvan", clinic="Hamnens hudmottagning")
    hugo = world.login("Hugo")
    [(sentence, address)] = warned(hugo.get("/").text)
    assert sentence == "1 ärende är försenat. Visa försenade ärenden"
    assert people(hugo.get(address).text) == ["Tolvan Tolvansson"]


def test_warnings_are_of_ones_own_clinic_alone(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        world.send("Tolvan")
    assert warned(world.login("Hugo", "Hamnens hudmottagning").get("/clinic-cases").text) == []
