"""Finding citizens, their clinics, and whom they may act for."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.citizens.models import CitizenClinic, CitizenRow, CitizenWord, Proxy
from app.core import clock, crypto, personnummer
from app.core.crypto import Place
from app.core.db import begins
from app.core.text import comparing_key, full_name, sought
from app.roles.models import Clinic


class Child(NamedTuple):
    """A child that somebody is proxy (ombud) for now."""

    citizen_id: UUID
    name: str


class ClinicCard(NamedTuple):
    """A clinic as citizens see it."""

    clinic_id: UUID
    name: str
    telephone: str
    address: str
    opening_hours: str


def citizen_by_number(session: Session, digits: str) -> CitizenRow | None:
    """The citizen with this personnummer or samordningsnummer (12 digits)."""
    return next(iter(citizens_by_numbers(session, [digits])), None)


def citizens_by_numbers(session: Session, numbers: Iterable[str]) -> list[CitizenRow]:
    """The citizens who bear one of these numbers (12 digits)."""
    return citizens_by_index(session, [crypto.keyring().blind_index(digits) for digits in numbers])


def citizens_by_index(session: Session, indexes: Sequence[bytes]) -> list[CitizenRow]:
    """The citizens whose number has one of these blind indexes."""
    query = select(CitizenRow).where(CitizenRow.personnummer_index.in_(indexes)).order_by(CitizenRow.id)
    return list(session.scalars(query))


def citizens_named(typed: str) -> Select[Any] | None:
    """The ids of those in whose name each word typed begins a word, in any order; None when no word was typed.

    Served by the key of citizen_words.
    """
    found: Select[Any] | None = None
    for beginning in sought(typed):
        word = aliased(CitizenWord)
        with_it = select(word.citizen_id).where(begins(word.word, beginning))
        found = with_it if found is None else with_it.where(word.citizen_id.in_(found))
    return found


def personnummer_of(citizen: CitizenRow) -> str:
    """The number as it is written, ``19121212-1212``. Call it only where the reading is logged."""
    place = Place("citizens", str(citizen.id), "personnummer")
    return personnummer.shown(crypto.keyring().unseal_row(citizen.personnummer_sealed, place))


def children_of(session: Session, guardian_id: UUID) -> list[Child]:
    """The children the person may act for today; none once either of them has protected identity."""
    guardian = aliased(CitizenRow)
    rows = session.execute(
        select(CitizenRow.id, CitizenRow.given_name, CitizenRow.family_name)
        .join(Proxy, Proxy.child_id == CitizenRow.id)
        .join(guardian, guardian.id == Proxy.guardian_id)
        .where(
            Proxy.guardian_id == guardian_id,
            Proxy.ended_at.is_(None),
            Proxy.ends_on > clock.today(),
            CitizenRow.protected.is_(False),
            guardian.protected.is_(False),
            CitizenRow.locked_at.is_(None),
        )
        .order_by(CitizenRow.sort_name, CitizenRow.id)
    )
    return [Child(row.id, full_name(row.given_name, row.family_name)) for row in rows]


def is_proxy_for(session: Session, guardian_id: UUID, child_id: UUID) -> bool:
    """Whether the person may act for the child at this moment."""
    return child_id in {child.citizen_id for child in children_of(session, guardian_id)}


def clinics_of_citizen(session: Session, citizen_id: UUID) -> list[ClinicCard]:
    """Mina mottagningar, by name."""
    rows = session.scalars(
        select(Clinic)
        .join(CitizenClinic, CitizenClinic.clinic_id == Clinic.id)
        .where(CitizenClinic.citizen_id == citizen_id, Clinic.active)
        .order_by(Clinic.sort_name, Clinic.id)
    )
    return [_card(clinic) for clinic in rows]


def clinics_open_to_all(session: Session, beginning: str) -> list[ClinicCard]:
    """Active clinics that any citizen may add, whose name begins so (all of them for an empty text)."""
    rows = session.scalars(
        select(Clinic)
        .where(
            Clinic.active,
            Clinic.open_to_all,
            begins(Clinic.search_name, comparing_key(beginning)),
        )
        .order_by(Clinic.sort_name, Clinic.id)
        .limit(50)
    )
    return [_card(clinic) for clinic in rows]


def clinic_card(session: Session, clinic_id: UUID) -> ClinicCard | None:
    """An active clinic, or None."""
    clinic = session.get(Clinic, clinic_id)
    return _card(clinic) if clinic is not None and clinic.active else None


def _card(clinic: Clinic) -> ClinicCard:
    return ClinicCard(clinic.id, clinic.name, clinic.telephone, clinic.address, clinic.opening_hours)
