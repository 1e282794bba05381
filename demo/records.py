"""The demo's clinic wants ended cases in the record: most of them are there, and a few of the latest are left to do."""

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.admin.settings.queries import settings_page
from app.authz.actors import Staff
from app.cases.models import Case
from app.cases.queries.record import ANSWERED
from app.cases.services.recorded import mark_recorded
from app.cases.services.steps import StepCommand
from app.core import clock
from app.core.db import session
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import staff_actor
from app.roles.services.clinic_settings import SettingsChange, change_settings
from demo.cases import CLINIC

LEFT = 4
AFTERWARDS = timedelta(minutes=20)


def load_records() -> None:
    """Adam asks for it, whoever ended a case has entered it a while later, and the last few wait."""
    clinic_id = session().scalars(select(Clinic.id).where(Clinic.name == CLINIC)).one()
    page = settings_page(clinic_id)
    wanted = replace(page.settings, requires_record=True)
    change_settings(_named("Adam", clinic_id), SettingsChange(wanted, page.version, secrets.token_urlsafe(16)))
    ended = select(Case).where(Case.clinic_id == clinic_id, Case.state.in_(ANSWERED)).order_by(Case.ended_at)
    for case in session().scalars(ended).all()[:-LEFT]:
        moment = (case.ended_at or case.received_at) + AFTERWARDS
        with clock.at(min(moment, clock.now())):
            mark_recorded(_enters(case, clinic_id), case.id, StepCommand(case.version, secrets.token_urlsafe(16)))


def _enters(case: Case, clinic_id: UUID) -> Staff:
    """The one who holds it, else Maja, who distributes."""
    return _actor(case.holder_id, clinic_id) or _named("Maja", clinic_id)


def _named(given_name: str, clinic_id: UUID) -> Staff:
    staff_id = session().scalars(select(StaffMember.id).where(StaffMember.given_name == given_name)).one()
    actor = _actor(staff_id, clinic_id)
    if actor is None:
        raise LookupError(given_name)
    return actor


def _actor(staff_id: UUID | None, clinic_id: UUID) -> Staff | None:
    return staff_actor(session(), staff_id, clinic_id) if staff_id else None
