"""What the pages about oneself show."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.models import LoginSession, TermsAcceptance
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import session as current
from app.roles.after_step import AfterStep
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import ClinicChoice, clinics_of
from app.roles.services.signatures import default_signature

TERMS_VERSION = "2026-11-01"


class OwnSession(NamedTuple):
    """One of the places where a person is logged in."""

    public_id: UUID
    created_at: datetime
    last_seen_at: datetime
    network: str
    is_this: bool


def has_accepted_terms(session: Session, staff_id: UUID | None = None, citizen_id: UUID | None = None) -> bool:
    """Whether the person has accepted the terms as they read now."""
    person = TermsAcceptance.staff_id == staff_id if staff_id else TermsAcceptance.citizen_id == citizen_id
    return (
        session.scalar(select(TermsAcceptance.id).where(person, TermsAcceptance.version == TERMS_VERSION)) is not None
    )


def terms_accepted_at(session: Session, staff_id: UUID) -> datetime | None:
    """When a member of staff accepted the terms as they read now."""
    return session.scalar(
        select(TermsAcceptance.accepted_at).where(
            TermsAcceptance.staff_id == staff_id, TermsAcceptance.version == TERMS_VERSION
        ),
    )


def own_sessions(session: Session, id_hash: bytes, staff_id: UUID | None, citizen_id: UUID | None) -> list[OwnSession]:
    """Where the person is logged in now, this browser first, then the latest."""
    rows = living_sessions(session, staff_id, citizen_id)
    shown = [OwnSession(r.public_id, r.created_at, r.last_seen_at, r.ip_class, r.id_hash == id_hash) for r in rows]
    return sorted(shown, key=lambda one: (not one.is_this, -one.last_seen_at.timestamp()))


def citizens_sessions(citizen_id: UUID, id_hash: bytes) -> list[OwnSession]:
    """The same for a citizen's page."""
    return own_sessions(current(), id_hash, None, citizen_id)


def living_sessions(session: Session, staff_id: UUID | None, citizen_id: UUID | None) -> list[LoginSession]:
    """The person's sessions that have not ended."""
    person = LoginSession.staff_id == staff_id if staff_id else LoginSession.citizen_id == citizen_id
    at = clock.now()
    rows = session.scalars(
        select(LoginSession).where(person, LoginSession.revoked_at.is_(None), LoginSession.absolute_end > at)
    )
    return [row for row in rows if (at - row.last_seen_at).total_seconds() < row.idle_seconds]


def preferred_language(staff_id: UUID | None, citizen_id: UUID | None) -> str:
    """The language the person has chosen in their settings."""
    if staff_id is not None:
        return current().get_one(StaffMember, staff_id).language
    person = current().get(CitizenRow, citizen_id) if citizen_id else None
    return person.language if person else "sv"


class PersonalSettingsPage(NamedTuple):
    """Personliga inställningar of a member of staff."""

    name: str
    title: str
    hsa_id: str
    protected: bool
    signature: str
    usual_signature: str
    language: str
    scheme: str
    after_step: AfterStep
    dense_lists: bool
    shortcuts: bool
    terms_accepted_at: datetime | None
    sessions: list[OwnSession]


def settings_page(staff_id: UUID, clinic_id: UUID, id_hash: bytes) -> PersonalSettingsPage:
    """Values of the page of personal settings. ``id_hash`` is that of the current login session, which the list marks."""
    session = current()
    member = session.get_one(StaffMember, staff_id)
    usual = default_signature(member, session.get_one(Clinic, clinic_id).name)
    return PersonalSettingsPage(
        member.name,
        member.title,
        member.hsa_id,
        member.protected,
        member.signature,
        usual,
        member.language,
        member.scheme,
        member.after_step,
        member.dense_lists,
        member.shortcuts,
        terms_accepted_at(session, staff_id),
        own_sessions(session, id_hash, staff_id, None),
    )


def own_clinics(staff_id: UUID) -> list[ClinicChoice]:
    """Where the person has a valid role, to choose from."""
    return clinics_of(current(), staff_id)
