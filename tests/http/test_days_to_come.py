"""Guards that look beyond today: the last administrator, a substitute whose role ends, and what is told before it happens."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from app.audit.kinds import EventKind
from app.authz.actors import Role
from app.core import clock
from app.core.db import atomic
from app.roles.models import RoleGrant, StaffMember
from app.roles.services.coverage import GrantPeriod, first_day_without
from tests.http.test_absences import absences, day, register
from tests.http.test_staff_admin import BERIT, HANNA, PAGE, details, end, events, give, grant_of
from tests.http.test_warnings import warned
from tests.world import World

TODAY = date(2026, 11, 27)


def held(first: int, last: int | None) -> GrantPeriod:
    return GrantPeriod(
        uuid4(), uuid4(), TODAY + timedelta(days=first), None if last is None else TODAY + timedelta(days=last)
    )


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ([], 0),
        ([held(0, None)], None),
        ([held(-9, 0)], 1),
        ([held(-9, 0), held(1, None)], None),
        ([held(-9, 0), held(2, None)], 1),
        ([held(1, None)], 0),
        ([held(-9, 5), held(-3, 2), held(4, 8)], 9),
        ([GrantPeriod(uuid4(), uuid4(), TODAY, date.max)], None),
    ],
)
def test_the_first_day_on_which_nobody_has_the_role(grants: list[GrantPeriod], expected: int | None) -> None:
    found = first_day_without(grants, TODAY)
    assert found == (None if expected is None else TODAY + timedelta(days=expected))


def test_one_who_is_administrator_for_today_alone_does_not_relieve_the_last(app: Flask, world: World) -> None:
    give(world.login("Adam"), BERIT, Role.ADMINISTRATOR, last=clock.today().isoformat())
    answer = end(world.login("Berit"), grant_of(app, world, "Adam", Role.ADMINISTRATOR).id)
    assert answer.status_code == 422
    assert "skulle mottagningen stå utan administratör" in answer.text
    assert events(app, EventKind.ROLE_ENDED) == []


@pytest.mark.parametrize(("last", "is_enough"), [(1, False), (13, False), (14, True)])
def test_one_who_is_soon_administrator_no_more_is_not_the_second_one(world: World, last: int, is_enough: bool) -> None:
    adam = world.login("Adam")
    assert "Mottagningen har bara 1 administratör. Utse minst två" in adam.get(PAGE).text
    give(adam, BERIT, Role.ADMINISTRATOR, last=day(last).isoformat())
    page = adam.get(PAGE).text
    assert "Mottagningen har bara" not in page
    assert ("Om 14 dagar har mottagningen bara 1 administratör. Utse minst två" not in page) is is_enough


def test_one_whose_role_goes_on_in_a_second_period_is_the_second_one(world: World) -> None:
    adam = world.login("Adam")
    give(adam, BERIT, Role.ADMINISTRATOR, last=day(3).isoformat())
    give(adam, BERIT, Role.ADMINISTRATOR, first=day(4).isoformat())
    assert "Utse minst två" not in adam.get(PAGE).text


def test_nor_one_who_begins_next_week(app: Flask, world: World) -> None:
    give(world.login("Adam"), BERIT, Role.ADMINISTRATOR, first=day(7).isoformat())
    give(world.login("Adam"), HANNA, Role.ADMINISTRATOR, last=day(3).isoformat())
    answer = end(world.login("Hanna"), grant_of(app, world, "Adam", Role.ADMINISTRATOR).id)
    assert answer.status_code == 422
    assert events(app, EventKind.ROLE_ENDED) == []


@pytest.mark.parametrize("is_locked", [False, True])
def test_nor_one_whose_role_has_ended_or_whose_account_is_locked(app: Flask, world: World, is_locked: bool) -> None:
    give(world.login("Adam"), HANNA, Role.ADMINISTRATOR)
    give(world.login("Adam"), BERIT, Role.ADMINISTRATOR, last=day(3).isoformat())
    berit = world.login("Berit")
    if is_locked:
        with app.app_context(), atomic() as current:
            current.get_one(StaffMember, world.staff_id("Hanna")).locked_at = clock.now()
    else:
        assert end(berit, grant_of(app, world, "Hanna", Role.ADMINISTRATOR).id).status_code == 303
    ended = len(events(app, EventKind.ROLE_ENDED))
    answer = end(berit, grant_of(app, world, "Adam", Role.ADMINISTRATOR).id)
    assert answer.status_code == 422
    assert len(events(app, EventKind.ROLE_ENDED)) == ended


def test_two_who_take_over_from_each_other_without_a_gap_relieve_the_last(app: Flask, world: World) -> None:
    give(world.login("Adam"), HANNA, Role.ADMINISTRATOR, last=day(6).isoformat())
    give(world.login("Adam"), BERIT, Role.ADMINISTRATOR, first=day(7).isoformat())
    answer = end(world.login("Hanna"), grant_of(app, world, "Adam", Role.ADMINISTRATOR).id)
    assert answer.status_code == 303
    assert details(app, EventKind.ROLE_ENDED)["role"] == "administrator"


def test_a_role_is_not_dated_back(app: Flask, world: World) -> None:
    before = len(events(app, EventKind.ROLE_GRANTED))
    answer = give(world.login("Adam"), HANNA, Role.RECEIVER, first=day(-1).isoformat())
    assert answer.status_code == 422
    assert "Från kan inte vara före i dag" in answer.text
    assert len(events(app, EventKind.ROLE_GRANTED)) == before


def test_a_substitute_is_one_who_can_take_cases_on_all_the_days(app: Flask, world: World) -> None:
    ends(app, world, "Henrik", Role.HANDLER, day(2))
    hanna = world.login("Hanna")
    refused = register(hanna, last=4, substitute=str(world.staff_id("Henrik")))
    assert (refused.status_code, absences(app)) == (422, [])
    assert "inte ärendehanterare (ÄH) alla dagarna" in refused.text
    assert register(hanna, last=2, substitute=str(world.staff_id("Henrik"))).status_code == 303


def ends(app: Flask, world: World, name: str, role: Role, last: date) -> None:
    with app.app_context(), atomic() as current:
        mine = (RoleGrant.staff_id == world.staff_id(name), RoleGrant.role == role)
        current.execute(update(RoleGrant).where(*mine).values(valid_to=last))


def test_an_administrator_is_told_two_weeks_before_the_last_role_ends(app: Flask, world: World) -> None:
    ends(app, world, "Adam", Role.ADMINISTRATOR, day(13))
    assert any(
        "ingen administratör (ADM): rollen tar slut" in one for one, _ in warned(world.login("Adam").get("/").text)
    )
    ends(app, world, "Adam", Role.ADMINISTRATOR, day(14))
    assert warned(world.login("Adam").get("/").text) == []


def test_and_before_a_group_stands_without_anybody_who_can_take_its_cases(app: Flask, world: World) -> None:
    ends(app, world, "Henrik", Role.HANDLER, day(5))
    [(sentence, address)] = warned(world.login("Adam").get("/").text)
    assert sentence.startswith("1 grupp där ingen kan ta ärenden inom 14 dagar")
    assert address == "/groups"


def test_and_before_nobody_empties_the_inbox(app: Flask, world: World) -> None:
    for name in ("Maja", "Alva"):
        ends(app, world, name, Role.RECEIVER, day(5))
    assert any(
        "ingen ärendemottagare (ÄM): rollen tar slut" in one for one, _ in warned(world.login("Adam").get("/").text)
    )
    assert world.login("Adam").get(PAGE).status_code == 200
