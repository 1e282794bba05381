"""What the page Inställningar shows. It names nobody, so reading it is not logged."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from app.core import clock
from app.core.calendar import CLOSING_TIME, OPENING_TIME, USUAL_WEEKDAYS
from app.core.db import session
from app.roles.models import Clinic
from app.roles.queries.hours import ClosedSpan, closed_spans, hours_of
from app.roles.services.clinic_settings import ClinicSettings


@dataclass(frozen=True)
class ClinicSettingsPage:
    """The clinic's facts from the directory, its settings and their version, and its closed days from today on."""

    name: str
    hsa_id: str
    region: str
    active: bool
    settings: ClinicSettings
    version: int
    closed: tuple[ClosedSpan, ...]


def settings_page(clinic_id: UUID) -> ClinicSettingsPage:
    """The clinic as it is now."""
    current = session()
    clinic = current.get_one(Clinic, clinic_id, populate_existing=True)
    rows = hours_of(current, clinic_id)
    hours: dict[int, tuple[time, time]] = {row.weekday: (row.opens, row.closes) for row in rows}
    settings = ClinicSettings(
        telephone=clinic.telephone,
        address=clinic.address,
        opening_hours=clinic.opening_hours,
        hours=hours or dict.fromkeys(USUAL_WEEKDAYS, (OPENING_TIME, CLOSING_TIME)),
        return_after_days=clinic.return_after_days,
        requires_record=clinic.requires_record,
    )
    closed = closed_spans(current, clinic_id, clock.today())
    return ClinicSettingsPage(
        clinic.name, clinic.hsa_id, clinic.region, clinic.active, settings, clinic.settings_version, closed
    )
