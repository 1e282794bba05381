"""Somebody is on holiday at the demo's clinic, so that the first login shows how a substitute is offered."""

import secrets
from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import staff_actor
from app.roles.services.absences import NewAbsence, register_absence
from demo.cases import CLINIC

AWAY, SUBSTITUTE, TELLS = "Siv", "Hanna", "Maja"


def load_absences() -> None:
    """Siv is away for a week from today, and Hanna stands in."""
    ids = {one.given_name: one.id for one in session().scalars(select(StaffMember))}
    clinic_id = session().scalars(select(Clinic.id).where(Clinic.name == CLINIC)).one()
    actor = staff_actor(session(), ids[TELLS], clinic_id)
    if actor is None:
        raise LookupError(TELLS)
    today = clock.today()
    days = (today, today + timedelta(days=6))
    register_absence(actor, NewAbsence(ids[AWAY], *days, ids[SUBSTITUTE], secrets.token_urlsafe(16)))
