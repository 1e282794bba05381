"""The policy said in SQL is the policy: any actor sees the same cases in lists as one by one."""

import itertools
import uuid
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from app.authz.actors import Actor, Citizen, Role, Staff, System, Visitor
from app.authz.facts import State
from app.authz.policy import Action, allows
from app.cases.models import Case
from app.cases.queries.visibility import visible_to
from app.core import clock
from app.core.db import atomic, session
from tests.world import World

CLINICS = ("Storgatans vårdcentral", "Hamnens hudmottagning")
PEOPLE = ("Hanna", "Henrik", "Alva", "Hugo")
GROUPS = ("Sjuksköterskor", "Läkare")
CITIZENS = ("Tolvan", "Nina", "Tvåan", "Lill")
NOBODY_KNOWN = uuid.UUID(int=7)


class Ids:
    """The ids that cases and actors are made of, drawn from the same few so that they meet often."""

    def __init__(self, world: World) -> None:
        self.clinics = [world.clinic_id(name) for name in CLINICS]
        self.people = [world.staff_id(name) for name in PEOPLE]
        self.groups = [world.group_id(name) for name in GROUPS]
        self.citizens = [world.citizen_id(name) for name in CITIZENS]

    def holdings(self) -> Iterator[tuple[UUID | None, UUID | None]]:
        yield (None, None)
        yield from ((person, None) for person in self.people)
        yield from ((None, group) for group in self.groups)


@pytest.fixture
def ids(app: Flask, world: World) -> Ids:
    """A case of every combination of clinic, citizen, holder and state, and the ids they are made of."""
    known, template = Ids(world), world.case(world.send("Tolvan"))
    columns = {column.key: getattr(template, column.key) for column in Case.__mapper__.column_attrs}
    combinations = itertools.product(known.clinics, known.citizens, known.holdings(), State)
    rows = [columns | changed(number, *of) for number, of in enumerate(combinations)]
    with app.app_context(), atomic() as current:
        current.execute(insert(Case), rows)
    return known


def changed(
    number: int, clinic: UUID, citizen: UUID, holding: tuple[UUID | None, UUID | None], state: State
) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "number": 900_000 + number,
        "clinic_id": clinic,
        "citizen_id": citizen,
        "holder_id": holding[0],
        "group_id": holding[1],
        "state": state,
        "answer_by": clock.today() + timedelta(days=3) if state is State.WAITING else None,
        "ended_at": None if state.is_open else clock.now(),
    }


def actors(ids: Ids) -> st.SearchStrategy[Actor]:
    groups = st.frozensets(st.sampled_from([*ids.groups, NOBODY_KNOWN]))
    staff = st.builds(
        Staff,
        st.sampled_from([*ids.people, NOBODY_KNOWN]),
        st.sampled_from([*ids.clinics, NOBODY_KNOWN]),
        st.frozensets(st.sampled_from(Role)),
        groups,
    )
    people = st.sampled_from([*ids.citizens, NOBODY_KNOWN])
    citizen = st.builds(Citizen, people, st.none() | people)
    return st.one_of(staff, citizen, st.just(System("return_cases")), st.just(Visitor()))


def test_whom_a_list_shows_a_case_the_policy_lets_read_it_and_nobody_else(app: Flask, ids: Ids) -> None:
    with app.app_context():
        cases = list(session().scalars(select(Case)))
        assert len(cases) == len(CLINICS) * len(CITIZENS) * 7 * len(State) + 1

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(actors(ids))
        def the_same(actor: Actor) -> None:
            listed = set(session().scalars(select(Case.id).where(visible_to(actor))))
            assert listed == {case.id for case in cases if allows(actor, Action.READ_CASE, case)}

        the_same()
