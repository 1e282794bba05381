"""Who acts. Frozen values, built anew for each request from the grants valid now; ids, and names for the log to copy."""

import enum
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


class Role(enum.StrEnum):
    """A right that is granted to a person at one clinic (domain: Behörighet)."""

    RECEIVER = "receiver"
    HANDLER = "handler"
    ADMINISTRATOR = "administrator"
    ACCESS_ADMINISTRATOR = "access_administrator"
    REVIEWER = "reviewer"

    @property
    def code(self) -> str:
        """The short name that every user knows: ÄM, ÄH, ADM, BEH or GR."""
        return _CODES[self]


_CODES = {
    Role.RECEIVER: "ÄM",
    Role.HANDLER: "ÄH",
    Role.ADMINISTRATOR: "ADM",
    Role.ACCESS_ADMINISTRATOR: "BEH",
    Role.REVIEWER: "GR",
}


@dataclass(frozen=True)
class Badge:
    """What the log copies about a member of staff at the time of the act (names and titles change)."""

    hsa_id: str
    name: str
    title: str
    clinic_hsa_id: str
    clinic_name: str


@dataclass(frozen=True)
class RightsRead:
    """When the rights were read: how often they had been changed by then, and on which day (grants end by the day)."""

    version: int
    day: date


@dataclass(frozen=True)
class Staff:
    """A member of staff at one chosen clinic."""

    staff_id: UUID
    clinic_id: UUID
    roles: frozenset[Role]
    group_ids: frozenset[UUID] = frozenset()
    badge: Badge | None = field(default=None, compare=False)
    rights_read: RightsRead | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Citizen:
    """A citizen; ``for_id`` is the child when acting as its proxy (ombud)."""

    citizen_id: UUID
    for_id: UUID | None = None

    @property
    def subject_id(self) -> UUID:
        """Whose cases these are: the child's in proxy mode, else one's own."""
        return self.for_id or self.citizen_id


@dataclass(frozen=True)
class System:
    """The product itself, in a job."""

    job: str


@dataclass(frozen=True)
class Visitor:
    """Somebody who has not logged in."""


type_of_actor = {Staff: "staff", Citizen: "citizen", System: "system", Visitor: "visitor"}

Actor = Staff | Citizen | System | Visitor
