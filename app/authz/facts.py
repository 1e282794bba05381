"""The few facts that rules look at; entities and test doubles alike satisfy these shapes."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.authz.actors import Role


class State(enum.StrEnum):
    """The stored state of a case: only what changes the possible steps (docs/lifecycle.md)."""

    RECEIVED = "received"
    WAITING = "waiting"
    REPLIED = "replied"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes somebody an answer."""
        return self in OPEN


OPEN = frozenset({State.RECEIVED, State.WAITING, State.REPLIED})


class CaseFacts(Protocol):
    """What the rules need to know of a case."""

    @property
    def clinic_id(self) -> UUID: ...
    @property
    def citizen_id(self) -> UUID: ...
    @property
    def state(self) -> State: ...
    @property
    def holder_id(self) -> UUID | None: ...
    @property
    def group_id(self) -> UUID | None: ...
    @property
    def last_given_by(self) -> UUID | None: ...
    @property
    def first_opened_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class ClinicFacts(Protocol):
    """Something that belongs to a clinic: a case, a group, a member, a report."""

    @property
    def clinic_id(self) -> UUID: ...


class GrantFacts(ClinicFacts, Protocol):
    """What the rules need to know of a role that is granted or ended."""

    @property
    def staff_id(self) -> UUID: ...


class PersonFacts(ClinicFacts, Protocol):
    """Something that is about a member of staff at a clinic, such as an absence."""

    @property
    def staff_id(self) -> UUID: ...


class CitizenFacts(Protocol):
    """Something that is about a citizen: a case, also one about to be sent."""

    @property
    def citizen_id(self) -> UUID: ...


@dataclass(frozen=True)
class AtClinic:
    """Facts of something that is known by its clinic alone."""

    clinic_id: UUID


@dataclass(frozen=True)
class OfCitizen:
    """Facts of something that is known by its citizen alone, such as a case about to be sent."""

    citizen_id: UUID


@dataclass(frozen=True)
class AbsenceOf:
    """Facts of an absence that is to be registered, as the policy asks for them."""

    clinic_id: UUID
    staff_id: UUID


@dataclass(frozen=True)
class GrantOf:
    """Facts of a role about to be granted or ended."""

    clinic_id: UUID
    staff_id: UUID
    role: Role
