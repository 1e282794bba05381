"""Writing a sealed message in a case. Text is kept as it was typed, in lines."""

import uuid
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Citizen, Staff
from app.cases.deadlines import FARTHEST_PROMISE
from app.cases.errors import CaseCode
from app.cases.models import Case, CaseStep, Message, MessageKind
from app.cases.sealing import seal_in
from app.cases.services.steps import Locked
from app.catalog.definition import ReplyAction
from app.catalog.placeholders import open_in
from app.catalog.queries.case_types import document_of
from app.core import clock
from app.core.errors import Invalid
from app.core.text import is_seen, lines
from app.limits.kinds import sending
from app.roles.queries.hours import week_of
from app.roles.services.signatures import signature_of
from app.transaction import Unit

MAX_LENGTH = 10_000


class MessageText(NamedTuple):
    """What is said, and (in a partial reply) the day by which the clinic promises more.

    ``told_closed``: who promises it has been told that the clinic is closed on that day.
    """

    body: str
    promised: date | None = None
    told_closed: bool = False


def read_text(typed: str, field: str, *, from_clinic: bool = False) -> str:
    """A message says something, within bounds; what was to be filled in, is. Answers with its lines."""
    body = lines(typed)
    if not is_seen(body):
        raise Invalid(CaseCode.EMPTY_TEXT, field)
    if len(body) > MAX_LENGTH:
        raise Invalid(CaseCode.TOO_LONG, field)
    if from_clinic and open_in(body):
        raise Invalid(CaseCode.PLACEHOLDER_LEFT, field)
    return body


def write_message(unit: Unit, locked_case: Locked, step: CaseStep, kind: MessageKind, text: MessageText) -> None:
    """Seal and add the message that came with the step."""
    _check_kind(locked_case.case, kind)
    body = read_text(text.body, kind.value, from_clinic=isinstance(unit.actor, Staff))
    _check_promise(unit, locked_case, text)
    case, row_id = locked_case.case, uuid.uuid4()
    staff_id = unit.actor.staff_id if isinstance(unit.actor, Staff) else None
    message = Message(
        id=row_id,
        case_id=case.id,
        step_id=step.id,
        kind=kind,
        staff_id=staff_id,
        citizen_id=unit.actor.citizen_id if isinstance(unit.actor, Citizen) else None,
        body_sealed=seal_in(case, body, "messages", row_id, "body"),
        signature_sealed=_signature(unit, locked_case, row_id, staff_id),
        promised_by=text.promised,
        open_question=kind is MessageKind.COUNTER_QUESTION,
        sent_at=unit.at,
    )
    unit.session.add(message)
    unit.counts_as(sending(unit.actor))
    unit.session.flush()


def _check_kind(case: Case, kind: MessageKind) -> None:
    """The case type says what a clinic may send; an answer is the citizen's."""
    allowed = document_of(case.case_type_version_id).allowed_actions
    if kind is not MessageKind.ANSWER and ReplyAction(kind.value) not in allowed:
        raise Invalid(CaseCode.NOT_IN_CASE_TYPE)


def _check_promise(unit: Unit, locked_case: Locked, text: MessageText) -> None:
    promised = text.promised
    if promised is None:
        return
    if promised < clock.today():
        raise Invalid(CaseCode.PROMISED_IN_THE_PAST, "promised")
    if promised > clock.today() + FARTHEST_PROMISE:
        raise Invalid(CaseCode.PROMISED_TOO_FAR, "promised")
    week = week_of(unit.session, locked_case.case.clinic_id)
    if not text.told_closed and not week.is_open(promised):
        raise Invalid(CaseCode.PROMISED_WHEN_CLOSED, "promised", day=promised, opens=week.next_day(promised))


def _signature(unit: Unit, locked_case: Locked, row_id: UUID, staff_id: UUID | None) -> bytes | None:
    if staff_id is None:
        return None
    return seal_in(
        locked_case.case,
        signature_of(unit.session, staff_id, locked_case.case.clinic_id),
        "messages",
        row_id,
        "signature",
    )


def open_question_of(unit: Unit, case_id: UUID) -> Message | None:
    """The counter-question that waits for the citizen's answer, if there is one."""
    return unit.session.scalar(select(Message).where(Message.case_id == case_id, Message.open_question))
