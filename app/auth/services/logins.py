"""A person comes in: by the claims that the identity provider has verified, and by nothing else."""

from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit.events import Event, On, Subject, Value
from app.audit.kinds import EventKind, Level, Outcome
from app.audit.shapes import word
from app.auth.errors import AuthCode
from app.auth.kinds import EndReason, SessionKind
from app.auth.queries import has_accepted_terms
from app.auth.services import sessions
from app.auth.services.clinic_events import log_at_each_clinic
from app.auth.services.failed_logins import log_failed_login
from app.auth.services.sessions import Browser, Login, Proof, Who
from app.auth.services.turns import living, locked
from app.auth.session_limits import Limits, LimitTable
from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.citizens.queries import is_proxy_for
from app.citizens.services.at_login import NamedCitizen, citizen_at_login
from app.core import crypto
from app.core.errors import Attempt, Denied
from app.core.hsa_id import is_hsa_id
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import ClinicChoice, as_seen_at_clinics, clinics_of, staff_actor, staff_by_hsa_id
from app.transaction import Unit, transaction


@dataclass(frozen=True)
class Verified:
    """The claims we use, checked: ``subject`` is an HSA-id or a personnummer of 12 digits."""

    subject: str
    given_name: str
    family_name: str
    proof: Proof
    amr: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrival:
    """What is known of the browser that comes back from the identity provider. ``previous`` ends with the login."""

    browser: Browser
    previous: Login | None
    limits: LimitTable


class Opened(NamedTuple):
    """A login that went well: the cookie's value and whose it is. ``step_up``: who was logged in here already did it again."""

    token: str
    who: Who
    step_up: bool = False


class LoginRefusal(NamedTuple):
    """A verified person who may not come in, and why: ``unknown``, ``no-grant`` or ``locked``."""

    code: str
    hsa_id: str = ""

    @property
    def in_words(self) -> str:
        """For the journal, which names nobody."""
        is_meant = self.code != "unknown" or is_hsa_id(self.hsa_id.strip().upper())
        return self.code if is_meant else f"{self.code} no-hsa-id"


def log_staff_in(verified: Verified, arrival: Arrival) -> Opened | LoginRefusal:
    """Open a session for a member of staff with a valid grant somewhere. A login never makes a staff member."""
    with transaction(Visitor()) as unit:
        member = staff_by_hsa_id(unit.session, verified.subject)
        choices = clinics_of(unit.session, member.id) if member else []
        if member is None or not choices:
            return _refuse(unit, verified, member)
        again = _again_at(arrival.previous, member, choices)
        only = again or (choices[0] if len(choices) == 1 else None)
        accepted = has_accepted_terms(unit.session, staff_id=member.id)
        clinic_id = only.clinic_id if only else None
        who = Who(SessionKind.STAFF, staff_id=member.id, clinic_id=clinic_id, terms_accepted=accepted)
        token = _open(unit, who, _staff_limits(arrival.limits, choices, only), verified, arrival)
        member.last_login_at = unit.at
        unit.turns_out_to_be(_staff_or_visitor(unit.session, member.id, clinic_id))
        event = _login_event("staff_member", member.id, verified)
        event = replace(event, details={**event.details, "step_up": True}) if again else event
        _log_login(unit, event, member.id, choices)
        return Opened(token, who, step_up=again is not None)


def _log_login(unit: Unit, event: Event, staff_id: UUID, choices: list[ClinicChoice]) -> None:
    """At the clinic; of one who has yet to choose among several at each of them."""
    if isinstance(unit.actor, Staff):
        unit.log_event(event)
        return
    here = {choice.clinic_id for choice in choices}
    for one in as_seen_at_clinics(unit.session, staff_id):
        if one.clinic_id in here:
            unit.log_event(event, by=one)


def _again_at(previous: Login | None, member: StaffMember, choices: list[ClinicChoice]) -> ClinicChoice | None:
    """The clinic of the previous session, if it was the same person's and they still have a role there; else None."""
    if previous is None or previous.who.staff_id != member.id:
        return None
    return next((one for one in choices if one.clinic_id == previous.who.clinic_id), None)


def _staff_limits(limits: LimitTable, choices: list[ClinicChoice], only: ClinicChoice | None) -> Limits:
    """Until a clinic is chosen, the shortest that any of the clinics could give."""
    at = [only] if only else choices
    return limits.of_staff(role for choice in at for role in choice.roles)


def _refuse(unit: Unit, verified: Verified, member: StaffMember | None) -> LoginRefusal:
    code = "unknown" if member is None else "locked" if member.locked_at else "no-grant"
    details: dict[str, Value] = {"side": "staff", "code": code, **_claimed(verified.subject)}
    log_failed_login(
        unit, "staff", verified.subject, Event(EventKind.LOGIN_FAILED, outcome=Outcome.DENIED, details=details)
    )
    return LoginRefusal(code, verified.subject)


def _claimed(subject: str) -> dict[str, str]:
    """Who it was said to be; of a claim that is no HSA-id its keyed index alone, since it may be a personnummer."""
    hsa_id = subject.strip().upper()
    return {"hsa_id": hsa_id} if is_hsa_id(hsa_id) else {"hsa_index": crypto.keyring().blind_index(hsa_id).hex()}


