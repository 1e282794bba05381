"""The closed vocabulary of notices."""

import enum
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from app.authz.actors import Actor, Citizen, Role, Staff

WAIT = timedelta(seconds=60)
"""How long an e-mail waits for what it tells of to be undone."""
ESCALATED_AFTER = 2
"""Working days past its limit after which ADM are notified of a case."""


class NoticeEvent(enum.StrEnum):
    """What somebody may be told of. Each has one fixed text in each language."""

    CASE_RECEIVED = "case_received"
    CASE_ASSIGNED = "case_assigned"
    CASE_TAKEN_AWAY = "case_taken_away"
    CASE_RETURNED = "case_returned"
    CASE_REOPENED = "case_reopened"
    CASE_WITHDRAWN = "case_withdrawn"
    CITIZEN_ANSWERED = "citizen_answered"
    MESSAGE_FOR_CITIZEN = "message_for_citizen"
    CASE_ENDED = "case_ended"
    QUESTION_REMINDER = "question_reminder"
    CASES_OVERDUE = "cases_overdue"
    CASE_ESCALATED = "case_escalated"
    RIGHT_GRANTED = "right_granted"


class OwnerKind(enum.StrEnum):
    """Whether an address belongs to a member of staff or a citizen."""

    STAFF = "staff"
    CITIZEN = "citizen"


class ReceiverKind(enum.StrEnum):
    """Who is to be told; everything but the first two is worked out when the job runs."""

    STAFF = "staff"
    CITIZEN = "citizen"
    GROUP = "group"
    RECEIVERS = "receivers"
    ADMINISTRATORS = "administrators"


class Channel(enum.StrEnum):
    """How it went out. ``stored``: there is no mail server, the notice is kept to be looked at."""

    EMAIL = "email"
    STORED = "stored"


class Dropped(enum.StrEnum):
    """Why a notice was not sent. ``covered``: an e-mail of the same kind went out after it came up.

    ``unanswered``: it was handed over twice, and the mail server said neither time that it took it.
    """

    UNDONE = "undone"
    COVERED = "covered"
    NO_ADDRESS = "no_address"
    NOT_WANTED = "not_wanted"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


class Receiver(NamedTuple):
    """A person, a group (its handlers), or those with a role at a clinic."""

    kind: ReceiverKind
    id: UUID

    @classmethod
    def staff(cls, staff_id: UUID) -> "Receiver":
        """One member of staff."""
        return cls(ReceiverKind.STAFF, staff_id)

    @classmethod
    def citizen(cls, citizen_id: UUID) -> "Receiver":
        """The citizen whose case it is; its proxies are told as well, while they are proxies."""
        return cls(ReceiverKind.CITIZEN, citizen_id)

    @classmethod
    def group(cls, group_id: UUID) -> "Receiver":
        """Everybody in the group who can take a case."""
        return cls(ReceiverKind.GROUP, group_id)

    @classmethod
    def receivers(cls, clinic_id: UUID) -> "Receiver":
        """The clinic's ÄM."""
        return cls(ReceiverKind.RECEIVERS, clinic_id)

    @classmethod
    def administrators(cls, clinic_id: UUID) -> "Receiver":
        """The clinic's ADM."""
        return cls(ReceiverKind.ADMINISTRATORS, clinic_id)


class Owner(NamedTuple):
    """A mailbox: who reads it, and about whose cases (a guardian's own, or a child's)."""

    kind: OwnerKind
    id: UUID
    for_id: UUID


_FOR_ROLE: Mapping[Role, tuple[NoticeEvent, ...]] = {
    Role.RECEIVER: (
        NoticeEvent.CASE_RECEIVED,
        NoticeEvent.CITIZEN_ANSWERED,
        NoticeEvent.CASE_RETURNED,
        NoticeEvent.CASE_WITHDRAWN,
        NoticeEvent.CASE_REOPENED,
        NoticeEvent.CASES_OVERDUE,
    ),
    Role.HANDLER: (
        NoticeEvent.CASE_ASSIGNED,
        NoticeEvent.CITIZEN_ANSWERED,
        NoticeEvent.CASE_TAKEN_AWAY,
        NoticeEvent.CASE_REOPENED,
    ),
    Role.ADMINISTRATOR: (NoticeEvent.CASE_ESCALATED, NoticeEvent.RIGHT_GRANTED),
}
_FOR_CITIZEN = (NoticeEvent.MESSAGE_FOR_CITIZEN, NoticeEvent.CASE_ENDED, NoticeEvent.QUESTION_REMINDER)


def owner_of(actor: Actor) -> Owner:
    """The mailbox that the actor may set; ``TypeError`` for the system and for visitors."""
    match actor:
        case Staff():
            return Owner(OwnerKind.STAFF, actor.staff_id, actor.staff_id)
        case Citizen():
            return Owner(OwnerKind.CITIZEN, actor.citizen_id, actor.subject_id)
        case _:
            msg = "only people have a mailbox"
            raise TypeError(msg)


def events_for(actor: Actor) -> tuple[NoticeEvent, ...]:
    """What the actor can choose to be told of: by the roles at the chosen clinic."""
    if isinstance(actor, Staff):
        offered = {event for role in actor.roles for event in _FOR_ROLE.get(role, ())}
        return tuple(event for event in NoticeEvent if event in offered)
    return _FOR_CITIZEN
