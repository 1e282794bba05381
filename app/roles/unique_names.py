"""Names that a clinic gives, to groups, ready texts and saved selections: none is taken for another, a colleague or the inbox."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.core.look_alikes import NameFault, appearance, is_in_latin_letters
from app.core.text import full_name
from app.roles.models import RoleGrant, StaffMember

INBOX = frozenset(
    map(
        appearance,
        ("Inkorg", "Inkorgen", "Mottagningens inkorg", "Inbox", "The inbox", "The clinic\u2019s inbox", "Clinic inbox"),
    )
)


def check_name(session: Session, clinic_id: UUID, name: str, others: Iterable[str], taken: str) -> None:
    """``Invalid`` for a name that could be taken for something else; with ``taken`` when that is one of the others."""
    if not is_in_latin_letters(name):
        raise Invalid(NameFault.LETTERS, "name")
    look = appearance(name)
    if look in map(appearance, others):
        raise Invalid(taken, "name")
    if look in INBOX:
        raise Invalid(NameFault.INBOX, "name")
    if look in _appearances_of_staff(session, clinic_id):
        raise Invalid(NameFault.PERSON, "name")


def _appearances_of_staff(session: Session, clinic_id: UUID) -> set[frozenset[str]]:
    """Everybody who has or has had a role there, with and without title: the lists show both."""
    works_here = exists().where(RoleGrant.staff_id == StaffMember.id, RoleGrant.clinic_id == clinic_id)
    rows = session.execute(
        select(StaffMember.given_name, StaffMember.family_name, StaffMember.title).where(works_here)
    ).all()
    named = [(full_name(row.given_name, row.family_name), row.title) for row in rows]
    return {appearance(text) for name, title in named for text in (name, f"{name} {title}")}
