"""Every persona at every route of a group, a role, a case type and a standard reply, at both clinics: the policy's answer."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.authz.actors import Citizen, Staff, Visitor
from app.authz.policy import CASE_ROLES, AtClinic, GrantOf, allows, granting, may_ever
from app.catalog.models import CaseType, StandardReply
from app.catalog.services.standard_replies import ReplyText, add_reply
from app.core import clock
from app.core.db import db, session
from app.roles.models import Group, GroupMember, RoleGrant
from app.roles.services.groups import GroupName, create_group
from app.web.entry import Entry, EntryKind, entry_of
from tests.matrix.personas import Cast
from tests.world import World, operation

KINDS: dict[str, type[Group | RoleGrant | CaseType | StandardReply]] = {
    "group_id": Group,
    "grant_id": RoleGrant,
    "case_type_id": CaseType,
    "reply_id": StandardReply,
}
CLINICS = ("Storgatans vårdcentral", "Hamnens hudmottagning")
LET_IN = {200, 303, 422}
"""Shown, done, or told what is missing in the form. Only the policy answers 403 and 404."""
Thing = Group | RoleGrant | CaseType | StandardReply


def routes(app: Flask) -> list[tuple[Rule, str, Entry]]:
    """Every way to something that is kept under an id and is no case."""
    found = []
    for rule in app.url_map.iter_rules():
        entry = entry_of(app.view_functions[rule.endpoint])
        assert entry is not None
        if "case_id" not in rule.arguments and rule.arguments & set(KINDS):
            found += [(rule, method, entry) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


def things(world: World, clinic: str, rule: Rule) -> list[Thing]:
    """What the route can be about at the clinic: one group, one case type, a grant of each role."""
    name = next(name for name in KINDS if name in rule.arguments)
    clinic_id = world.clinic_id(clinic)
    with world.app.app_context():
        rows: list[Thing] = list(session().scalars(select(KINDS[name]).where(KINDS[name].clinic_id == clinic_id)))
        db.session.remove()
    if name != "grant_id":
        return rows[:1]
    firsts = {row.role: row for row in reversed(rows) if isinstance(row, RoleGrant)}
    return list(firsts.values())


def send(cast: Cast, name: str, rule: Rule, method: str, thing: Thing) -> int:
    """A form with nothing in it but its token: what may be done is answered with what is missing, and changes nothing."""
    address = rule.rule.replace("<int:number>", "1")
    for argument in KINDS:
        address = address.replace(f"<uuid:{argument}>", str(thing.id))
    form = {"csrf_token": cast.tokens[name], "operation_id": operation(), "person": "", "name": "", "reason": ""}
    return cast.browsers[name].open(address, method=method, data=form if method == "POST" else None).status_code


def expected(cast: Cast, name: str, method: str, entry: Entry, thing: Thing) -> set[int]:
    """The answers that may come."""
    actor = cast.actors[name]
    if isinstance(actor, Visitor):
        return {303} if method == "GET" else {401}
    kind = Staff if entry.kind is EntryKind.STAFF else Citizen
    if not isinstance(actor, kind) or (entry.action is not None and not may_ever(actor, entry.action)):
        return {403}
    if isinstance(actor, Citizen):
        return LET_IN
    return expected_of_staff(actor, entry, thing)


def expected_of_staff(actor: Staff, entry: Entry, thing: Thing) -> set[int]:
    assert entry.action is not None
    if thing.clinic_id != actor.clinic_id:
        return {404}
    if isinstance(thing, RoleGrant):
        facts = GrantOf(thing.clinic_id, thing.staff_id, thing.role)
        return LET_IN if allows(actor, granting(thing.role), facts) else {403}
    return LET_IN if allows(actor, entry.action, AtClinic(thing.clinic_id)) else {403}


def held(world: World) -> list[object]:
    """What the routes could have changed."""
    with world.app.app_context():
        groups = session().execute(select(Group.id, Group.name, Group.active).order_by(Group.id)).all()
        members = (
            session()
            .execute(select(GroupMember.group_id, GroupMember.staff_id).order_by(*GroupMember.__mapper__.primary_key))
            .all()
        )
        grants = session().execute(select(RoleGrant.id, RoleGrant.ended_at).order_by(RoleGrant.id)).all()
        replies = session().execute(select(StandardReply.id, StandardReply.version, StandardReply.removed_at)).all()
        db.session.remove()
    return [*groups, *members, *grants, *sorted(replies)]


@pytest.fixture(autouse=True)
def _things_at_both_clinics(app: Flask, world: World) -> None:
    with app.app_context():
        for name in ("Adam", "Hugo"):
            add_reply(world.staff(name), ReplyText("Ring oss", "Ring oss.", None, operation()))
        create_group(world.staff("Hugo"), GroupName("Hudteamet", "", operation()))


@pytest.mark.parametrize("clinic", CLINICS)
def test_everybody_meets_what_the_policy_says_at_every_group_role_case_type_and_reply(
    app: Flask, world: World, clinic: str
) -> None:
    cast, ways = Cast(world), routes(app)
    wrong: list[tuple[object, ...]] = []
    assert {name for rule, _, _ in ways for name in rule.arguments} >= set(KINDS)
    before = held(world)
    for name in cast.actors:
        for rule, method, entry in ways:
            for thing in things(world, clinic, rule):
                wanted, refusals = expected(cast, name, method, entry, thing), cast.refusals()
                got = send(cast, name, rule, method, thing)
                if got not in wanted:
                    wrong.append((name, method, rule.rule, getattr(thing, "role", ""), got, wanted))
                logged, after = cast.refusals() - refusals, held(world)
                if logged != int(got in {403, 404}):
                    wrong.append(
                        (name, method, rule.rule, getattr(thing, "role", ""), f"{got}, {logged} attempts in the log")
                    )
                if wanted is not LET_IN and after != before:
                    wrong.append((name, method, rule.rule, "changed something"))
                before = after
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_elsewhere_is_answered_like_what_is_nowhere(app: Flask, world: World) -> None:
    adam, elsewhere = world.login("Adam"), CLINICS[1]
    for rule, method, entry in routes(app):
        if method == "GET" and entry.kind is EntryKind.STAFF:
            name, theirs = next(iter(rule.arguments)), str(things(world, elsewhere, rule)[0].id)
            nowhere = f"{theirs[:-4]}0000"
            with clock.at(clock.now()):  # the page counts down the seconds of the session
                pages = {key: adam.get(rule.rule.replace(f"<uuid:{name}>", key)) for key in (theirs, nowhere)}
            assert [page.status_code for page in pages.values()] == [404, 404], rule
            texts = [without_marks(page.text, key) for key, page in pages.items()]
            assert texts[0] == texts[1]


def without_marks(page: str, key: str) -> list[str]:
    """The page's lines but the nonce and the token, and without the address that was asked for."""
    return [line.replace(key, "") for line in page.splitlines() if "nonce" not in line and "csrf" not in line]


def test_case_roles_are_the_only_ones_that_an_access_administrator_reaches(app: Flask, world: World) -> None:
    """The same said by name, so that a mistake in the table above it does not hide one in the policy."""
    cast = Cast(world)
    end = next(rule for rule, method, _ in routes(app) if rule.endpoint == "admin.end" and method == "GET")
    for grant in things(world, CLINICS[0], end):
        assert isinstance(grant, RoleGrant)
        got = send(cast, "Berit", end, "GET", grant)
        assert got == (200 if grant.role in CASE_ROLES else 403), grant.role
