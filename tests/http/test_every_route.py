"""What holds for every route there is, found in the application itself: a new page is under these rules from its first day."""

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, before_render_template, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.authz.policy import may_ever
from app.cases.models import Case
from app.catalog.models import CaseType
from app.core.db import Base, db, session
from app.roles.models import RoleGrant
from app.web.entry import Entry, EntryKind, entry_of
from app.web.guard import Application, Unmarked
from settings.release import VERSION
from tests.matrix.personas import Cast, waiting, with_nurses
from tests.statements import before_each
from tests.world import World

READING_MAY_CHANGE = {
    "audit_events": {"*"},
    "audit_subjects": {"*"},
    "login_sessions": {"*"},
    "case_reads": {"*"},
    "messages": {"read_at"},
    "cases": {"first_opened_at", "holder_opened_at"},
    "job_heartbeats": {"*"},
    "heartbeats": {"*"},  # /readyz tries that it can write
    "keyring_checks": {"*"},  # and takes the keyring up where no start has done so yet
    "presences": {"*"},
}


WITH_THE_PROVIDER = {"auth.login_staff", "auth.login_citizen", "auth.staff_callback", "auth.citizen_callback"}
"""Pages that talk to the identity provider, which is not there; the tests of login walk them."""


ONE_OF_EACH_KIND = ("Alva", "Adam", "Berit", "Greta", "Tolvan", "proxy", "visitor")
"""Alva receives and handles: she sees what receivers and what handlers see."""


def addresses(world: World, rule: Rule) -> list[str]:
    """The rule with ids of things that exist."""
    values = {
        "side": "staff",
        "name": "receiver",
        "filename": "css/app.css",
        "number": "1",
        "absence_id": str(uuid.uuid4()),
        "public_id": str(uuid.uuid4()),
        "view_id": str(uuid.uuid4()),
        "reply_id": str(uuid.uuid4()),
    }
    values |= {
        "group_id": str(world.group_id()),
        "staff_id": str(world.staff_id("Hanna")),
        "clinic_id": str(world.clinic_id()),
        "child_id": str(world.citizen_id("Lill")),
    }
    with world.app.app_context():
        grant_id = session().scalars(select(RoleGrant.id).limit(1)).one()
        of_home = select(CaseType.id).where(CaseType.clinic_id == world.clinic_id()).order_by(CaseType.id)
        values |= {"grant_id": str(grant_id), "case_type_id": str(session().scalars(of_home).first())}
        case_ids = [str(case_id) for case_id in session().scalars(select(Case.id))]
        db.session.remove()
    if "case_id" not in rule.arguments:
        case_ids = [""]
    return [filled(rule, {**values, "case_id": case_id}) for case_id in case_ids]


def filled(rule: Rule, values: dict[str, str]) -> str:
    """The address; an argument that these tests have no value for is an error of theirs."""
    unknown = rule.arguments - set(values)
    assert not unknown, f"give a value for {unknown} of {rule.rule}"
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def routes(app: Flask, method: str) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())]
    return [rule for rule in found if rule.endpoint not in WITH_THE_PROVIDER]


def test_every_route_carries_an_entry_mark(app: Flask) -> None:
    bare = [rule.rule for rule in app.url_map.iter_rules() if entry_of(app.view_functions[rule.endpoint]) is None]
    assert bare == []


def test_a_route_without_an_entry_mark_cannot_be_registered() -> None:
    closed = Application(__name__, static_folder=None)
    with pytest.raises(Unmarked):
        closed.add_url_rule("/open", "open", lambda: "hello")


def test_every_route_that_changes_something_wants_a_token_of_the_form(app: Flask, world: World) -> None:
    cast = Cast(world)
    world.send("Tolvan")
    wrong = []
    for rule in app.url_map.iter_rules():
        entry = entry_of(app.view_functions[rule.endpoint])
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            assert entry is not None
            if entry.other_origin:
                continue  # another server calls, with a signature of its own
            name = next((n for n, actor in cast.actors.items() if lets_in(entry, actor)), None)
            assert name is not None, f"no persona can enter {rule.rule}"
            for address in addresses(world, rule):
                got = cast.browsers[name].open(address, method=method, data={"name": "value"}).status_code
                if got != 400:
                    wrong.append((method, rule.rule, name, got))
    assert wrong == []


