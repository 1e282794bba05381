"""Pages put together are the whole list: every order, both directions, with ties and with cases that have no limit."""

import itertools
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from app.authz.actors import Staff
from app.authz.facts import State
from app.cases.models import Case
from app.core import clock
from app.core.db import atomic, session
from app.core.paging import Cursor
from app.inbox.inboxes import ClinicTab
from app.inbox.queries.lists import CaseRow, Listed, case_rows
from app.inbox.queries.order import Order, Sort
from tests.world import World

CITIZENS = ("Tolvan", "Nina", "Sam", "Lill")


@pytest.fixture
def maja(app: Flask, world: World) -> Staff:
    """Maja at a clinic with ninety cases: few moments and few names, so that most of them tie."""
    template = world.case(world.send("Tolvan"))
    columns = {column.key: getattr(template, column.key) for column in Case.__mapper__.column_attrs}
    now, people = clock.now(), [world.citizen_id(name) for name in CITIZENS]
    rows = []
    combinations = itertools.product((State.RECEIVED, State.ANSWERED, State.REPLIED), range(5), range(6))
    for number, (state, day, other) in enumerate(combinations):
        at = now - timedelta(days=day)
        changed = {
            "id": uuid.uuid4(),
            "number": 800_000 + number,
            "citizen_id": people[other % len(people)],
            "state": state,
            "received_at": at,
            "last_event_at": at + timedelta(hours=other % 2),
            "respond_by": None if not state.is_open or other % 3 == 0 else at + timedelta(days=other % 2),
            "ended_at": None if state.is_open else at,
        }
        rows.append(columns | changed)
    with app.app_context(), atomic() as current:
        current.execute(insert(Case), rows)
    return world.staff("Maja")


def key(row: CaseRow, by: Sort) -> object:
    return {Sort.RECEIVED: row.received_at, Sort.LAST_EVENT: row.last_event_at, Sort.RESPOND_BY: row.respond_by}[by]


def paged(maja: Staff, tab: ClinicTab, order: Order | None, size: int) -> list[CaseRow]:
    rows: list[CaseRow] = []
    after: Cursor[uuid.UUID] | None = None
    while True:
        page = case_rows(session(), maja, Listed(tab, order=order), "sv", after, size)
        rows += page.rows
        if page.next is None:
            return rows
        after = page.next


def test_pages_put_together_are_the_whole_list_in_every_order(app: Flask, maja: Staff) -> None:
    orders = [None, *(Order(by, descending=turned) for by in set(Sort) - {Sort.ENDED} for turned in (False, True))]

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(list(ClinicTab)), st.sampled_from(orders), st.integers(1, 13))
    def whole(tab: ClinicTab, order: Order | None, size: int) -> None:
        at_once = case_rows(session(), maja, Listed(tab, order=order), "sv", None, 1000)
        assert at_once.next is None
        assert paged(maja, tab, order, size) == list(at_once.rows)

    with app.app_context():
        whole()


@pytest.mark.parametrize("by", [Sort.RECEIVED, Sort.LAST_EVENT, Sort.RESPOND_BY])
@pytest.mark.parametrize("descending", [False, True])
def test_the_list_is_sorted_and_what_has_no_limit_counts_as_furthest_away(
    app: Flask, maja: Staff, by: Sort, descending: bool
) -> None:
    with app.app_context():
        rows = paged(maja, ClinicTab.NEW, Order(by, descending=descending), 7)
    values = [key(row, by) for row in rows]
    known = [value for value in values if value is not None]
    assert len(rows) == 61
    assert known == sorted(known, reverse=descending)  # type: ignore[type-var]
    assert (values[-len(known) :] if descending else values[: len(known)]) == known
