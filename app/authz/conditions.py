"""The questions that the policy's clauses ask: each a sentence about an actor and a few facts. Pure."""

from datetime import timedelta

from app.authz.actors import Citizen, Role, Staff
from app.authz.facts import OPEN, CaseFacts, CitizenFacts, ClinicFacts, GrantFacts, PersonFacts, State
from app.core import clock

REOPEN_DAYS = 30


def at_the_clinic(actor: Staff, facts: ClinicFacts) -> bool:
    """The object belongs to the clinic that the actor has chosen."""
    return facts.clinic_id == actor.clinic_id


def holds(actor: Staff, facts: CaseFacts) -> bool:
    """The actor holds the case."""
    return at_the_clinic(actor, facts) and facts.holder_id == actor.staff_id


def in_holding_group(actor: Staff, facts: CaseFacts) -> bool:
    """A group that the actor is in holds the case."""
    return at_the_clinic(actor, facts) and facts.group_id is not None and facts.group_id in actor.group_ids


def gave_away(actor: Staff, facts: CaseFacts) -> bool:
    """The actor held the case until its latest step, and gave it away in that step."""
    return at_the_clinic(actor, facts) and facts.last_given_by == actor.staff_id


def owns(actor: Citizen, facts: CitizenFacts) -> bool:
    """It is about the actor, or about the child whom the actor is proxy for."""
    return facts.citizen_id == actor.subject_id


def always(_actor: object, _facts: object) -> bool:
    """Nothing more is asked."""
    return True


def is_open(_actor: object, facts: CaseFacts) -> bool:
    """The case is open."""
    return facts.state in OPEN


def is_free(_actor: object, facts: CaseFacts) -> bool:
    """Nobody holds the case."""
    return facts.holder_id is None and facts.group_id is None


def is_held(_actor: object, facts: CaseFacts) -> bool:
    """A person or a group holds the case."""
    return facts.holder_id is not None or facts.group_id is not None


def is_held_by_person(_actor: object, facts: CaseFacts) -> bool:
    """A person holds the case."""
    return facts.holder_id is not None


def also_receiver(actor: Staff, _facts: object) -> bool:
    """The actor is ÄM as well, and so sees what the selection is about."""
    return Role.RECEIVER in actor.roles


def no_open_question(_actor: object, facts: CaseFacts) -> bool:
    """No counter-question waits for an answer."""
    return facts.state in {State.RECEIVED, State.REPLIED}


def question_is_open(_actor: object, facts: CaseFacts) -> bool:
    """A counter-question waits for an answer."""
    return facts.state is State.WAITING


def is_received(_actor: object, facts: CaseFacts) -> bool:
    """Nothing has been asked of or answered to the citizen yet."""
    return facts.state is State.RECEIVED


def is_unopened(_actor: object, facts: CaseFacts) -> bool:
    """Nobody at the clinic has opened the case."""
    return facts.first_opened_at is None


def has_ended(_actor: object, facts: CaseFacts) -> bool:
    """The case is answered or closed."""
    return facts.state in {State.ANSWERED, State.CLOSED}


def ended_lately(_actor: object, facts: CaseFacts) -> bool:
    """It ended at most 30 days ago."""
    return facts.ended_at is not None and clock.now() - facts.ended_at <= timedelta(days=REOPEN_DAYS)


def also_handler(actor: Staff, _facts: object) -> bool:
    """The actor is also ÄH."""
    return Role.HANDLER in actor.roles


def is_about_self(actor: Staff, facts: PersonFacts) -> bool:
    """It is about the actor."""
    return facts.staff_id == actor.staff_id


def not_own_role(actor: Staff, facts: GrantFacts) -> bool:
    """The role is somebody else's."""
    return facts.staff_id != actor.staff_id
