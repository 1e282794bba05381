"""Every act of the case page: whose page has its button, and what its button is known by when it has been pressed."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from turbohtml import parse

from app.authz.actors import Actor
from app.authz.policy import Action, allows
from app.cases.models import Case, CaseStep
from app.casework.acts import ACTS, CHOICES, MARK, UNDO, UNMARK, Act
from app.casework.routes.act_layouts import LAYOUTS
from app.core.db import session
from app.operations import Operation, already_done
from tests.logins import token_of
from tests.matrix.personas import SITUATIONS, Cast, answered, new, with_hanna, with_nurses
from tests.world import World, operation

Situation = Callable[[World], UUID]
WHO_MAY: dict[str, tuple[str, Situation]] = {
    "distribute": ("Maja", new),
    "distribute_with_partial_reply": ("Maja", new),
    "redistribute": ("Hanna", with_hanna),
    "take": ("Hanna", with_nurses),
    "give_back": ("Hanna", with_hanna),
    "partial_reply": ("Hanna", with_hanna),
    "counter_question": ("Hanna", with_hanna),
    "final_reply": ("Hanna", with_hanna),
    "note": ("Hanna", with_hanna),
    "close": ("Maja", new),
    "cancel": ("Maja", new),
    "reopen": ("Hanna", answered),
    "undo": ("Hanna", answered),
    "mark": ("Hanna", answered),
    "unmark": ("Hanna", answered),
}
"""Somebody who may do the act, and when."""
ASKED_FIRST = {"cancel": "/cancel/ask"}
"""Where a button leads that asks before it does anything."""


def address(act: Act) -> str:
    """Where the button of the act leads, below the case."""
    [path] = [layout.path for layout in LAYOUTS if layout.act is act]
    return ASKED_FIRST.get(act.name, path)


def shown(browser: FlaskClient, case_id: UUID) -> set[str]:
    """The acts whose button is on the page."""
    page = parse(browser.get(f"/cases/{case_id}").text)
    leads = {one.attr("formaction") for one in page.select("main button[formaction]")}
    leads |= {one.attr("action") for one in page.select("main form")}
    return {act.name for act in ACTS if f"/cases/{case_id}{address(act)}" in leads}


def permitted(app: Flask, actor: Actor, case: Case) -> Iterator[str]:
    """The acts that the policy and the case as it is let the actor do."""
    with app.app_context():
        latest = session().scalar(
            select(CaseStep.staff_id).order_by(CaseStep.at.desc(), CaseStep.number.desc()).limit(1)
        )
    as_it_is = {UNDO: latest == getattr(actor, "staff_id", None), UNMARK: case.recorded_at is not None}
    as_it_is |= {MARK: case.recorded_at is None}
    for act in ACTS:
        wanted = [one for one in (act.action, act.also) if one is not None]
        if as_it_is.get(act, True) and all(allows(actor, one, case) for one in wanted):
            yield act.name


def filled(act: Act, world: World, case: Case, key: str) -> dict[str, str]:
    """The form of the act with something in each of its fields."""
    chosen = {"target": f"group:{world.group_id('Läkare')}", "reason": "other"}
    texts = {field: "Ring oss" for field in (act.text, act.line) if field}
    fields = {field: chosen[field] for field in act.fields if field in CHOICES}
    return {"operation_id": key, "seen_version": str(case.version), **fields, **texts}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_button_of_each_act_is_shown_where_the_policy_and_the_case_let_one_press_it(
    app: Flask, world: World, situation: Situation
) -> None:
    cast, case_id = Cast(world), situation(world)
    case, wrong = world.case(case_id), {}
    readers = [name for name, actor in cast.actors.items() if allows(actor, Action.READ_CASE, case)]
    staff = [name for name in readers if hasattr(cast.actors[name], "staff_id")]
    assert "Maja" in staff
    for name in staff:
        found, wanted = shown(cast.browsers[name], case_id), set(permitted(app, cast.actors[name], case))
        if found != wanted:
            wrong[name] = (found - wanted, wanted - found)
    assert not wrong


@pytest.mark.parametrize("act", ACTS, ids=[act.name for act in ACTS])
def test_an_act_that_was_done_is_known_by_its_own_operation(app: Flask, world: World, act: Act) -> None:
    name, situation = WHO_MAY[act.name]
    case, key, browser = world.case(situation(world)), operation(), world.login(name)
    [path] = [layout.path for layout in LAYOUTS if layout.act is act]
    form = filled(act, world, case, key) | {"csrf_token": token_of(browser, "/help")}
    assert browser.post(f"/cases/{case.id}{path}", data=form).status_code == 303
    with app.app_context():
        assert already_done(world.staff(name), [Operation(act.operation, case.id, key)])


def test_each_act_has_one_place_on_the_screen() -> None:
    assert [layout.act.name for layout in LAYOUTS] == [act.name for act in ACTS]


def test_each_act_either_has_a_button_in_the_form_of_the_page_or_a_form_of_its_own() -> None:
    assert {layout.act.name for layout in LAYOUTS if layout.shown is None} == {act.name for act in ACTS if act.own_form}
