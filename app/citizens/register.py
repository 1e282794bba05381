"""Adding a citizen: number sealed and indexed, names in clear with the keys to sort and search by."""

import uuid

from app.audit.kinds import EventKind
from app.audit.record import Event, Subject
from app.citizens.models import Citizen
from app.core import crypto
from app.core.crypto import Place
from app.transaction import Unit


def register_citizen(unit: Unit, digits: str, given_name: str, family_name: str, *, protected: bool = False) -> Citizen:
    """Add a citizen nobody has seen before, with its event, in the caller's transaction. ``digits``: 12, checked."""
    row_id = uuid.uuid4()
    keyring = crypto.keyring()
    citizen = Citizen(
        id=row_id,
        personnummer_index=keyring.blind_index(digits),
        personnummer_sealed=keyring.seal_row(digits, Place("citizens", str(row_id), "personnummer")),
        protected=protected,
        created_at=unit.at,
    )
    name_citizen(citizen, given_name, family_name)
    unit.session.add(citizen)
    unit.session.flush()
    unit.record(
        Event(
            EventKind.CITIZEN_CREATED,
            role="self",
            relation="self",
            subjects=[Subject(row_id)],
            resource="citizen",
            resource_id=row_id,
        )
    )
    return citizen


def name_citizen(citizen: Citizen, given_name: str, family_name: str) -> bool:
    """Set the names and their keys; whether anything changed."""
    if (citizen.given_name, citizen.family_name) == (given_name, family_name):
        return False
    citizen.given_name, citizen.family_name = given_name, family_name
    citizen.search_name = f"{given_name} {family_name}".casefold()
    citizen.sort_name = f"{family_name} {given_name}".casefold()
    return True
