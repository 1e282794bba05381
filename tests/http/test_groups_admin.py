"""Grupper: made and closed by administrators, filled by them and by access administrators."""

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import Role
from app.core.db import session
from app.roles.models import Group, GroupMember, RoleGrant
from app.roles.services.grants import GrantEnd, end_role
from tests.pages import filled_fields, form_of, submit
from tests.world import World, operation

PAGE = "/groups"


def group_page(world: World, name: str = "Sjuksköterskor") -> str:
    return f"{PAGE}/{world.group_id(name)}"


def members(app: Flask, group_id: UUID) -> set[UUID]:
    with app.app_context():
        return set(session().scalars(select(GroupMember.staff_id).where(GroupMember.group_id == group_id)))


def kinds(app: Flask) -> list[str]:
    """What happened to groups, in order."""
    with app.app_context():
        found = session().scalars(select(AuditEvent.kind).order_by(AuditEvent.id))
        return [kind for kind in found if kind.startswith("group_")]


def end_handler(app: Flask, world: World, name: str) -> None:
    with app.app_context():
        wanted = (RoleGrant.staff_id == world.staff_id(name), RoleGrant.clinic_id == world.clinic_id())
        grant = session().scalars(select(RoleGrant.id).where(*wanted, RoleGrant.role == Role.HANDLER)).one()
        end_role(world.staff("Adam"), grant, GrantEnd("Slutar", operation()))


def test_the_list_shows_the_groups_of_the_clinic_and_who_is_in_them(world: World) -> None:
    page = world.login("Berit").get(PAGE).text
    for text in ("Sjuksköterskor", "Läkare", "Hanna Handläggare", "Henrik Handläggare"):
        assert text in page


def test_a_group_where_nobody_can_take_a_case_is_marked(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    assert "Ingen kan ta ärenden" not in adam.get(PAGE).text
    end_handler(app, world, "Henrik")
    page = adam.get(PAGE).text
    assert page.count("Ingen kan ta ärenden") == 1
    assert "(är inte ÄH nu)" in page
    assert "Ingen i gruppen kan ta ärenden." in adam.get(group_page(world, "Läkare")).text


def test_an_administrator_makes_a_group_and_fills_it(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    made = submit(adam, f"{PAGE}/new", f"{PAGE}/new", {"name": "  Diabetes   team ", "description": "Om diabetes"})
    group_id = world.group_id("Diabetes team")
    page = f"{PAGE}/{group_id}"
    assert (made.status_code, made.headers["Location"]) == (303, page)
    assert "Ingen är med i gruppen." in adam.get(page).text
    assert submit(adam, page, f"{page}/members", {"person": str(world.staff_id("Siv"))}).status_code == 303
    assert members(app, group_id) == {world.staff_id("Siv")}
    assert kinds(app) == ["group_created", "group_member_added"]


def test_the_name_of_a_group_is_its_own(world: World) -> None:
    adam = world.login("Adam")
    for name, sentence in (("läkare", "Det finns redan en grupp"), ("  ", "Skriv ett namn")):
        answer = submit(adam, f"{PAGE}/new", f"{PAGE}/new", {"name": name})
        assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_group_gets_another_name(app: Flask, world: World) -> None:
    adam, path = world.login("Adam"), f"{group_page(world)}/name"
    assert submit(adam, path, path, {"name": "Sköterskor"}).status_code == 303
    assert "Sköterskor" in adam.get(PAGE).text
    assert kinds(app) == ["group_renamed"]


def test_somebody_taken_out_can_be_put_back_with_one_click(app: Flask, world: World) -> None:
    berit, page, group_id = world.login("Berit"), group_page(world), world.group_id()
    hanna = world.staff_id("Hanna")
    answer = submit(berit, page, f"{page}/members/remove", {"person": str(hanna)})
    assert answer.status_code == 303
    assert hanna not in members(app, group_id)
    shown = berit.get(page).text
    assert "Personen är borttagen ur gruppen." in shown
    undo = filled_fields(form_of(shown, f"{page}/members"))
    assert berit.post(f"{page}/members", data=undo).status_code == 303
    assert hanna in members(app, group_id)
    assert kinds(app) == ["group_member_removed", "group_member_added"]


def test_only_handlers_of_the_clinic_are_offered_and_taken(app: Flask, world: World) -> None:
    adam, page = world.login("Adam"), group_page(world)
    offered = adam.get(page).text
    assert str(world.staff_id("Siv")) in offered
    for name in ("Hugo", "Greta"):
        answer = submit(adam, page, f"{page}/members", {"person": str(world.staff_id(name))})
        assert (answer.status_code, "Välj en person som är ärendehanterare" in answer.text) == (422, True)
    assert submit(adam, page, f"{page}/members", {"person": "nobody"}).status_code == 422
    assert len(members(app, world.group_id())) == 2


def test_a_group_with_open_cases_is_not_closed(app: Flask, world: World) -> None:
    world.distribute(world.send(), group="Läkare")
    adam, path = world.login("Adam"), f"{group_page(world, 'Läkare')}/close"
    assert "Gruppen har 1 öppet ärende. Omfördela det först." in adam.get(path).text
    token = filled_fields(form_of(adam.get(f"{PAGE}/new").text, f"{PAGE}/new"))
    answer = adam.post(path, data=token)
    assert answer.status_code == 422
    with app.app_context():
        assert session().get_one(Group, world.group_id("Läkare")).active


def test_a_closed_group_takes_no_more_members_or_cases(app: Flask, world: World) -> None:
    adam, page = world.login("Adam"), group_page(world, "Läkare")
    assert submit(adam, f"{page}/close", f"{page}/close", {}).status_code == 303
    assert "Stängd" in adam.get(PAGE).text
    shown = adam.get(page).text
    assert "Gruppen är stängd." in shown
    assert "/members" not in shown
    token = filled_fields(form_of(adam.get(f"{PAGE}/new").text, f"{PAGE}/new"))
    refused = adam.post(f"{page}/members", data={**token, "person": str(world.staff_id("Siv"))})
    assert (refused.status_code, kinds(app)) == (422, ["group_closed"])


def test_an_access_administrator_changes_members_and_nothing_else(world: World) -> None:
    berit, page = world.login("Berit"), group_page(world)
    shown = berit.get(page).text
    assert "Lägg till" in shown
    assert "Byt namn" not in shown
    for path in (f"{PAGE}/new", f"{page}/name", f"{page}/close"):
        assert berit.get(path).status_code == 403, path


def test_a_group_of_another_clinic_is_not_there(app: Flask, world: World) -> None:
    hugo = world.login("Hugo")
    for path in ("", "/name", "/close"):
        assert hugo.get(group_page(world) + path).status_code == 404
    token = filled_fields(form_of(hugo.get(f"{PAGE}/new").text, f"{PAGE}/new"))
    typed = {**token, "person": str(world.staff_id("Hugo"))}
    assert hugo.post(f"{group_page(world)}/members", data=typed).status_code == 404
    with app.app_context():
        refused = select(AuditEvent).where(AuditEvent.kind == EventKind.REFUSED)
        assert len(session().scalars(refused).all()) == 4


def test_those_without_the_roles_do_not_come_in(world: World) -> None:
    for name in ("Maja", "Hanna", "Greta"):
        assert world.login(name).get(PAGE).status_code == 403, name
