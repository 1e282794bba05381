"""Adding a citizen: number sealed and indexed, names in clear with the keys to sort and search by."""

import uuid
from uuid import UUID

from sqlalchemy import delete, insert

from app.audit.events import On, Subject
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.authz.policy import BY_ONESELF
from app.citizens.errors import CitizenCode
from app.citizens.models import CitizenRow, CitizenWord
from app.citizens.queries import citizen_by_number
from app.core import crypto
from app.core.crypto import Place
from app.core.errors import Invalid
from app.core.text import LONGEST_KEY, PersonNames, is_seen, name_sort_key, names, words
from app.transaction import Unit, transaction

COMMAND_LINE = System("command_line")


def register(digits: str, given_name: str, family_name: str) -> UUID:
    """Add a citizen from the command line, such as a child that never logs in. ``Invalid``: nameless, or already here."""
    with transaction(COMMAND_LINE) as unit:
        if not is_seen(given_name + family_name):
            raise Invalid(CitizenCode.NAME_MISSING)
        if citizen_by_number(unit.session, digits) is not None:
            raise Invalid(CitizenCode.CITIZEN_EXISTS)
        return register_citizen(unit, digits, given_name, family_name).id


def register_citizen(
    unit: Unit, digits: str, given_name: str, family_name: str, *, protected: bool = False
) -> CitizenRow:
    """Add a citizen nobody has seen before, with its event, in the caller's transaction. ``digits``: 12, checked."""
    row_id = uuid.uuid4()
    keyring = crypto.keyring()
    citizen = CitizenRow(
        id=row_id,
        personnummer_index=keyring.blind_index(digits),
        personnummer_sealed=keyring.seal_row(digits, Place("citizens", str(row_id), "personnummer")),
        protected=protected,
        created_at=unit.at,
    )
    named = names(given_name, family_name)
    _set_names(citizen, named)
    unit.session.add(citizen)
    unit.session.flush()
    _add_words(unit, citizen)
    unit.log(EventKind.CITIZEN_CREATED, BY_ONESELF, On("citizen", row_id, subjects=[Subject(row_id)]))
    return citizen


def name_citizen(unit: Unit, citizen: CitizenRow, given_name: str, family_name: str) -> bool:
    """Set the names and their keys; whether anything changed."""
    named, before = names(given_name, family_name), citizen.search_name
    changed = (citizen.given_name, citizen.family_name) != named
    _set_names(citizen, named)
    if citizen.search_name != before:
        unit.session.execute(delete(CitizenWord).where(CitizenWord.citizen_id == citizen.id))
        _add_words(unit, citizen)
    return changed


def _set_names(citizen: CitizenRow, named: PersonNames) -> None:
    citizen.given_name, citizen.family_name = named
    citizen.search_name = "".join(f"{word}/" for word in _words(citizen))[:LONGEST_KEY]
    citizen.sort_name = name_sort_key(named)


def _add_words(unit: Unit, citizen: CitizenRow) -> None:
    rows = [{"word": word, "citizen_id": citizen.id} for word in _words(citizen)]
    if rows:
        unit.session.execute(insert(CitizenWord), rows)


def _words(citizen: CitizenRow) -> tuple[str, ...]:
    return words(citizen.name)
