"""The one policy table. What is not listed is denied. Pure: no database, no web.

docs/permissions.md shows it as a matrix, and is generated from it.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.authz.actions import Action
from app.authz.actors import Actor, Citizen, Role, Staff, System
from app.authz.conditions import (
    also_handler,
    also_receiver,
    always,
    at_the_clinic,
    ended_lately,
    gave_away,
    has_ended,
    holds,
    in_holding_group,
    is_about_self,
    is_free,
    is_held,
    is_held_by_person,
    is_open,
    is_received,
    is_unopened,
    no_open_question,
    not_own_role,
    owns,
    question_is_open,
)
from app.authz.facts import AbsenceOf, AtClinic, GrantOf, OfCitizen
from app.core.errors import Denied


class Relation(enum.StrEnum):
    """What ties the actor to the object; the log keeps it beside the role. Narrowest first."""

    HOLDER = "holder"
    GROUP = "group"
    GIVER = "giver"
    RECEIVER = "receiver"
    CLINIC = "clinic"
    SELF = "self"
    PROXY = "proxy"
    SYSTEM = "system"


class Basis(NamedTuple):
    """Why it was allowed: the role used and the relation to the object."""

    role: str
    relation: Relation


BY_SYSTEM = Basis("system", Relation.SYSTEM)
BY_ONESELF = Basis("self", Relation.SELF)
"""Why, where nobody asked: what the product does by itself, and what a citizen's own login brings."""


Condition = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Clause:
    """One way to be allowed: this role, in this relation, when all the conditions hold."""

    role: Role | None
    relation: Relation
    conditions: tuple[Condition, ...] = ()

    def grants(self, actor: Actor, facts: object) -> bool:
        """Whether this clause lets the actor do it to the object with these facts."""
        return (
            _fits(self, actor)
            and _RELATED[self.relation](actor, facts)
            and all(c(actor, facts) for c in self.conditions)
        )


def _fits(clause: Clause, actor: Actor) -> bool:
    match actor:
        case Staff():
            return clause.role is not None and clause.role in actor.roles
        case Citizen():
            return clause.relation is (Relation.PROXY if actor.for_id else Relation.SELF)
        case System():
            return clause.relation is Relation.SYSTEM
        case _:
            return False


_RELATED: dict[Relation, Condition] = {
    Relation.HOLDER: holds,
    Relation.GROUP: in_holding_group,
    Relation.GIVER: gave_away,
    Relation.RECEIVER: at_the_clinic,
    Relation.CLINIC: at_the_clinic,
    Relation.SELF: owns,
    Relation.PROXY: owns,
    Relation.SYSTEM: always,
}


def _receiver(*conditions: Condition) -> Clause:
    return Clause(Role.RECEIVER, Relation.RECEIVER, conditions)


def _holder(*conditions: Condition) -> Clause:
    return Clause(Role.HANDLER, Relation.HOLDER, conditions)


def _member(*conditions: Condition) -> Clause:
    return Clause(Role.HANDLER, Relation.GROUP, conditions)


def _giver(*conditions: Condition) -> Clause:
    return Clause(Role.HANDLER, Relation.GIVER, conditions)


def _at_clinic(role: Role, *conditions: Condition) -> Clause:
    return Clause(role, Relation.CLINIC, conditions)


def _citizen(*conditions: Condition) -> tuple[Clause, Clause]:
    return Clause(None, Relation.SELF, conditions), Clause(None, Relation.PROXY, conditions)


_SYSTEM = Clause(None, Relation.SYSTEM)
_ADM, _BEH = Role.ADMINISTRATOR, Role.ACCESS_ADMINISTRATOR

