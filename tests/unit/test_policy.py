"""Who may do what: the action matrix as a table of its own, written from the requirements and not from the code."""

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.authz.actions import Action
from app.authz.actors import Actor, Citizen, Role, Staff, System, Visitor
from app.authz.facts import State
from app.authz.policy import (
    POLICY,
    AbsenceOf,
    AtClinic,
    Basis,
    GrantOf,
    OfCitizen,
    Relation,
    allows,
    authorize,
    basis_for,
    granting,
    may_ever,
)
from app.core import clock
from app.core.errors import Denied

HERE, THERE, NURSES, DOCTORS = (uuid.uuid4() for _ in range(4))
TOLVAN, NINA, LILL, TVAAN = (uuid.uuid4() for _ in range(4))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def staff(*roles: Role, clinic: UUID = HERE, groups: tuple[UUID, ...] = ()) -> Staff:
    return Staff(uuid.uuid4(), clinic, frozenset(roles), frozenset(groups))


MAJA = staff(Role.RECEIVER)
HANNA = staff(Role.HANDLER, groups=(NURSES,))
HENRIK = staff(Role.HANDLER, groups=(NURSES, DOCTORS))
ALVA = staff(Role.RECEIVER, Role.HANDLER)
ADAM = staff(Role.ADMINISTRATOR)
BERIT = staff(Role.ACCESS_ADMINISTRATOR)
GRETA = staff(Role.REVIEWER)
HUGO = staff(Role.RECEIVER, Role.HANDLER, Role.ADMINISTRATOR, clinic=THERE, groups=(NURSES,))
ROLELESS = staff(groups=(NURSES,))
PEOPLE: dict[str, Actor] = {
    "Maja": MAJA,
    "Hanna": HANNA,
    "Henrik": HENRIK,
    "Alva": ALVA,
    "Adam": ADAM,
    "Berit": BERIT,
    "Greta": GRETA,
    "Hugo": HUGO,
    "no role": ROLELESS,
    "Tolvan": Citizen(TOLVAN),
    "Nina": Citizen(NINA),
    "Tolvan's proxy": Citizen(TVAAN, TOLVAN),
    "Tolvan as another's proxy": Citizen(TOLVAN, LILL),
    "system": System("return_cases"),
    "visitor": Visitor(),
}


@dataclass(frozen=True)
class Facts:
    clinic_id: UUID = HERE
    citizen_id: UUID = TOLVAN
    state: State = State.RECEIVED
    holder_id: UUID | None = None
    group_id: UUID | None = None
    last_given_by: UUID | None = None
    first_opened_at: datetime | None = None
    ended_at: datetime | None = None


HOLDINGS: dict[str, dict[str, UUID]] = {
    "nobody": {},
    "Hanna": {"holder_id": HANNA.staff_id},
    "Alva": {"holder_id": ALVA.staff_id},
    "nurses": {"group_id": NURSES},
    "doctors": {"group_id": DOCTORS},
}
MEMBERS = {"nurses": {"Hanna", "Henrik"}, "doctors": {"Henrik"}}
RECEIVERS = {"Maja", "Alva"}
OPEN = {State.RECEIVED, State.WAITING, State.REPLIED}
OWN = {"Tolvan", "Tolvan's proxy"}
CASE_ACTIONS = (
    Action.READ_CASE,
    Action.PRINT_CASE,
    Action.DISTRIBUTE,
    Action.DISTRIBUTE_TO_SELF,
    Action.REDISTRIBUTE,
    Action.TAKE,
    Action.GIVE_BACK,
    Action.SEND_PARTIAL_REPLY,
    Action.SEND_COUNTER_QUESTION,
    Action.SEND_FINAL_REPLY,
    Action.CLOSE,
    Action.REOPEN,
    Action.CANCEL,
    Action.WRITE_NOTE,
    Action.RECORD_CASE,
    Action.UNDO,
    Action.ANSWER_QUESTION,
    Action.WITHDRAW,
    Action.RETURN_CASE,
)


