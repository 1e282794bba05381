"""The frame around every page: who is here, where, and in which language and colours."""

from flask import g
from flask_babel import get_locale
from sqlalchemy import bindparam, select

from app.auth.login_sessions import current_login, seconds_left
from app.authz.actors import Actor, Citizen, Staff
from app.cases.queries.unread import unread_count
from app.citizens.models import CitizenRow
from app.core.db import session as database
from app.core.text import full_name
from app.roles.models import StaffMember
from app.roles.queries.people import clinics_of
from app.web.shell import Scheme, Shell, ShellKind


def current_shell() -> Shell:
    """The frame of this request's page, read before the view began: templates ask the database nothing."""
    return g.get("shell") or Shell(locale=str(get_locale() or "sv"))


def shell_of(actor: Actor) -> Shell:
    """The frame for whoever asks."""
    locale = str(get_locale() or "sv")
    match actor:
        case Staff():
            return _staff(actor, locale)
        case Citizen():
            return _citizen(actor, locale)
        case _:
            return _visitor(locale)


_MEMBER = select(
    StaffMember.given_name, StaffMember.family_name, StaffMember.scheme, StaffMember.dense_lists, StaffMember.shortcuts
).where(StaffMember.id == bindparam("staff_id"))


def _staff(actor: Staff, locale: str) -> Shell:
    member = database().execute(_MEMBER, {"staff_id": actor.staff_id}).one()
    clinics = clinics_of(database(), actor.staff_id)
    clinic = next((one.name for one in clinics if one.clinic_id == actor.clinic_id), None)
    return Shell(
        ShellKind.STAFF,
        locale,
        Scheme(member.scheme),
        full_name(member.given_name, member.family_name),
        clinic,
        may_switch_clinic=len(clinics) > 1,
        session_left=_left(),
        dense_lists=member.dense_lists,
        shortcuts=member.shortcuts,
    )


def _citizen(actor: Citizen, locale: str) -> Shell:
    person = database().get_one(CitizenRow, actor.citizen_id)
    child = database().get(CitizenRow, actor.for_id) if actor.for_id else None
    proxy_for = child.name if child else None
    unread = unread_count(database(), actor)
    return Shell(
        ShellKind.CITIZEN,
        locale,
        Scheme(person.scheme),
        person.name,
        proxy_for=proxy_for,
        unread=unread,
        session_left=_left(),
    )


def _left() -> int | None:
    login = current_login()
    return seconds_left(login) if login else None


def _visitor(locale: str) -> Shell:
    """Somebody who has logged in and has steps left gets the name and the way out."""
    login = current_login()
    if login is None:
        return Shell(locale=locale)
    staff_id, citizen_id = login.who.staff_id, login.who.citizen_id
    if staff_id is not None:
        return Shell(ShellKind.STAFF, locale, person_name=database().get_one(StaffMember, staff_id).name)
    name = database().get_one(CitizenRow, citizen_id).name if citizen_id else None
    return Shell(ShellKind.CITIZEN, locale, person_name=name)
