"""Adding a citizen: number sealed and indexed, names in clear with the keys to sort and search by."""

import uuid
from uuid import UUID

from app.audit.kinds import EventKind
from app.audit.record import Event, Subject
from app.authz.actors import System
from app.citizens.models import Citizen
from app.citizens.queries import citizen_by_number
from app.core import crypto
from app.core.crypto import Place
from app.core.errors import Invalid
from app.core.text import comparing_key, full_name, name_sort_key, names
from app.transaction import Unit, transaction

COMMAND_LINE = System("command_line")


def register(digits: str, given_name: str, family_name: str) -> UUID:
    """Add a citizen from the command line, such as a child that never logs in. ``Invalid``: already here."""
    with transaction(COMMAND_LINE) as unit:
        if citizen_by_number(unit.session, digits) is not None:
            raise Invalid("citizen-exists")
        return register_citizen(unit, digits, given_name, family_name).id


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
    named = names(given_name, family_name)
    if (citizen.given_name, citizen.family_name) == named:
        return False
    citizen.given_name, citizen.family_name = named
    citizen.search_name = comparing_key(full_name(*named))
    citizen.sort_name = name_sort_key(named)
    return True
