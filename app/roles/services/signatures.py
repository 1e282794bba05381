"""How a member of staff signs what they write to citizens."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.roles.models import Clinic, StaffMember


def signature_of(session: Session, staff_id: UUID, clinic_id: UUID) -> str:
    """The person's own signature, else name and title; with protected identity the title and the clinic alone."""
    member = session.get_one(StaffMember, staff_id)
    clinic = session.get_one(Clinic, clinic_id)
    return member.signature or default_signature(member, clinic.name)


def default_signature(member: StaffMember, clinic_name: str) -> str:
    """What is used until the person writes a signature of their own."""
    return f"Hälsningar\n{citizens_see(member, clinic_name)}"


def citizens_see(member: StaffMember, clinic_name: str) -> str:
    """How citizens see a member of staff: name, title, clinic; protected identity hides the name."""
    parts = [member.title or "Vårdpersonal"] if member.protected else [member.name, member.title]
    return ", ".join(part for part in (*parts, clinic_name) if part)