POLICY: dict[Action, tuple[Clause, ...]] = {
    Action.LIST_CLINIC_CASES: (_at_clinic(Role.RECEIVER),),
    Action.LIST_OWN_CASES: (_at_clinic(Role.HANDLER),),
    Action.SHARE_VIEW: (_at_clinic(_ADM, also_receiver),),
    Action.READ_CASE: (_holder(), _member(), _receiver(), *_citizen()),
    Action.PRINT_CASE: (_holder(), _member(), _receiver(), *_citizen()),
    Action.DISTRIBUTE: (_receiver(is_open, is_free),),
    Action.DISTRIBUTE_TO_SELF: (_receiver(is_open, also_handler),),
    Action.REDISTRIBUTE: (_holder(is_open), _receiver(is_open, is_held)),
    Action.TAKE: (_member(is_open),),
    Action.GIVE_BACK: (_holder(is_open), _receiver(is_open, is_held_by_person)),
    Action.SEND_PARTIAL_REPLY: (_holder(is_open), _receiver(is_open)),
    Action.SEND_COUNTER_QUESTION: (_holder(no_open_question),),
    Action.SEND_FINAL_REPLY: (_holder(is_open),),
    Action.CLOSE: (_holder(is_open), _receiver(is_open)),
    Action.REOPEN: (_holder(has_ended, ended_lately), _receiver(has_ended)),
    Action.CANCEL: (_receiver(is_received),),
    Action.WRITE_NOTE: (_holder(), _member(), _receiver()),
    Action.RECORD_CASE: (_holder(), _member(), _receiver()),
    Action.UNDO: (_holder(), _member(), _giver(), _receiver()),
    Action.SEND_CASE: _citizen(),
    Action.ANSWER_QUESTION: _citizen(question_is_open),
    Action.WITHDRAW: _citizen(is_received, is_unopened),
    Action.RETURN_CASE: (_SYSTEM,),
    Action.LIST_STAFF: (_at_clinic(_ADM), _at_clinic(_BEH)),
    Action.GRANT_CASE_ROLE: (_at_clinic(_ADM, not_own_role), _at_clinic(_BEH, not_own_role)),
    Action.GRANT_OTHER_ROLE: (_at_clinic(_ADM, not_own_role),),
    Action.LIST_GROUPS: (_at_clinic(_ADM), _at_clinic(_BEH)),
    Action.MANAGE_GROUPS: (_at_clinic(_ADM),),
    Action.CHANGE_GROUP_MEMBERS: (_at_clinic(_ADM), _at_clinic(_BEH)),
    Action.LIST_ABSENCES: (_at_clinic(Role.RECEIVER), _at_clinic(_ADM), _at_clinic(_BEH)),
    Action.KEEP_ABSENCE: (
        _at_clinic(Role.HANDLER, is_about_self),
        _at_clinic(Role.RECEIVER),
        _at_clinic(_ADM),
        _at_clinic(_BEH),
    ),
    Action.CHANGE_CLINIC_SETTINGS: (_at_clinic(_ADM),),
    Action.MANAGE_STANDARD_REPLIES: (_at_clinic(_ADM),),
    Action.REVIEW_LOG: (_at_clinic(Role.REVIEWER),),
}

CASE_ROLES = frozenset({Role.RECEIVER, Role.HANDLER})


def basis_for(actor: Actor, action: Action, facts: object) -> Basis | None:
    """The narrowest right that allows it, or None."""
    for clause in POLICY.get(action, ()):
        if clause.grants(actor, facts):
            return Basis(clause.role.value if clause.role else clause.relation.value, clause.relation)
    return None


def allows(actor: Actor, action: Action, facts: object) -> bool:
    """Whether to show a button; the operation asks again."""
    return basis_for(actor, action, facts) is not None


def authorize(actor: Actor, action: Action, facts: object) -> Basis:
    """The basis, or ``Denied``."""
    basis = basis_for(actor, action, facts)
    if basis is None:
        raise Denied
    return basis


def may_ever(actor: Actor, action: Action) -> bool:
    """Whether the actor's roles could allow it for some object: what opens a route or a card."""
    return any(_fits(clause, actor) for clause in POLICY.get(action, ()))


def role_for(actor: Actor, action: str) -> str:
    """The role in which somebody asks for this, whether it is allowed or not; empty when that cannot be told.

    The first that could ever allow it, else the only one that they have.
    """
    clauses = POLICY[Action(action)] if action in set(Action) else ()
    fitting = next((clause for clause in clauses if _fits(clause, actor)), None)
    if fitting is not None:
        return fitting.role.value if fitting.role else fitting.relation.value
    roles = actor.roles if isinstance(actor, Staff) else frozenset()
    return next(iter(roles)).value if len(roles) == 1 else ""


def granting(role: Role) -> Action:
    """The action that granting or ending this role is."""
    return Action.GRANT_CASE_ROLE if role in CASE_ROLES else Action.GRANT_OTHER_ROLE


__all__ = [
    "CASE_ROLES",
    "POLICY",
    "AbsenceOf",
    "Action",
    "AtClinic",
    "Basis",
    "Clause",
    "GrantOf",
    "OfCitizen",
    "Relation",
    "allows",
    "authorize",
    "basis_for",
    "granting",
    "may_ever",
    "role_for",
]
