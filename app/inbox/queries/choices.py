"""What the filter of an inbox offers."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.authz.actors import Role, Staff
from app.catalog.queries import case_types as catalog
from app.roles.models import Clinic
from app.roles.queries.people import GroupChoice, Person, groups_of_clinic, people_with


class TypeChoice(NamedTuple):
    """A case type of the clinic, by the name its staff use."""

    case_type_id: UUID
    name: str


class Choices(NamedTuple):
    """The case types, handlers and groups of the actor's clinic, and whether it wants cases marked as recorded."""

    case_types: tuple[TypeChoice, ...]
    people: tuple[Person, ...]
    groups: tuple[GroupChoice, ...]
    requires_record: bool


def filter_choices(session: Session, actor: Staff, language: str) -> Choices:
    """Five questions, however large the clinic is."""
    types = (
        TypeChoice(one.case_type_id, one.internal_name.in_language(language)) for one in catalog.names(actor.clinic_id)
    )
    people = people_with(session, actor.clinic_id, Role.HANDLER)
    groups = tuple(groups_of_clinic(session, actor.clinic_id))
    wanted = session.scalars(select(Clinic.requires_record).where(Clinic.id == actor.clinic_id)).one()
    return Choices(tuple(types), tuple(people), groups, wanted)
