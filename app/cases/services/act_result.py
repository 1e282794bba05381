"""How a member of staff stands to a case after having sent something: for the page that answers.

Changes nothing; what it tells of the case is in the log.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from app.audit.events import Event, Subject
from app.audit.kinds import EventKind, Level, Outcome
from app.authz.actors import Staff
from app.authz.policy import Action, Basis, basis_for, role_for
from app.cases.models import Case, Message, Note
from app.cases.queries.changes import (
    CaseChange,
    changes_since,
    has_read,
    is_visible,
    taken_by,
    target_of,
    version_of,
)
from app.cases.sealing import unseal_in
from app.core.db import session
from app.core.errors import NotFound
from app.roles.after_step import AfterStep
from app.roles.models import StaffMember
from app.transaction import Unit, transaction


@dataclass(frozen=True)
class Moved:
    """What a person with an outdated page may be shown: nothing of the case when they may no longer read it."""

    visible: bool
    taken_by: str
    changes: tuple[CaseChange, ...]


def moved_since(actor: Staff, case_id: UUID, version: int | None) -> Moved:
    """What happened since the page, if the case still is theirs to see; else at most which colleague took it.

    An act like every other reading: the event is stored before a word of it leaves the server.
    """
    with transaction(actor) as unit:
        return moved_in(unit, actor, case_id, version)


def moved_in(unit: Unit, actor: Staff, case_id: UUID, version: int | None) -> Moved:
    """The same in the caller's transaction."""
    case = unit.session.get(Case, case_id, populate_existing=True)
    if case is None:
        raise NotFound
    basis = basis_for(actor, Action.READ_CASE, case)
    unit.log_event(_shown(actor, case, basis))
    if basis is None:
        return Moved(visible=False, taken_by=taken_by(unit.session, actor, case_id), changes=())
    return Moved(visible=True, taken_by="", changes=changes_since(unit.session, case_id, version))


def _shown(actor: Staff, case: Case, basis: Basis | None) -> Event:
    return Event(
        EventKind.CASE_CHANGES_SHOWN,
        level=Level.METADATA if basis is None else Level.LIST,
        outcome=Outcome.FAILED,
        role=basis.role if basis else role_for(actor, Action.READ_CASE),
        relation=basis.relation.value if basis else "",
        subjects=[Subject(case.citizen_id, case.id)],
        resource="case",
        resource_id=case.id,
        clinic_id=case.clinic_id,
        details={"number": case.number, "version": case.version, "visible": basis is not None},
    )


def is_stale(actor: Staff, case_id: UUID, version: int | None) -> bool:
    """Whether the case has a newer version than this one; always False for an actor who has never opened it."""
    current = session()
    current.rollback()
    return version is not None and has_read(current, actor, case_id) and version_of(current, case_id) != version


def may_open(actor: Staff, case_id: UUID) -> bool:
    """Whether the case still is the actor's to see, after an act that may have given it away."""
    return is_visible(session(), actor, case_id)


def after_step(actor: Staff) -> AfterStep:
    """Where the actor wants to go when done with a case."""
    return session().get_one(StaffMember, actor.staff_id).after_step


def given_to(step_id: UUID) -> str:
    """To whom the step gave the case; empty for the clinic's inbox."""
    return target_of(session(), step_id)


def had_a_text(step_id: UUID) -> bool:
    """Whether the step sent a text to the citizen."""
    return session().scalar(select(exists().where(Message.step_id == step_id))) is True


def text_sent(result_id: UUID) -> str | None:
    """The message that was sent by the step, or the note with this id, as it was written; None when there is neither."""
    current = session()
    message = current.scalar(select(Message).where(Message.step_id == result_id))
    if message is not None:
        case = current.get_one(Case, message.case_id)
        return unseal_in(case, message.body_sealed, "messages", message.id, "body")
    note = current.get(Note, result_id)
    if note is None:
        return None
    return unseal_in(current.get_one(Case, note.case_id), note.body_sealed, "notes", note.id, "body")
