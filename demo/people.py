"""Puts the demo's clinics, staff, groups, citizens and case types in an empty database, by the product's own operations."""

from datetime import timedelta

from sqlalchemy import insert, select

from app.audit.kinds import EventKind
from app.auth.queries import TERMS_VERSION
from app.auth.services.settings import record_acceptance
from app.authz.actors import Role, System
from app.catalog.services.publishing import publish
from app.citizens.models import CitizenClinic, CitizenRow, Proxy
from app.citizens.services.register import register_citizen
from app.core import clock, personnummer
from app.core.db import atomic, session
from app.roles.models import Clinic, Group, GroupMember, StaffMember
from app.roles.services.bootstrap import Appointment, NewClinic, appoint, create_clinic
from app.transaction import transaction
from demo.case_types import offers
from demo.personas import CITIZENS, CLINICS, REGION, STAFF, DemoCitizen, DemoStaff

DEMO = System("demo")


def load_people() -> None:
    """Everything of the demo but the cases. The database must be empty."""
    for clinic in CLINICS:
        _clinic(clinic.hsa_id)
    for person in STAFF:
        _staff(person)
    _groups()
    for citizen in CITIZENS:
        _citizen(citizen)
    _proxies()
    _terms()


def is_empty() -> bool:
    """Whether nobody has been put in the database yet."""
    return session().scalar(select(Clinic.id).limit(1)) is None


def _clinic(hsa_id: str) -> None:
    demo = next(clinic for clinic in CLINICS if clinic.hsa_id == hsa_id)
    clinic_id = create_clinic(
        NewClinic(demo.hsa_id, demo.name, REGION, demo.telephone, demo.address, demo.opening_hours)
    )
    for offer, document in offers(hsa_id):
        publish(DEMO, clinic_id, offer, document)


def _staff(person: DemoStaff) -> None:
    for duty in person.duties:
        appoint(
            Appointment(
                hsa_id=person.hsa_id,
                given_name=person.given_name,
                family_name=person.family_name,
                title=person.title,
                clinic_hsa_id=duty.clinic_hsa_id,
                roles=frozenset(Role(role) for role in duty.roles),
                reason="Demo",
                valid_from=clock.today() - timedelta(days=365),
                protected=person.protected,
            )
        )


def _groups() -> None:
    with atomic() as current:
        for demo in CLINICS:
            clinic_id = current.scalars(select(Clinic.id).where(Clinic.hsa_id == demo.hsa_id)).one()
            for name in demo.groups:
                group = Group(clinic_id=clinic_id, name=name, active=True, created_at=clock.now())
                current.add(group)
                current.flush()
                for person in STAFF:
                    if any(name in duty.groups and duty.clinic_hsa_id == demo.hsa_id for duty in person.duties):
                        staff_id = current.scalars(
                            select(StaffMember.id).where(StaffMember.hsa_id == person.hsa_id)
                        ).one()
                        current.add(GroupMember(group_id=group.id, staff_id=staff_id, joined_at=clock.now()))


def _citizen(demo: DemoCitizen) -> None:
    with transaction(DEMO) as unit:
        number = personnummer.parse(demo.personnummer)
        citizen = register_citizen(unit, number.digits, demo.given_name, demo.family_name, protected=demo.protected)
        for clinic_id in unit.session.scalars(select(Clinic.id)):
            row = {"citizen_id": citizen.id, "clinic_id": clinic_id, "added_at": unit.at}
            unit.session.execute(insert(CitizenClinic).values(row))


def _proxies() -> None:
    with atomic() as current:
        ids = {citizen.given_name: citizen.id for citizen in current.scalars(select(CitizenRow))}
        for demo in CITIZENS:
            for number in demo.proxy_for:
                child = next(other for other in CITIZENS if other.personnummer == number)
                born = personnummer.parse(child.personnummer).born
                if born is None:
                    continue  # of unknown age: nobody's child
                current.add(
                    Proxy(
                        guardian_id=ids[demo.given_name],
                        child_id=ids[child.given_name],
                        source="Demodata",
                        ends_on=personnummer.thirteenth_birthday(born),
                        created_at=clock.now(),
                    )
                )


def _terms() -> None:
    """Everybody in the demo has been here before, and accepted the terms then."""
    with transaction(DEMO) as unit:
        for staff_id in unit.session.scalars(select(StaffMember.id)).all():
            record_acceptance(unit, staff_id, None)
        for citizen_id in unit.session.scalars(select(CitizenRow.id)).all():
            record_acceptance(unit, None, citizen_id)
        unit.log(EventKind.TERMS_ACCEPTED, version=TERMS_VERSION)
