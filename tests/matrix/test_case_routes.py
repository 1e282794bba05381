"""Every persona at every route of a case, in every situation: the answer is the one that the policy gives."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.authz.policy import Action, allows, may_ever
from app.cases.models import Case
from app.casework.acts import ACTS
from app.core import clock
from app.web.entry import Entry, EntryKind, entry_of
from tests.matrix.personas import SITUATIONS, Cast, with_hanna
from tests.world import World, operation

TEXTS = {f"casework.{act.name}": act.text for act in ACTS if act.text}
CONCERNED = ("Maja", "Hanna", "Alva", "Tolvan")
"""To whom the situation makes a difference; the others meet a closed door in one situation as in another."""

TAKEN = {200, 303, 422}
"""Let in: done, shown, or told what is missing in the form. Only the policy answers 403 and 404."""


def routes_of_a_case(app: Flask, kind: EntryKind) -> list[tuple[Rule, str, Entry]]:
    found = []
    for rule in app.url_map.iter_rules():
        entry = entry_of(app.view_functions[rule.endpoint])
        assert entry is not None, rule
        if rule.arguments == {"case_id"} and entry.kind is kind:
            found += [(rule, method, entry) for method in (rule.methods or set()) & {"GET", "POST"}]
    return found


def send(cast: Cast, name: str, rule: Rule, method: str, case: Case) -> int:
    address = rule.rule.replace("<uuid:case_id>", str(case.id))
    if method == "GET":
        return cast.browsers[name].get(address).status_code
    group = cast.world.group_id("Läkare")
    form: dict[str, str] = {"csrf_token": cast.tokens[name], "operation_id": operation(), "target": f"group:{group}"}
    form |= {"seen_version": str(case.version), "reason": "other", "reason_line": "Därför"}
    if rule.endpoint in TEXTS:
        form[TEXTS[rule.endpoint]] = "En text till invånaren"
    return cast.browsers[name].post(address, data=form).status_code


def expected(actor: Actor, method: str, entry: Entry, case: Case) -> set[int]:
    """The answers that may come; ``TAKEN`` itself when the policy lets the persona do it."""
    if isinstance(actor, Visitor):
        return {303, 401} if method == "GET" else {401}  # what a page asks by itself leads nobody to a login
    kind = Staff if entry.kind is EntryKind.STAFF else Citizen
    if not isinstance(actor, kind) or (entry.action is not None and not may_ever(actor, entry.action)):
        return {403}
    if not allows(actor, Action.READ_CASE, case):
        return {404}
    if entry.action is None or allows(actor, entry.action, case):
        return TAKEN
    # A citizen is told kindly, in the case's own page, that it is too late; the version shows that nothing was done.
    return {303, 403, 422} if kind is Citizen else {403}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_everybody_meets_what_the_policy_says_at_every_route_of_a_case(
    app: Flask, world: World, situation: Callable[[World], UUID]
) -> None:
    cast = Cast(world)
    wrong = []
    routes = routes_of_a_case(app, EntryKind.STAFF) + routes_of_a_case(app, EntryKind.CITIZEN)
    for name in cast.actors if situation is with_hanna else CONCERNED:
        before = world.case(situation(world))
        for rule, method, entry in routes:
            wanted = expected(cast.actors[name], method, entry, before)
            got = send(cast, name, rule, method, before)
            after = world.case(before.id)
            moved = after.version != before.version
            if got not in wanted or (moved and wanted is not TAKEN):
                wrong.append((name, method, rule.rule, got, wanted))
            before = world.case(situation(world)) if moved else after
    assert not wrong, "\n".join(map(str, wrong))


STRANGERS = ("Hugo", "Nina", "Adam", "Berit", "Greta", "proxy", "henrik at the other clinic", "Siv")


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_reaches_the_case_by_no_route_and_each_attempt_is_logged_once(
    app: Flask, world: World, name: str
) -> None:
    cast, case_id = Cast(world), world.send("Tolvan", text="HEMLIGT ord")
    world.distribute(case_id, person="Hanna")
    case = world.case(case_id)
    routes = routes_of_a_case(app, EntryKind.STAFF) + routes_of_a_case(app, EntryKind.CITIZEN)
    assert routes
    wrong = []
    for rule, method, _ in routes:
        before = cast.refusals()
        got = send(cast, name, rule, method, case)
        logged = cast.refusals() - before
        if got not in {403, 404} or logged != 1:
            wrong.append((method, rule.rule, got, logged))
    assert not wrong, "\n".join(map(str, wrong))
    assert world.case(case_id).version == 2


def test_a_case_of_others_and_a_case_that_is_none_are_answered_alike(app: Flask, world: World) -> None:
    theirs, none = world.send("Tolvan"), UUID(int=4)
    browser = world.login("Hugo")
    for rule, method, _ in routes_of_a_case(app, EntryKind.STAFF):
        if method == "GET":
            addresses = [rule.rule.replace("<uuid:case_id>", str(case_id)) for case_id in (theirs, none)]
            with clock.at(clock.now()):  # the page counts down the seconds of the session
                pages = [browser.get(address) for address in addresses]
            assert pages[0].status_code == pages[1].status_code == 404
            assert without_marks(pages[0].text) == without_marks(pages[1].text)


def without_marks(page: str) -> list[str]:
    """The page's lines but those that differ at every request: the nonce, the token, the address itself."""
    return [line for line in page.splitlines() if not any(mark in line for mark in ("nonce", "csrf", "/cases/"))]


def test_one_whose_rights_ended_reaches_nothing_with_the_browser_still_open(app: Flask, world: World) -> None:
    cast, case_id = Cast(world), world.send("Tolvan")
    world.distribute(case_id, person="Siv")
    browser = cast.expire("Siv")
    answer = browser.get(f"/cases/{case_id}")
    assert answer.status_code in {303, 401, 403}
    assert "Tolvan" not in answer.text
