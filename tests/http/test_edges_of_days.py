"""Days and numbers at the very edge of what a form takes: the last that is, and the first that is not."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.casework.acts import ACTS
from app.core import clock
from tests.http.test_second_sends import NOON, Form, act_of_a_case, of_page
from tests.stored import changes, stored
from tests.world import World

SETTINGS = "/clinic/settings"
OPENING = re.compile("drafts|case_reads|opened_at")
"""What is told of a text that is kept, and of the page that shows it again."""
PARTIAL = next(act for act in ACTS if act.name == "partial_reply")


def promising(day: str) -> Callable[[World], Form]:
    """A partial reply that promises a day. The clinic is open or closed then: that has been told."""

    def form(world: World) -> Form:
        browser, address, fields = act_of_a_case(world, PARTIAL)
        return browser, address, {**fields, "promised": day, "told_closed": day}

    return form


def returning(days: str) -> Callable[[World], Form]:
    return lambda world: of_page(world.login("Adam"), SETTINGS, settings__return_after_days=days)


def closed(first: str, last: str) -> Callable[[World], Form]:
    typed = {"closed__first": first, "closed__last": last, "closed__reason": "Kurs"}
    return lambda world: of_page(world.login("Adam"), SETTINGS, f"{SETTINGS}/closed-days", **typed)


def opened(first: str, last: str) -> Callable[[World], Form]:
    """Closed days that are taken away again."""

    def form(world: World) -> Form:
        browser, address, fields = closed("2026-12-28", "2026-12-29")(world)
        assert browser.post(address, data=fields).status_code == 303
        return of_page(browser, SETTINGS, f"{address}/remove", closed__first=first, closed__last=last)

    return form


def away(first: str, last: str) -> Callable[[World], Form]:
    return lambda world: of_page(world.login("Hanna"), "/absences/new", first=first, last=last)


def role(first: str, last: str = "") -> Callable[[World], Form]:
    typed = {"hsa_id": "SE0000000000-2002", "reason": "Ny", "first": first, "last": last}
    return lambda world: of_page(world.login("Adam"), "/staff/grant", roles=["receiver"], **typed)


EDGES: dict[str, tuple[Callable[[World], Form], Callable[[World], Form]]] = {
    "promised today, not yesterday": (promising("2026-11-23"), promising("2026-11-22")),
    "promised within sixty days": (promising("2027-01-22"), promising("2027-01-23")),
    "returned after a day at least": (returning("1"), returning("0")),
    "returned after thirty days at most": (returning("30"), returning("31")),
    "closed from today on": (closed("2026-11-23", "2026-11-24"), closed("2026-11-22", "2026-11-24")),
    "closed for a day at least": (closed("2026-12-28", "2026-12-28"), closed("2026-12-28", "2026-12-27")),
    "opened for a day at least": (opened("2026-12-28", "2026-12-28"), opened("2026-12-28", "2026-12-27")),
    "closed for 92 days at most": (closed("2026-12-01", "2027-03-02"), closed("2026-12-01", "2027-03-03")),
    "closed within two years": (closed("2028-11-22", "2028-11-22"), closed("2028-11-23", "2028-11-23")),
    "away for a day at least": (away("2026-11-25", "2026-11-25"), away("2026-11-25", "2026-11-24")),
    "away from today on": (away("2026-11-23", "2026-11-24"), away("2026-11-22", "2026-11-24")),
    "a role from today on": (role("2026-11-23"), role("2026-11-22")),
    "a role for a day at least": (role("2026-11-25", "2026-11-25"), role("2026-11-25", "2026-11-24")),
}


@pytest.mark.parametrize("name", EDGES)
def test_the_last_that_is_taken_is_taken_and_the_next_is_not(app: Flask, world: World, name: str) -> None:
    taken, refused = EDGES[name]
    with clock.at(NOON):
        browser, address, fields = refused(world)
        before = stored(app)
        assert browser.post(address, data=fields).status_code == 422
        assert not {line for line in changes(before, stored(app), {}) if not OPENING.search(line)}
        browser, address, fields = taken(world)
        before = stored(app)
        assert browser.post(address, data=fields).status_code == 303
        assert changes(before, stored(app), {})
