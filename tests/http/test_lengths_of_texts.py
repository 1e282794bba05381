"""Each text has its longest: exactly that long it is stored, and one sign longer it stays on the page alone."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.authz.actors import Role
from app.casework.acts import ACTS, Act
from app.core import clock
from tests.http.test_edges_of_days import OPENING
from tests.http.test_second_sends import NOON, Form, act_of_a_case, of_page
from tests.http.test_staff_admin import grant_of
from tests.stored import changes, stored
from tests.world import World

SETTINGS = "/clinic/settings"


def ending(world: World) -> str:
    return f"/staff/grants/{grant_of(world.app, world, 'Hanna', Role.HANDLER).id}/end"


def reply(world: World) -> Form:
    return of_page(world.login("Adam"), "/clinic/standard-replies/new", name="Ring", body="Ring oss")


def settings(world: World) -> Form:
    return of_page(world.login("Adam"), SETTINGS)


FIELDS: dict[str, tuple[Callable[[World], Form], str, int]] = {
    "a signature": (lambda w: of_page(w.login("Maja"), "/personal-settings"), "signature", 500),
    "a selection's name": (lambda w: of_page(w.login("Hanna"), "/my-cases", "/my-cases/views"), "name", 40),
    "a group's name": (lambda w: of_page(w.login("Adam"), "/groups/new"), "name", 100),
    "a group's description": (
        lambda w: of_page(w.login("Adam"), "/groups/new", name="Diabetes"),
        "description",
        300,
    ),
    "why a role is given": (
        lambda w: of_page(w.login("Adam"), "/staff/grant", hsa_id="SE0000000000-2002", roles=["receiver"]),
        "reason",
        300,
    ),
    "why a role ends": (lambda w: of_page(w.login("Adam"), ending(w)), "reason", 300),
    "a standard reply's name": (reply, "name", 80),
    "a standard reply's text": (reply, "body", 4000),
    "the clinic's telephone": (settings, "settings-telephone", 40),
    "the clinic's address": (settings, "settings-address", 300),
    "the clinic's opening hours": (settings, "settings-opening_hours", 1000),
    "why the clinic is closed": (
        lambda w: of_page(
            w.login("Adam"), SETTINGS, f"{SETTINGS}/closed-days", closed__first="2026-12-28", closed__last=""
        ),
        "closed-reason",
        200,
    ),
}


def text(length: int) -> str:
    """No two of its signs that follow each other are alike, and neither of its ends is a blank."""
    return ("åbc" * length)[:length]


@pytest.mark.parametrize("name", FIELDS)
def test_a_text_of_the_longest_is_stored_whole(app: Flask, world: World, name: str) -> None:
    form, field, longest = FIELDS[name]
    with clock.at(NOON):
        browser, address, fields = form(world)
        assert browser.post(address, data=fields | {field: text(longest)}).status_code == 303
    assert text(longest) in stored_texts(app)


@pytest.mark.parametrize("name", FIELDS)
def test_a_longer_one_is_not_stored_and_stays_on_the_page(app: Flask, world: World, name: str) -> None:
    form, field, longest = FIELDS[name]
    with clock.at(NOON):
        browser, address, fields = form(world)
        before = stored(app)
        answer = browser.post(address, data=fields | {field: text(longest + 1)})
        assert answer.status_code == 422
        assert text(longest + 1) in answer.text
        assert changes(before, stored(app), {}) == set()


def stored_texts(app: Flask) -> set[object]:
    """Every value of every row."""
    return {value for row in stored(app).values() for value in row.values() if isinstance(value, str)}


SAID = {act.name: (act.text or act.line, 10_000 if act.text else 200) for act in ACTS if act.text or act.line}


def sent(world: World, act: Act, length: int) -> tuple[FlaskClient, str, dict[str, object]]:
    browser, address, fields = act_of_a_case(world, act)
    field, _ = SAID[act.name]
    return browser, address, {**fields, field: text(length)}


@pytest.mark.parametrize("act", [act for act in ACTS if act.name in SAID], ids=lambda act: act.name)
def test_an_act_takes_a_text_of_the_longest_and_no_longer_one(app: Flask, world: World, act: Act) -> None:
    field, longest = SAID[act.name]
    with clock.at(NOON):
        browser, address, fields = sent(world, act, longest + 1)
        before = stored(app)
        answer = browser.post(address, data=fields)
        assert answer.status_code == 422
        assert text(longest + 1) in answer.text
        assert not {line for line in changes(before, stored(app), {}) if not OPENING.search(line)}
        fields = {**fields, field: text(longest)}
        assert browser.post(address, data=fields).status_code == 303
        assert any(line.startswith("+ ") for line in changes(before, stored(app), {}))