def may(action: Action, state: State, holding: str, *, opened: bool, fresh: bool) -> set[str]:
    """Who may do it to Tolvan's case, by the words of the requirement."""
    holder = {holding} & {"Hanna", "Alva"}
    group = MEMBERS.get(holding, set())
    is_open = state in OPEN
    ended = state in {State.ANSWERED, State.CLOSED}
    table: dict[Action, set[str]] = {
        Action.READ_CASE: RECEIVERS | holder | group | OWN,
        Action.PRINT_CASE: RECEIVERS | holder | group | OWN,
        Action.DISTRIBUTE: RECEIVERS if is_open and holding == "nobody" else set(),
        Action.DISTRIBUTE_TO_SELF: {"Alva"} if is_open else set(),
        Action.REDISTRIBUTE: RECEIVERS | holder if is_open and holding != "nobody" else set(),
        Action.TAKE: group if is_open else set(),
        Action.GIVE_BACK: RECEIVERS | holder if is_open and holder else set(),
        Action.SEND_PARTIAL_REPLY: RECEIVERS | holder if is_open else set(),
        Action.SEND_COUNTER_QUESTION: holder if state in {State.RECEIVED, State.REPLIED} else set(),
        Action.SEND_FINAL_REPLY: holder if is_open else set(),
        Action.CLOSE: RECEIVERS | holder if is_open else set(),
        Action.REOPEN: (RECEIVERS | (holder if fresh else set())) if ended else set(),
        Action.CANCEL: RECEIVERS if state is State.RECEIVED else set(),
        Action.WRITE_NOTE: RECEIVERS | holder | group,
        Action.RECORD_CASE: RECEIVERS | holder | group,
        Action.UNDO: RECEIVERS | holder | group,
        Action.ANSWER_QUESTION: OWN if state is State.WAITING else set(),
        Action.WITHDRAW: OWN if state is State.RECEIVED and not opened else set(),
        Action.RETURN_CASE: {"system"},
    }
    return table[action]


def cells() -> Iterator[tuple[State, str, bool, bool]]:
    yield from itertools.product(State, HOLDINGS, (False, True), (False, True))


@pytest.mark.parametrize("action", CASE_ACTIONS)
def test_every_persona_state_and_relation_is_as_the_matrix_says(action: Action) -> None:
    for state, holding, opened, fresh in cells():
        facts = Facts(
            state=state,
            first_opened_at=NOW if opened else None,
            ended_at=None if state in OPEN else NOW - timedelta(days=1 if fresh else 31),
            **HOLDINGS[holding],
        )
        with clock.at(NOW):
            allowed = {name for name, actor in PEOPLE.items() if allows(actor, action, facts)}
        assert allowed == may(action, state, holding, opened=opened, fresh=fresh), (state, holding, opened, fresh)


def test_every_action_is_in_the_table_and_in_these_tests() -> None:
    others = {Action.LIST_CLINIC_CASES, Action.LIST_OWN_CASES, Action.SEND_CASE, *AT_THE_CLINIC}
    assert set(POLICY) == set(Action) == {*CASE_ACTIONS, *others}


AT_THE_CLINIC: dict[Action, set[str]] = {
    Action.LIST_CLINIC_CASES: {"Maja", "Alva"},
    Action.LIST_OWN_CASES: {"Hanna", "Henrik", "Alva"},
    Action.SHARE_VIEW: set(),
    Action.LIST_STAFF: {"Adam", "Berit"},
    Action.GRANT_CASE_ROLE: {"Adam", "Berit"},
    Action.GRANT_OTHER_ROLE: {"Adam"},
    Action.LIST_GROUPS: {"Adam", "Berit"},
    Action.MANAGE_GROUPS: {"Adam"},
    Action.CHANGE_CLINIC_SETTINGS: {"Adam"},
    Action.CHANGE_GROUP_MEMBERS: {"Adam", "Berit"},
    Action.LIST_ABSENCES: {"Maja", "Alva", "Adam", "Berit"},
    Action.KEEP_ABSENCE: {"Maja", "Alva", "Adam", "Berit"},
    Action.MANAGE_STANDARD_REPLIES: {"Adam"},
    Action.REVIEW_LOG: {"Greta"},
}


@pytest.mark.parametrize("action", AT_THE_CLINIC)
def test_what_belongs_to_a_clinic_is_for_its_own_people(action: Action) -> None:
    facts = GrantOf(HERE, uuid.uuid4(), Role.HANDLER)
    assert {name for name, actor in PEOPLE.items() if allows(actor, action, facts)} == AT_THE_CLINIC[action]


def test_hugo_may_do_at_his_clinic_what_he_may_not_do_here() -> None:
    assert allows(HUGO, Action.LIST_CLINIC_CASES, AtClinic(THERE))
    assert not allows(HUGO, Action.LIST_CLINIC_CASES, AtClinic(HERE))


@pytest.mark.parametrize("action", [Action.GRANT_CASE_ROLE, Action.GRANT_OTHER_ROLE])
@pytest.mark.parametrize("person", [ADAM, BERIT, HUGO])
def test_nobody_grants_or_ends_a_role_of_their_own(person: Staff, action: Action) -> None:
    assert not allows(person, action, GrantOf(person.clinic_id, person.staff_id, Role.HANDLER))


def test_a_handler_keeps_absences_of_one_s_own_alone() -> None:
    assert allows(HANNA, Action.KEEP_ABSENCE, AbsenceOf(HERE, HANNA.staff_id))
    assert not allows(HANNA, Action.KEEP_ABSENCE, AbsenceOf(HERE, HENRIK.staff_id))
    assert not allows(HUGO, Action.KEEP_ABSENCE, AbsenceOf(HERE, HUGO.staff_id))