def lets_in(entry: Entry, actor: Actor) -> bool:
    if entry.kind is EntryKind.PUBLIC:
        return True
    wanted = {EntryKind.STAFF: Staff, EntryKind.CITIZEN: Citizen}.get(entry.kind)
    if isinstance(actor, Visitor) or (wanted is not None and not isinstance(actor, wanted)):
        return False
    return entry.action is None or may_ever(actor, entry.action)


def test_a_form_from_another_site_is_refused_by_every_route(app: Flask, world: World) -> None:
    cast = Cast(world)
    world.send("Tolvan")
    wrong = []
    for rule in routes(app, "POST"):
        entry = entry_of(app.view_functions[rule.endpoint])
        if entry is None or entry.other_origin:
            continue
        name = next(n for n, actor in cast.actors.items() if lets_in(entry, actor))
        form, origin = {"csrf_token": cast.tokens[name]}, {"Sec-Fetch-Site": "cross-site"}
        got = cast.browsers[name].post(addresses(world, rule)[0], data=form, headers=origin).status_code
        if got != 403:
            wrong.append((rule.rule, got))
    assert wrong == []


@pytest.fixture
def cast(world: World) -> Cast:
    """The personas, with cases in several situations to look at."""
    for situation in (with_nurses, waiting):
        situation(world)
    return Cast(world)


def crawl(app: Flask, world: World, browser: FlaskClient) -> Iterator[tuple[str, int]]:
    for rule in routes(app, "GET"):
        for address in addresses(world, rule):
            answer = browser.get(address)
            yield address, answer.status_code


def fingerprint(app: Flask) -> dict[str, str]:
    """A checksum for each table, without what reading may change."""
    found = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            loose = READING_MAY_CHANGE.get(table.name, set())
            if "*" in loose:
                continue
            columns = [column for column in table.columns if column.name not in loose]
            rows = sorted(repr(tuple(row)) for row in session().execute(select(*columns)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        db.session.remove()
    return found


@contextmanager
def sql_while_rendering(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent while a template is being rendered."""
    rendering: list[str] = []
    caught: list[str] = []

    def begin(_app: Flask, template: object, **_: object) -> None:
        rendering.append(str(getattr(template, "name", "")))

    def end(_app: Flask, **_: object) -> None:
        rendering.clear()

    def note(statement: str, _values: object) -> None:
        if rendering:
            caught.append(f"{rendering[-1]}: {statement[:120]}")

    rendered = (before_render_template.connected_to(begin, app), template_rendered.connected_to(end, app))
    with before_each(app, note), rendered[0], rendered[1]:
        yield caught


def test_looking_at_every_page_changes_nothing_and_no_template_asks_the_database(
    app: Flask, world: World, cast: Cast
) -> None:
    before, seen = fingerprint(app), Counter[int]()
    with sql_while_rendering(app) as caught:
        for name in ONE_OF_EACH_KIND:
            for address, status in crawl(app, world, cast.browsers[name]):
                assert status < 500, address
                seen[status] += 1
    after = fingerprint(app)
    assert seen[200] > 100
    assert {table for table in after if after[table] != before[table]} == set()
    assert sorted(set(caught)) == []


def test_the_foot_of_every_page_shows_the_release(app: Flask, world: World, cast: Cast) -> None:
    feet: dict[str, str] = {}
    for name in ONE_OF_EACH_KIND:
        for rule in routes(app, "GET"):
            for address in addresses(world, rule):
                page = cast.browsers[name].get(address)
                foot = page.mimetype == "text/html" and re.search(r'<p class="foot__name">(.*?)</p>', page.text)
                if foot:
                    feet[address] = foot[1]
    assert len(feet) > 50
    assert {address: foot for address, foot in feet.items() if foot != f"Vårdinkorgen {VERSION}"} == {}
