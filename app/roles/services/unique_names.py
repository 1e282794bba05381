"""Names that a clinic gives, to groups, ready texts and saved selections: none is taken for another, a colleague or the inbox."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.errors import ErrorCode, Invalid
from app.core.look_alikes import Look, NameFault, are_alike, is_in_latin_letters, looks
from app.core.text import full_name
from app.roles.models import RoleGrant, StaffMember

INBOX: frozenset[Look] = frozenset().union(
    *map(
        looks,
        ("Inkorg", "Inkorgen", "Mottagningens inkorg", "Inbox", "The inbox", "The clinic\u2019s inbox", "Clinic inbox"),
    )
)


def check_name(session: Session, clinic_id: UUID, name: str, others: Iterable[str], taken: ErrorCode) -> None:
    """``Invalid`` for a name that looks like an inbox, a member of staff or (with the code ``taken``) one of ``others``."""
    if not is_in_latin_letters(name):
        raise Invalid(NameFault.LETTERS, "name")
    if any(are_alike(name, other) for other in others):
        raise Invalid(taken, "name")
    if looks(name) & INBOX:
        raise Invalid(NameFault.INBOX, "name")
    if looks(name) & _looks_of_staff(session, clinic_id):
        raise Invalid(NameFault.PERSON, "name")


def _looks_of_staff(session: Session, clinic_id: UUID) -> frozenset[Look]:
    """Everybody who has or has had a role there, in both orders, with and without title: the lists show both."""
    works_here = exists().where(RoleGrant.staff_id == StaffMember.id, RoleGrant.clinic_id == clinic_id)
    rows = session.execute(
        select(StaffMember.given_name, StaffMember.family_name, StaffMember.title).where(works_here)
    ).all()
    named = [(names, row.title) for row in rows for names in _both_orders(row.given_name, row.family_name)]
    return frozenset(look for name, title in named for text in (name, f"{name} {title}") for look in looks(text))


def _both_orders(given: str, family: str) -> tuple[str, str]:
    return full_name(given, family), full_name(family, given)
