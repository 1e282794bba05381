"""Vårdpersonal: who has which role, giving roles and ending them, and who must not."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.canonical import decode
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent, AuditSubject
from app.authz.actors import Role
from app.authz.facts import State
from app.core import clock
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.worker import run_due
from app.roles.models import RoleGrant, StaffMember
from tests.pages import submit
from tests.world import World

PAGE = "/staff"
GRANT = "/staff/grant"
HANNA, ADAM, BERIT, GRETA = "SE0000000000-2002", "SE0000000000-2005", "SE0000000000-2006", "SE0000000000-2007"


def give(client: FlaskClient, hsa_id: str, *roles: Role, **typed: str) -> TestResponse:
    """Fill in Tilldela and send it."""
    chosen = [role.value for role in roles]
    return submit(client, GRANT, GRANT, {"hsa_id": hsa_id, "roles": chosen, "reason": "Ny tjänst", **typed})


def grant_of(app: Flask, world: World, name: str, role: Role) -> RoleGrant:
    with app.app_context():
        wanted = (RoleGrant.staff_id == world.staff_id(name), RoleGrant.clinic_id == world.clinic_id())
        return session().scalars(select(RoleGrant).where(*wanted, RoleGrant.role == role)).one()


def end(client: FlaskClient, grant_id: UUID, reason: str = "Slutar") -> TestResponse:
    """Confirm the end of a role."""
    path = f"/staff/grants/{grant_id}/end"
    return submit(client, path, path, {"reason": reason})


def events(app: Flask, kind: EventKind) -> list[dict[str, object]]:
    with app.app_context():
        found = session().scalars(select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id))
        return [decode(event.payload) for event in found]


def details(app: Flask, kind: EventKind) -> dict[str, object]:
    """The details of the latest event of the kind."""
    found = events(app, kind)[-1]["details"]
    assert isinstance(found, dict)
    return found


def test_the_list_shows_everybody_with_a_role_and_who_gave_it(app: Flask, world: World) -> None:
    page = world.login("Adam").get(PAGE).text
    for name in ("Maja Mottagare", "Hanna Handläggare", "Adam Administratör", "Siv Skyddad"):
        assert name in page
    assert "Skyddad identitet" in page
    assert "Hugo Hamn" not in page
    assert "Tilldelad vid uppstart: Demo" in page


def test_opening_the_list_is_one_event_without_subjects(app: Flask, world: World) -> None:
    world.login("Berit").get(PAGE)
    (event,) = events(app, EventKind.STAFF_LIST_READ)
    assert event["subjects"] == []
    with app.app_context():
        assert session().scalars(select(AuditSubject).where(AuditSubject.kind == "staff_list_read")).all() == []


def test_the_list_can_be_narrowed_by_role_and_by_who_has_left(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    assert "Maja Mottagare" not in adam.get(f"{PAGE}?role=reviewer").text
    assert "Greta Granskare" in adam.get(f"{PAGE}?role=reviewer").text
    assert "Ingen passar urvalet" in adam.get(f"{PAGE}?show=ended").text
    end(adam, grant_of(app, world, "Greta", Role.REVIEWER).id)
    assert "Greta Granskare" not in adam.get(PAGE).text
    left = adam.get(f"{PAGE}?show=ended").text
    assert "Greta Granskare" in left
    assert "Avslutad av Adam Administratör: Slutar" in left


def test_an_administrator_gives_a_role_to_a_pasted_hsa_id(app: Flask, world: World) -> None:
    answer = give(world.login("Adam"), f"  {HANNA.lower()}\t", Role.RECEIVER)
    assert answer.status_code == 303
    assert Role.RECEIVER in world.staff("Hanna").roles
    assert details(app, EventKind.ROLE_GRANTED)["role"] == "receiver"
    assert "Tilldelad av Adam Administratör: Ny tjänst" in world.login("Adam").get(PAGE).text


def test_a_role_that_begins_later_is_shown_apart_and_gives_nothing_yet(app: Flask, world: World) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    give(world.login("Adam"), HANNA, Role.RECEIVER, first=tomorrow.isoformat())
    assert Role.RECEIVER not in world.staff("Hanna").roles
    with clock.at(clock.now() + timedelta(days=1)):
        assert Role.RECEIVER in world.staff("Hanna").roles


def test_an_unknown_hsa_id_is_answered_with_whom_to_ask(world: World) -> None:
    answer = give(world.login("Adam"), "SE0000000000-9999", Role.HANDLER)
    assert answer.status_code == 422
    assert "be den som driver tjänsten i din region att lägga upp personen" in answer.text
    assert "SE0000000000-9999" in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"roles": []}, "Välj minst en roll."),
        ({"reason": ""}, "Skriv varför"),
        ({"last": "2020-01-01"}, "Till måste vara samma dag som Från eller senare"),
        ({"roles": ["handler"]}, "Personen har redan en av de valda rollerna"),
    ],
)
def test_what_is_missing_is_said_at_its_field(world: World, typed: dict[str, str | list[str]], sentence: str) -> None:
    given: dict[str, str | list[str]] = {"hsa_id": HANNA, "roles": ["receiver"], "reason": "Ny tjänst", **typed}
    answer = submit(world.login("Adam"), GRANT, GRANT, given)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_everything_that_is_missing_is_said_at_once(world: World) -> None:
    answer = submit(world.login("Adam"), GRANT, GRANT, {"hsa_id": "", "roles": [], "reason": ""})
    assert answer.status_code == 422
    assert all(wrong in answer.text for wrong in ("Skriv personens HSA-id.", "Välj minst en roll.", "Skriv varför"))


def test_an_access_administrator_sees_and_gives_only_the_two_case_roles(app: Flask, world: World) -> None:
    berit = world.login("Berit")
    form = berit.get(GRANT).text
    assert "ÄM – ärendemottagare" in form
    assert "GR – granskare" not in form
    assert give(berit, HANNA, Role.RECEIVER).status_code == 303
    for role in (Role.ADMINISTRATOR, Role.ACCESS_ADMINISTRATOR, Role.REVIEWER):
        assert give(berit, HANNA, role).status_code == 403, role
    assert world.staff("Hanna").roles == {Role.HANDLER, Role.RECEIVER}
    assert len(events(app, EventKind.REFUSED)) == 3


def test_nobody_gives_or_ends_a_role_of_their_own(app: Flask, world: World) -> None:
    for name, hsa_id in (("Adam", ADAM), ("Berit", BERIT)):
        answer = give(world.login(name), hsa_id, Role.HANDLER)
        assert (answer.status_code, "Du kan inte ändra dina egna roller." in answer.text) == (403, True)
    own = grant_of(app, world, "Adam", Role.ADMINISTRATOR).id
    assert world.login("Adam").get(f"/staff/grants/{own}/end").status_code == 403
    refused = events(app, EventKind.REFUSED)
    assert [event["details"]["code"] for event in refused] == ["own-role"] * 3  # type: ignore[index]  # a payload is a dict


def test_the_last_administrator_stays(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    give(adam, HANNA, Role.ADMINISTRATOR)
    assert end(world.login("Hanna"), grant_of(app, world, "Adam", Role.ADMINISTRATOR).id).status_code == 303
    give(world.login("Hanna"), ADAM, Role.ACCESS_ADMINISTRATOR)
    last = grant_of(app, world, "Hanna", Role.ADMINISTRATOR).id
    assert world.login("Adam").get(f"/staff/grants/{last}/end").status_code == 403
    assert "Mottagningen har bara 1 administratör." in world.login("Hanna").get(PAGE).text


def test_the_page_says_so_when_the_last_administrator_would_go(app: Flask, world: World) -> None:
    give(world.login("Adam"), HANNA, Role.ADMINISTRATOR, last=clock.today().isoformat())
    adams = grant_of(app, world, "Adam", Role.ADMINISTRATOR).id
    hannas = grant_of(app, world, "Hanna", Role.ADMINISTRATOR).id
    assert end(world.login("Adam"), hannas).status_code == 303
    with app.app_context():
        assert session().get_one(RoleGrant, adams).ended_at is None


def test_a_grant_of_the_right_to_review_is_told_to_the_other_administrators(app: Flask, world: World) -> None:
    give(world.login("Adam"), BERIT, Role.REVIEWER)
    with app.app_context():
        promised = session().scalars(select(Job).where(Job.kind == "notify")).all()
        payloads = [job.payload for job in promised if job.payload["event"] == "right_granted"]
    assert len(payloads) == 1
    assert payloads[0]["to"] == "administrators"
    assert payloads[0]["to_id"] == str(world.clinic_id())
    assert payloads[0]["by"] == str(world.staff_id("Adam"))


def test_reviewer_and_administrator_are_kept_apart_unless_somebody_says_so_which_is_logged(
    app: Flask, world: World
) -> None:
    adam = world.login("Adam")
    refused = give(adam, GRETA, Role.ADMINISTRATOR)
    assert refused.status_code == 422
    assert "Samma person skulle både administrera mottagningen och granska loggen." in refused.text
    assert give(adam, GRETA, Role.ADMINISTRATOR, override="y").status_code == 303
    assert details(app, EventKind.ROLE_GRANTED)["override"] is True
    assert give(adam, HANNA, Role.ADMINISTRATOR, Role.REVIEWER).status_code == 422


def test_a_clinic_with_one_administrator_is_warned(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    assert "Utse minst två" in adam.get(PAGE).text
    give(adam, HANNA, Role.ADMINISTRATOR)
    assert "Utse minst två" not in adam.get(PAGE).text


def test_ending_a_role_says_what_it_does_then_works_at_the_next_request_and_returns_the_cases(
    app: Flask, world: World
) -> None:
    case_id = world.held_by("Hanna")
    hanna, adam = world.login("Hanna"), world.login("Adam")
    grant_id = grant_of(app, world, "Hanna", Role.HANDLER).id
    page = adam.get(f"/staff/grants/{grant_id}/end").text
    assert "1 öppet ärende som personen har går tillbaka till mottagningens inkorg." in page
    assert end(adam, grant_id, "").status_code == 422
    assert end(adam, grant_id).status_code == 303
    assert details(app, EventKind.ROLE_ENDED) == {"role": "handler", "staff_id": str(world.staff_id("Hanna"))}
    assert "Vårdpersonal" not in hanna.get("/").text
    with app.app_context():
        run_due()
    case = world.case(case_id)
    assert (case.holder_id, case.state) == (None, State.RECEIVED)
    assert len(events(app, EventKind.RETURNED)) == 1


def test_a_role_that_ends_by_its_date_returns_the_cases_the_day_after(app: Flask, world: World) -> None:
    give(world.login("Adam"), "SE0000000000-2001", Role.HANDLER, last=clock.today().isoformat())
    case_id = world.send("Tolvan")
    world.distribute(case_id, person="Maja", by="Alva")
    with app.app_context():
        run_due()
        assert world.case(case_id).holder_id == world.staff_id("Maja")
        with clock.at(clock.now() + timedelta(days=1, minutes=1)):
            run_due()
    assert world.case(case_id).holder_id is None


def test_a_grant_of_another_clinic_is_not_there(app: Flask, world: World) -> None:
    with app.app_context():
        wanted = (RoleGrant.staff_id == world.staff_id("Hugo"), RoleGrant.role == Role.HANDLER)
        theirs = session().scalars(select(RoleGrant.id).where(*wanted)).one()
    adam = world.login("Adam")
    assert adam.get(f"/staff/grants/{theirs}/end").status_code == 404
    assert adam.get("/staff/grants/00000000-0000-4000-8000-000000000000/end").status_code == 404
    assert len(events(app, EventKind.REFUSED)) == 1


def test_a_locked_account_is_greyed_and_its_administrator_does_not_count(app: Flask, world: World) -> None:
    give(world.login("Adam"), HANNA, Role.ADMINISTRATOR)
    with app.app_context(), atomic() as current:
        current.get_one(StaffMember, world.staff_id("Hanna")).locked_at = clock.now()
    page = world.login("Adam").get(PAGE).text
    assert "Låst" in page
    assert "Utse minst två" in page


def test_a_form_sent_twice_gives_one_role(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    typed: dict[str, str | list[str]] = {
        "hsa_id": HANNA,
        "roles": ["receiver"],
        "reason": "Ny tjänst",
        "operation_id": "one-and-the-same-operation",
    }
    for _again in range(2):
        assert submit(adam, GRANT, GRANT, typed).status_code == 303
    assert len(events(app, EventKind.ROLE_GRANTED)) == len(_granted_at_start(app)) + 1


def _granted_at_start(app: Flask) -> list[dict[str, object]]:
    return [event for event in events(app, EventKind.ROLE_GRANTED) if event["actor"]["type"] == "system"]  # type: ignore[index]  # a payload is a dict


def test_those_without_the_roles_do_not_come_in(world: World) -> None:
    for name in ("Maja", "Hanna", "Greta"):
        for path in (PAGE, GRANT):
            assert world.login(name).get(path).status_code == 403, (name, path)