def log_citizen_in(verified: Verified, arrival: Arrival) -> Opened | LoginRefusal:
    """Open a session for a citizen, who is made at the first login; the name follows the claims."""
    with transaction(Visitor()) as unit:
        if arrival.previous is not None:
            locked(unit.session, arrival.previous.id_hash)
        person = citizen_at_login(unit, NamedCitizen(verified.subject, verified.given_name, verified.family_name))
        if person.locked_at is not None:
            details: dict[str, Value] = {"side": "citizen", "code": "locked"}
            subjects = [Subject(person.id)]
            unit.log(EventKind.LOGIN_FAILED, None, On(subjects=subjects), Level.METADATA, Outcome.DENIED, **details)
            return LoginRefusal("locked")
        accepted = has_accepted_terms(unit.session, citizen_id=person.id)
        again = arrival.previous is not None and arrival.previous.who.citizen_id == person.id
        child = _child_again(unit.session, arrival.previous) if again else None
        who = Who(SessionKind.CITIZEN, citizen_id=person.id, for_id=child, terms_accepted=accepted)
        token = _open(unit, who, arrival.limits.citizen, verified, arrival)
        person.last_login_at = unit.at
        unit.turns_out_to_be(Citizen(person.id))
        event = _login_event("citizen", person.id, verified)
        unit.log_event(replace(event, details={**event.details, "step_up": True}) if again else event)
        return Opened(token, who, step_up=again)


def _child_again(session: Session, previous: Login | None) -> UUID | None:
    """The child for whom the same person acted, and still may."""
    who = previous.who if previous is not None else None
    if who is None or who.citizen_id is None or who.for_id is None:
        return None
    return who.for_id if is_proxy_for(session, who.citizen_id, who.for_id) else None


def _open(unit: Unit, who: Who, limits: Limits, verified: Verified, arrival: Arrival) -> str:
    """One browser, one person: what the browser was logged in as before ends here."""
    if arrival.previous is not None:
        sessions.end(unit.session, arrival.previous.id_hash, EndReason.REPLACED)
    return sessions.open_session(unit.session, who, limits, arrival.browser, verified.proof)


def _login_event(resource: str, person_id: UUID, verified: Verified) -> Event:
    details: dict[str, Value] = {
        "issuer": verified.proof.issuer,
        "acr": word(verified.proof.acr),
        "amr": [word(one) for one in verified.amr],
    }
    subjects = [Subject(person_id)] if resource == "citizen" else []
    return Event(EventKind.LOGIN_OK, resource=resource, resource_id=person_id, subjects=subjects, details=details)


def _staff_or_visitor(session: Session, staff_id: UUID, clinic_id: UUID | None) -> Actor:
    return (staff_actor(session, staff_id, clinic_id) if clinic_id else None) or Visitor()


def choose_clinic(login: Login, clinic_id: UUID, limits: LimitTable) -> Opened:
    """Act at this clinic from now on, under a new session id. ``Denied`` without a valid grant there."""
    if login.who.staff_id is None:
        raise Denied
    with transaction(Visitor()) as unit:
        actor = staff_actor(unit.session, login.who.staff_id, clinic_id)
        if actor is None:
            known = unit.session.get(Clinic, clinic_id) is not None
            raise Denied(AuthCode.NO_GRANT, Attempt("choose_clinic", "clinic", clinic_id, clinic_id) if known else None)
        who = replace(login.who, clinic_id=clinic_id)
        token = sessions.renew(unit.session, login, who, limits.of_staff(actor.roles))
        unit.turns_out_to_be(actor)
        unit.log(EventKind.CLINIC_CHOSEN, None, On("clinic", clinic_id))
        return Opened(token, who)


def act_for(login: Login, actor: Citizen, for_id: UUID | None, limits: LimitTable) -> Opened:
    """Enter the proxy mode for a child, or leave it. The caller has checked that the child is the actor's to act for."""
    who = replace(login.who, for_id=for_id)
    kind = EventKind.PROXY_ENTERED if for_id else EventKind.PROXY_LEFT
    child = for_id or login.who.for_id
    with transaction(actor) as unit:
        token = sessions.renew(unit.session, login, who, limits.citizen)
        unit.log(kind, None, On(subjects=[Subject(child)] if child else []))
    return Opened(token, who)


def log_out(login: Login, actor: Actor) -> None:
    """End this session for good. ``SessionOver`` when it has ended already."""
    person = login.who.staff_id or login.who.citizen_id
    resource = login.who.kind.value
    with transaction(actor, asks_rights=False) as unit:
        living(unit.session, login.id_hash)
        sessions.end(unit.session, login.id_hash, EndReason.LOGGED_OUT)
        event = Event(EventKind.LOGGED_OUT, resource=resource, resource_id=person, clinic_id=login.who.clinic_id)
        unit.events += log_at_each_clinic(unit.session, actor, event, login.who.staff_id, unit.at)


def lose_rights(login: Login, reason: EndReason) -> None:
    """The person may not be here any more: end the session, and tell the log why."""
    with transaction(Visitor()) as unit:
        living(unit.session, login.id_hash)
        sessions.end(unit.session, login.id_hash, reason)
        person = login.who.staff_id or login.who.citizen_id
        details: dict[str, Value] = {"reason": reason.value, "session": str(login.public_id)}
        here = login.who.clinic_id
        event = Event(
            EventKind.SESSION_ENDED, resource=login.who.kind.value, resource_id=person, details=details, clinic_id=here
        )
        unit.events += log_at_each_clinic(unit.session, unit.actor, event, login.who.staff_id, unit.at)


def leave_clinic(login: Login, limits: LimitTable) -> Opened:
    """The role at the chosen clinic is gone and there are others to choose from: the session is at none of them now."""
    who = replace(login.who, clinic_id=None)
    with transaction(Visitor()) as unit:
        token = sessions.renew(unit.session, login, who, limits.trusted)
        details: dict[str, Value] = {"reason": EndReason.NO_GRANT.value, "session": str(login.public_id)}
        whose = On(login.who.kind.value, login.who.staff_id, login.who.clinic_id)
        unit.log(EventKind.SESSION_ENDED, None, whose, **details)
    return Opened(token, who)
