"""One's own settings: signature, language, colours, terms, and where one is logged in."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from app.audit.events import Event, On, Subject
from app.audit.kinds import EventKind
from app.auth.errors import MAX_SIGNATURE, AuthCode
from app.auth.kinds import EndReason, SessionKind
from app.auth.models import LoginSession, TermsAcceptance
from app.auth.queries import TERMS_VERSION, living_sessions
from app.auth.services.clinic_events import log_at_each_clinic
from app.auth.services.logins import Opened
from app.auth.services.sessions import Login, end_all, renew
from app.auth.services.turns import living, locked
from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.core.db import insert_for
from app.core.errors import Attempt, Invalid, NotFound
from app.core.text import lines
from app.operations import Operation, OperationName, answers_repeats
from app.roles.after_step import AfterStep
from app.roles.models import StaffMember
from app.transaction import Unit, transaction


class StaffSettingsOperation(OperationName):
    """What a member of staff does with their own settings."""

    CHANGE = "change_staff_settings"


@dataclass(frozen=True)
class PersonalSettings:
    """What a member of staff decides about their own pages. An empty signature means the usual one."""

    signature: str
    language: str
    scheme: str
    after_step: AfterStep
    dense_lists: bool
    shortcuts: bool
    operation_id: str


@answers_repeats
def change_settings(actor: Staff, wanted: PersonalSettings) -> None:
    """Works from the next page and the next message on; names of the changed fields go to the log, not their values."""
    if len(wanted.signature) > MAX_SIGNATURE:
        raise Invalid(AuthCode.SIGNATURE_TOO_LONG, "signature")
    with transaction(actor, Operation(StaffSettingsOperation.CHANGE, actor.staff_id, wanted.operation_id)) as unit:
        member = unit.session.get_one(
            StaffMember, actor.staff_id, populate_existing=True, with_for_update={"key_share": True}
        )
        changes = _changes(wanted)
        changed = [name for name, value in changes.items() if getattr(member, name) != value]
        for name in changed:
            setattr(member, name, changes[name])
        unit.log(EventKind.PERSONAL_SETTINGS_CHANGED, None, _on(actor), fields=changed)


def _changes(wanted: PersonalSettings) -> dict[str, object]:
    return {
        "signature": lines(wanted.signature).strip(),
        "language": wanted.language,
        "scheme": wanted.scheme,
        "after_step": wanted.after_step,
        "dense_lists": wanted.dense_lists,
        "shortcuts": wanted.shortcuts,
    }


def end_own_session(actor: Actor, public_id: UUID) -> None:
    """Log oneself out in another browser."""
    staff_id, citizen_id = _ids(actor)
    with transaction(actor) as unit:
        mine = [row for row in living_sessions(unit.session, staff_id, citizen_id) if row.public_id == public_id]
        rows = [row for one in mine if (row := locked(unit.session, one.id_hash)) and row.revoked_at is None]
        if not rows:
            known = unit.session.scalar(select(LoginSession.id_hash).where(LoginSession.public_id == public_id))
            raise NotFound(Attempt("end_session", "login_session", public_id) if known else None)
        end_all(rows, EndReason.ENDED_BY_SELF)
        reason = EndReason.ENDED_BY_SELF.value
        unit.log(EventKind.SESSION_ENDED, None, _on(actor), reason=reason, session=str(public_id))


def accept_terms(login: Login) -> Opened:
    """Store that the person accepts the terms as they read now, and let them in under a new id."""
    with transaction(Visitor()) as unit:
        row = living(unit.session, login.id_hash)
        record_acceptance(unit, login.who.staff_id, login.who.citizen_id)
        limits = _SameLimits(login)
        who = replace(login.who, terms_accepted=True)
        token = renew(unit.session, login, who, limits)
        unit.turns_out_to_be(Citizen(row.citizen_id) if row.citizen_id else unit.actor)
        unit.events += log_at_each_clinic(unit.session, unit.actor, _acceptance(row), row.staff_id, unit.at)
    return Opened(token, who)


def _acceptance(row: LoginSession) -> Event:
    return Event(
        EventKind.TERMS_ACCEPTED,
        resource="staff_member" if row.kind is SessionKind.STAFF else "citizen",
        resource_id=row.staff_id or row.citizen_id,
        subjects=[Subject(row.citizen_id)] if row.citizen_id else [],
        details={"version": TERMS_VERSION},
    )


class _SameLimits:
    """The limits that a session already has."""

    def __init__(self, login: Login) -> None:
        self.idle = login.idle
        self.absolute = login.absolute_end - login.created_at


def record_acceptance(unit: Unit, staff_id: UUID | None, citizen_id: UUID | None) -> None:
    """Store an acceptance; a second one of the same version changes nothing."""
    values = {"staff_id": staff_id, "citizen_id": citizen_id, "version": TERMS_VERSION, "accepted_at": unit.at}
    unit.session.execute(insert_for(unit.session, TermsAcceptance).values(values).on_conflict_do_nothing())


def _ids(actor: Actor) -> tuple[UUID | None, UUID | None]:
    match actor:
        case Staff():
            return actor.staff_id, None
        case Citizen():
            return None, actor.citizen_id
        case _:
            raise NotFound


def _on(actor: Actor) -> On:
    staff_id, citizen_id = _ids(actor)
    return On("staff_member" if staff_id else "citizen", staff_id or citizen_id)
