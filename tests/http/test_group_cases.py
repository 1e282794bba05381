"""Cases held by a group: everybody in it sees them, one takes each, and what happens when somebody leaves."""

from flask import Flask

from app.cases.services.distribution import give_back
from app.cases.services.steps import StepCommand
from app.jobs.worker import run_due
from app.roles.services.groups import Membership, remove_member
from tests.http.test_groups_admin import end_handler
from tests.world import World, operation

GROUPS = "/my-cases?tab=groups"


def test_a_groups_case_is_unread_for_each_member_until_that_member_has_read_it(world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, henrik = world.login("Hanna"), world.login("Henrik")
    hanna.get(f"/cases/{case_id}")
    assert "Oläst" not in hanna.get(GROUPS).text
    assert "Oläst" in henrik.get(GROUPS).text


def test_a_case_that_was_taken_leaves_the_others_list_and_comes_back_when_given_back(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    world.take(case_id, by="Hanna")
    henrik = world.login("Henrik")
    assert "Tolvan" not in henrik.get(GROUPS).text
    with app.app_context():
        give_back(world.staff("Hanna"), case_id, StepCommand(3, operation()))
    assert "Tolvan" in henrik.get(GROUPS).text
    assert world.case(case_id).group_id == world.group_id()


def test_one_who_leaves_a_group_keeps_what_she_took_and_sees_no_more_of_the_group(app: Flask, world: World) -> None:
    taken, left = world.send("Tolvan"), world.send("Nina")
    for case_id in (taken, left):
        world.distribute(case_id, group="Sjuksköterskor")
    world.take(taken, by="Hanna")
    with app.app_context():
        remove_member(world.staff("Adam"), world.group_id(), Membership(world.staff_id("Hanna"), operation()))
    hanna = world.login("Hanna")
    assert hanna.get(f"/cases/{taken}").status_code == 200
    assert hanna.get(f"/cases/{left}").status_code == 404
    assert world.case(taken).holder_id == world.staff_id("Hanna")
    assert world.case(left).group_id == world.group_id()


def test_what_she_took_goes_to_the_inbox_when_her_role_ends_and_the_groups_stays_with_the_group(
    app: Flask, world: World
) -> None:
    taken, left = world.send("Tolvan"), world.send("Nina")
    for case_id in (taken, left):
        world.distribute(case_id, group="Sjuksköterskor")
    world.take(taken, by="Hanna")
    end_handler(app, world, "Hanna")
    with app.app_context():
        run_due()
    assert (world.case(taken).holder_id, world.case(taken).group_id) == (None, None)
    assert world.case(left).group_id == world.group_id()
    assert "Tolvan" in world.login("Maja").get("/clinic-cases").text
