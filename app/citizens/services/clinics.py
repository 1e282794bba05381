"""Mina mottagningar: adding a clinic and taking it away."""

from uuid import UUID

from app.audit.events import On, Subject
from app.audit.kinds import EventKind
from app.authz.actors import Citizen
from app.authz.policy import Action, OfCitizen, authorize
from app.citizens.models import CitizenClinic
from app.core.errors import NotFound
from app.operations import Operation, OperationName, answers_repeats
from app.roles.models import Clinic
from app.transaction import Unit, transaction


class ClinicOperation(OperationName):
    """What is done with one's list of clinics."""

    ADD = "add_clinic"
    REMOVE = "remove_clinic"


@answers_repeats
def add_clinic(actor: Citizen, clinic_id: UUID, operation_id: str) -> None:
    """Add an active clinic that is open to all; one that is there already stays, and the log keeps that it was asked for."""
    with transaction(actor, Operation(ClinicOperation.ADD, clinic_id, operation_id)) as unit:
        clinic = unit.session.get(Clinic, clinic_id)
        if clinic is None or not (clinic.active and clinic.open_to_all):
            raise NotFound
        if _row(unit, actor, clinic_id) is None:
            unit.session.add(CitizenClinic(citizen_id=actor.subject_id, clinic_id=clinic_id, added_at=unit.at))
        _log(unit, actor, EventKind.CITIZEN_CLINIC_ADDED, clinic_id)


@answers_repeats
def remove_clinic(actor: Citizen, clinic_id: UUID, operation_id: str) -> None:
    """Take a clinic out of the list. Cases there stay as they are."""
    with transaction(actor, Operation(ClinicOperation.REMOVE, clinic_id, operation_id)) as unit:
        row = _row(unit, actor, clinic_id)
        if row is None:
            raise NotFound
        unit.session.delete(row)
        _log(unit, actor, EventKind.CITIZEN_CLINIC_REMOVED, clinic_id)


def _row(unit: Unit, actor: Citizen, clinic_id: UUID) -> CitizenClinic | None:
    return unit.session.get(CitizenClinic, (actor.subject_id, clinic_id))


def _log(unit: Unit, actor: Citizen, kind: EventKind, clinic_id: UUID) -> None:
    basis = authorize(actor, Action.SEND_CASE, OfCitizen(actor.subject_id))
    unit.log(kind, basis, On("clinic", clinic_id, clinic_id, subjects=[Subject(actor.subject_id)]))