@pytest.mark.parametrize("role", Role)
def test_receivers_and_handlers_are_granted_by_beh_too_and_the_rest_by_adm_alone(role: Role) -> None:
    facts = GrantOf(HERE, uuid.uuid4(), role)
    assert allows(ADAM, granting(role), facts)
    assert allows(BERIT, granting(role), facts) == (role in {Role.RECEIVER, Role.HANDLER})


def test_a_case_is_sent_for_oneself_or_for_the_child_one_is_proxy_for() -> None:
    assert basis_for(Citizen(TVAAN), Action.SEND_CASE, OfCitizen(TVAAN)) == Basis("self", Relation.SELF)
    assert basis_for(Citizen(TVAAN, LILL), Action.SEND_CASE, OfCitizen(LILL)) == Basis("proxy", Relation.PROXY)
    assert not allows(Citizen(TVAAN), Action.SEND_CASE, OfCitizen(LILL))
    assert not allows(Citizen(TVAAN, LILL), Action.SEND_CASE, OfCitizen(TVAAN))
    assert not any(allows(actor, Action.SEND_CASE, OfCitizen(TOLVAN)) for actor in (MAJA, System("x"), Visitor()))


def test_the_narrowest_right_is_the_one_that_is_logged() -> None:
    held = Facts(holder_id=ALVA.staff_id)
    assert authorize(ALVA, Action.READ_CASE, held) == Basis("handler", Relation.HOLDER)
    in_group = replace(ALVA, group_ids=frozenset({NURSES}))
    assert authorize(in_group, Action.READ_CASE, Facts(group_id=NURSES)) == Basis("handler", Relation.GROUP)
    assert authorize(ALVA, Action.READ_CASE, Facts()) == Basis("receiver", Relation.RECEIVER)


def test_one_who_gave_a_case_away_may_undo_that_and_nothing_else() -> None:
    given = Facts(holder_id=HENRIK.staff_id, last_given_by=HANNA.staff_id)
    assert [action for action in CASE_ACTIONS if allows(HANNA, action, given)] == [Action.UNDO]
    assert authorize(HANNA, Action.UNDO, given) == Basis("handler", Relation.GIVER)


@pytest.mark.parametrize("roles", [(), (Role.ADMINISTRATOR,), (Role.ACCESS_ADMINISTRATOR,), (Role.REVIEWER,)])
def test_one_who_gave_a_case_away_and_handles_cases_no_more_may_not_undo_it(roles: tuple[Role, ...]) -> None:
    person = staff(*roles)
    assert not allows(person, Action.UNDO, Facts(last_given_by=person.staff_id))


def test_a_case_that_was_given_away_at_one_clinic_is_not_undone_from_another() -> None:
    assert not allows(HUGO, Action.UNDO, Facts(last_given_by=HUGO.staff_id))


def test_a_receiver_who_gave_a_case_of_her_own_away_undoes_it_as_its_giver() -> None:
    given = Facts(holder_id=HENRIK.staff_id, last_given_by=ALVA.staff_id)
    assert authorize(ALVA, Action.UNDO, given) == Basis("handler", Relation.GIVER)


def test_the_reopening_of_a_holder_ends_to_the_second_after_thirty_days() -> None:
    ended = Facts(state=State.ANSWERED, holder_id=HANNA.staff_id, ended_at=NOW)
    with clock.at(NOW + timedelta(days=30)):
        assert allows(HANNA, Action.REOPEN, ended)
    with clock.at(NOW + timedelta(days=30, seconds=1)):
        assert not allows(HANNA, Action.REOPEN, ended)
        assert allows(MAJA, Action.REOPEN, ended)


def test_a_visitor_may_never_do_anything() -> None:
    assert not any(may_ever(Visitor(), action) for action in Action)


def test_the_product_itself_returns_cases_and_does_nothing_else() -> None:
    assert [action for action in Action if may_ever(System("any"), action)] == [Action.RETURN_CASE]


@pytest.mark.parametrize("actor", PEOPLE.values(), ids=PEOPLE)
def test_an_action_that_the_table_does_not_list_is_denied(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICY, Action.READ_CASE)
    assert not may_ever(actor, Action.READ_CASE)
    with pytest.raises(Denied):
        authorize(actor, Action.READ_CASE, Facts())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ACCESS_ADMINISTRATOR, Role.REVIEWER])
def test_administrators_and_reviewers_read_no_case_even_one_they_hold(role: Role) -> None:
    person = staff(role, groups=(NURSES,))
    held: list[Any] = [Facts(), Facts(holder_id=person.staff_id), Facts(group_id=NURSES)]
    assert not any(allows(person, action, facts) for action in CASE_ACTIONS for facts in held)
