"""The clinic's standard replies, kept by its ADM."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.audit.events import On
from app.audit.kinds import EventKind
from app.audit.shapes import check_text, without_numbers
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, Basis, authorize
from app.catalog.errors import MAX_REPLIES, MAX_REPLY_BODY, MAX_REPLY_NAME, ReplyCode
from app.catalog.models import CaseType, StandardReply
from app.catalog.placeholders import unknown_in
from app.core.errors import Attempt, Conflict, Invalid, NotFound
from app.core.look_alikes import are_alike
from app.core.text import is_seen, lines, one_line
from app.operations import Operation, OperationName, answers_repeats
from app.roles.services.rights import lock_clinic
from app.roles.services.unique_names import check_name
from app.transaction import Unit, transaction


class ReplyOperation(OperationName):
    """What is done with a standard reply."""

    ADD = "add_reply"
    CHANGE = "change_reply"
    REMOVE = "remove_reply"
    PUT_BACK = "put_back_reply"


@dataclass(frozen=True)
class ReplyText:
    """A standard reply as somebody wants it. ``case_type_id`` None: for every case type."""

    name: str
    body: str
    case_type_id: UUID | None
    operation_id: str
    seen_version: int = 0


@answers_repeats
def add_reply(actor: Staff, command: ReplyText) -> UUID:
    """Make a standard reply; its id. ``Invalid`` says what is wrong with it."""
    with transaction(actor, Operation(ReplyOperation.ADD, actor.clinic_id, command.operation_id)) as unit:
        basis = _allowed(unit, actor)
        kept = _kept(unit, actor)
        if len(kept) >= MAX_REPLIES:
            raise Invalid(ReplyCode.TOO_MANY_REPLIES)
        reply = StandardReply(clinic_id=actor.clinic_id)
        _write(unit, reply, command, kept)
        unit.session.add(reply)
        unit.session.flush()
        _log(unit, reply, basis, "added")
        return unit.done(reply.id)


@answers_repeats
def change_reply(actor: Staff, reply_id: UUID, command: ReplyText) -> UUID:
    """Change it. ``Conflict``: somebody else did so after the page was made."""
    with transaction(actor, Operation(ReplyOperation.CHANGE, reply_id, command.operation_id)) as unit:
        basis = _allowed(unit, actor)
        kept, reply = _kept(unit, actor), _locked(unit, actor, reply_id)
        if reply.version != command.seen_version or reply.removed_at is not None:
            raise Conflict(ReplyCode.REPLY_CHANGED)
        _write(unit, reply, command, [other for other in kept if other.id != reply.id])
        reply.version += 1
        _log(unit, reply, basis, "changed")
        return unit.done(reply.id)


@answers_repeats
def remove_reply(actor: Staff, reply_id: UUID, operation_id: str) -> UUID:
    """Offer it no longer. What was written with it stays as it was written."""
    with transaction(actor, Operation(ReplyOperation.REMOVE, reply_id, operation_id)) as unit:
        basis, reply = _allowed(unit, actor), _locked(unit, actor, reply_id)
        if reply.removed_at is not None:
            raise Invalid(ReplyCode.REPLY_REMOVED)
        reply.removed_at = unit.at
        _log(unit, reply, basis, "removed")
        return unit.done(reply.id)


@answers_repeats
def put_back_reply(actor: Staff, reply_id: UUID, operation_id: str) -> UUID:
    """Offer it again, unless another one has got its name meanwhile."""
    with transaction(actor, Operation(ReplyOperation.PUT_BACK, reply_id, operation_id)) as unit:
        basis, kept, reply = _allowed(unit, actor), _kept(unit, actor), _locked(unit, actor, reply_id)
        if reply.removed_at is None:
            raise Invalid(ReplyCode.REPLY_BACK)
        if any(are_alike(reply.name, other.name) for other in kept):
            raise Invalid(ReplyCode.REPLY_NAME_TAKEN, "name")
        reply.removed_at = None
        _log(unit, reply, basis, "added")
        return unit.done(reply.id)


def _allowed(unit: Unit, actor: Staff) -> Basis:
    """Why the actor may; the clinic is locked, so that two who give the same name come one after the other."""
    basis = authorize(actor, Action.MANAGE_STANDARD_REPLIES, AtClinic(actor.clinic_id))
    lock_clinic(unit.session, actor.clinic_id)
    return basis


def _kept(unit: Unit, actor: Staff) -> list[StandardReply]:
    wanted = (StandardReply.clinic_id == actor.clinic_id, StandardReply.removed_at.is_(None))
    return list(unit.session.scalars(select(StandardReply).where(*wanted)))


def _locked(unit: Unit, actor: Staff, reply_id: UUID) -> StandardReply:
    reply = unit.session.get(StandardReply, reply_id, populate_existing=True, with_for_update=True)
    if reply is None:
        raise NotFound
    if reply.clinic_id != actor.clinic_id:
        raise NotFound(Attempt(Action.MANAGE_STANDARD_REPLIES.value, "standard_reply", reply.id, reply.clinic_id))
    return reply


def _write(unit: Unit, reply: StandardReply, command: ReplyText, others: list[StandardReply]) -> None:
    name, body = one_line(command.name), lines(command.body)
    if name != reply.name:
        _check_name(unit, reply.clinic_id, name, others)
    if not is_seen(body):
        raise Invalid(ReplyCode.REPLY_EMPTY, "body")
    if len(body) > MAX_REPLY_BODY:
        raise Invalid(ReplyCode.REPLY_TOO_LONG, "body")
    if strange := unknown_in(body):
        raise Invalid(ReplyCode.PLACEHOLDER_UNKNOWN, "body", names=", ".join(strange))
    if command.case_type_id is not None:
        case_type = unit.session.get(CaseType, command.case_type_id)
        if case_type is None or case_type.clinic_id != reply.clinic_id:
            raise Invalid(ReplyCode.NO_SUCH_CASE_TYPE, "case_type")
    reply.name, reply.body, reply.case_type_id = name, body, command.case_type_id


def _check_name(unit: Unit, clinic_id: UUID, name: str, others: list[StandardReply]) -> None:
    if not is_seen(name) or len(name) > MAX_REPLY_NAME:
        raise Invalid(ReplyCode.REPLY_NAME, "name")
    check_text(name, "name")
    check_name(unit.session, clinic_id, name, (other.name for other in others), ReplyCode.REPLY_NAME_TAKEN)


def _log(unit: Unit, reply: StandardReply, basis: Basis, act: str) -> None:
    unit.log(
        EventKind.STANDARD_REPLY_CHANGED,
        basis,
        On("standard_reply", reply.id, reply.clinic_id),
        act=act,
        name=without_numbers(reply.name),
        version=reply.version,
    )
