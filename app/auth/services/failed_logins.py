"""Logins that came to nothing: an event of the person whom a verified token names, a count for strangers."""

from dataclasses import replace

from app.audit.events import Event, Subject, Value
from app.audit.kinds import Attempted, EventKind, Outcome
from app.audit.shapes import word
from app.audit.strangers import count_stranger
from app.auth.services.clinic_events import log_at_each_clinic
from app.auth.services.sessions import Login
from app.authz.actors import Actor, Visitor
from app.citizens.queries import citizen_by_number
from app.roles.queries.people import as_seen_at_clinics, staff_by_hsa_id
from app.transaction import Unit, transaction

_COUNTED = {
    "state": Attempted.LOGIN_WITHOUT_STATE,
    "callback-issuer": Attempted.LOGIN_OF_ANOTHER_ISSUER,
    "cancelled": Attempted.LOGIN_CANCELLED,
    "provider-error": Attempted.LOGIN_REFUSED_BY_PROVIDER,
    "provider-away": Attempted.LOGIN_WITHOUT_PROVIDER,
    "provider-unsafe": Attempted.LOGIN_WITHOUT_PROVIDER,
}
"""What a stranger can bring about without any token."""


def login_failed(side: str, code: str, detail: str, subject: str = "", login: Login | None = None) -> None:
    """Tell the log. ``subject``: whom a verified token names; ``login``: who is logged in here and proves it again.

    What comes without a state of this browser's is counted whoever is logged in there: another site may have sent it.
    """
    if code == "state" or (code in _COUNTED and login is None):
        count_stranger(_COUNTED[code])
        return
    details: dict[str, Value] = {"side": side, "code": code, "detail": word(detail)}
    event = Event(EventKind.LOGIN_FAILED, outcome=Outcome.FAILED, details=details)
    with transaction(Visitor()) as unit:
        if login is not None and not subject:
            _log_login(unit, login, event)
        else:
            log_failed_login(unit, side, subject, event)


def _log_login(unit: Unit, login: Login, event: Event) -> None:
    """Log it with the citizen as its subject; for staff at the clinic that was chosen, else at each of theirs."""
    if login.who.citizen_id is not None:
        subjects = [Subject(login.who.citizen_id)]
        unit.log_event(replace(event, subjects=subjects, resource="citizen", resource_id=login.who.citizen_id))
        return
    about = replace(event, resource="staff_member", resource_id=login.who.staff_id)
    seen = as_seen_at_clinics(unit.session, login.who.staff_id) if login.who.staff_id else []
    here: list[Actor] = [one for one in seen if login.who.clinic_id in {None, one.clinic_id}]
    for one in here or [Visitor()]:
        unit.log_event(about, by=one)


def log_failed_login(unit: Unit, side: str, subject: str, event: Event) -> None:
    """Of the person that the token named, if we know one."""
    if side == "citizen":
        citizen = citizen_by_number(unit.session, subject) if subject else None
        subjects = [Subject(citizen.id)] if citizen else []
        unit.log_event(
            replace(event, subjects=subjects, resource="citizen", resource_id=citizen.id if citizen else None)
        )
        return
    member = staff_by_hsa_id(unit.session, subject) if subject else None
    staff_id = member.id if member else None
    about = replace(event, resource="staff_member", resource_id=staff_id)
    unit.events += log_at_each_clinic(unit.session, unit.actor, about, staff_id, unit.at)
