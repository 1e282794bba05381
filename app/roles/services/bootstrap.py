"""What the command line does before there is anybody to do it: the first clinic, the first staff, their first roles."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.events import On
from app.audit.kinds import EventKind
from app.audit.shapes import check_text
from app.authz.actors import Role, System
from app.authz.policy import BY_SYSTEM
from app.core.db import session
from app.core.errors import Invalid
from app.core.hsa_id import parse
from app.core.text import comparing_key, is_seen, lines, name_sort_key, names, one_line, sort_key
from app.roles.errors import AppointmentCode
from app.roles.models import Clinic, RoleGrant, StaffMember
from app.roles.queries.people import staff_by_hsa_id
from app.roles.services.grants import log_grant, promise_return_at_end
from app.roles.services.rights import about_to_change
from app.transaction import Unit, transaction

COMMAND_LINE = System("command_line")


@dataclass(frozen=True)
class NewClinic:
    """A new clinic: its HSA-id, and name, region and contact details as citizens know them."""

    hsa_id: str
    name: str
    region: str
    telephone: str = ""
    address: str = ""
    opening_hours: str = ""


@dataclass(frozen=True)
class Appointment:
    """A person and the roles they get at a clinic, from today on or from a day to a day."""

    hsa_id: str
    given_name: str
    family_name: str
    title: str
    clinic_hsa_id: str
    roles: frozenset[Role]
    reason: str
    valid_from: date
    valid_to: date | None = None
    protected: bool = False


def create_clinic(command: NewClinic) -> UUID:
    """Make a clinic, which can never be taken away. ``Invalid``: no HSA-id, a taken one, or no name."""
    with transaction(COMMAND_LINE) as unit:
        hsa_id, name = _hsa_id(command.hsa_id), _seen(command.name, Clinic.name, AppointmentCode.NAME_MISSING)
        check_text(name, "name")
        if unit.session.scalar(select(Clinic.id).where(Clinic.hsa_id == hsa_id)) is not None:
            raise Invalid(AppointmentCode.CLINIC_EXISTS, "hsa_id")
        clinic = Clinic(
            hsa_id=hsa_id,
            name=name,
            search_name=comparing_key(name),
            sort_name=sort_key(name),
            region=_seen(command.region, Clinic.region, AppointmentCode.REGION_MISSING),
            telephone=_line(command.telephone, Clinic.telephone),
            address=_line(command.address, Clinic.address),
            opening_hours=lines(command.opening_hours),
            active=True,
            open_to_all=True,
            created_at=unit.at,
        )
        unit.session.add(clinic)
        unit.session.flush()
        unit.log(EventKind.CLINIC_CREATED, BY_SYSTEM, On("clinic", clinic.id, clinic.id))
        return clinic.id


def clinic_id(hsa_id: str) -> UUID:
    """The clinic with this HSA-id, or ``Invalid``."""
    found = session().scalar(select(Clinic.id).where(Clinic.hsa_id == _hsa_id(hsa_id, "clinic_hsa_id")))
    if found is None:
        raise Invalid(AppointmentCode.UNKNOWN_CLINIC, "clinic_hsa_id")
    return found


def appoint(command: Appointment) -> UUID:
    """Make the person if unknown, and give the roles. ``Invalid``: no such clinic, no role, no HSA-id, no name or reason."""
    with transaction(COMMAND_LINE) as unit:
        at_clinic = clinic_id(command.clinic_hsa_id)
        if not command.roles:
            raise Invalid(AppointmentCode.NO_ROLE, "roles")
        reason = _seen(command.reason, RoleGrant.reason, AppointmentCode.REASON_MISSING)
        for name in ("given_name", "family_name", "title", "reason"):
            check_text(one_line(getattr(command, name)), name)
        hsa_id = _hsa_id(command.hsa_id)
        member = staff_by_hsa_id(unit.session, hsa_id) or _new_member(unit, hsa_id, command)
        about_to_change(unit.session, member.id)
        for role in sorted(command.roles):
            grant = RoleGrant(
                staff_id=member.id,
                clinic_id=at_clinic,
                role=role,
                valid_from=command.valid_from,
                valid_to=command.valid_to,
                reason=reason,
                granted_at=unit.at,
            )
            unit.session.add(grant)
            unit.session.flush()
            log_grant(unit, BY_SYSTEM, grant)
            promise_return_at_end(unit, grant)
        return member.id


def _new_member(unit: Unit, hsa_id: str, command: Appointment) -> StaffMember:
    if not is_seen(command.given_name + command.family_name):
        raise Invalid(AppointmentCode.NAME_MISSING, "family_name")
    named = names(command.given_name, command.family_name)
    member = StaffMember(
        hsa_id=hsa_id,
        given_name=named.given,
        family_name=named.family,
        title=_line(command.title, StaffMember.title),
        sort_name=name_sort_key(named),
        protected=command.protected,
        created_at=unit.at,
    )
    unit.session.add(member)
    unit.session.flush()
    unit.log(EventKind.STAFF_CREATED, BY_SYSTEM, On("staff_member", member.id))
    return member


def _hsa_id(typed: str, field: str = "hsa_id") -> str:
    read = parse(typed)
    if read is None:
        raise Invalid(AppointmentCode.HSA_ID, field)
    return read


def _seen(typed: str, column: InstrumentedAttribute[str], code: AppointmentCode) -> str:
    if not is_seen(typed):
        raise Invalid(code, column.key)
    return _line(typed, column)


def _line(typed: str, column: InstrumentedAttribute[str]) -> str:
    """What was typed as one line; ``Invalid`` when its column cannot hold it."""
    read = one_line(typed)
    if len(read) > getattr(column.type, "length", len(read)):
        raise Invalid(AppointmentCode.TOO_LONG, column.key)
    return read
