"""What a citizen sends: a new case, and the answer to a counter-question."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from app.authz.actors import Citizen, Role
from app.authz.policy import Action, OfCitizen, authorize
from app.cases.errors import CaseCode
from app.cases.holder import NOBODY, Holder
from app.cases.lifecycle import Step
from app.cases.models import FIRST_NUMBER, Case, CaseNumber, CaseStep, MessageKind
from app.cases.operations import CaseOperation
from app.cases.queries import drafts as kept
from app.cases.queries.offered import is_offered
from app.cases.sealing import seal_in
from app.cases.services import drafts
from app.cases.services.messages import MessageText, open_question_of, write_message
from app.cases.services.steps import Locked, StepChange, locked, take_step
from app.catalog.answers import Answers, answers_to_json, as_sent, problems
from app.catalog.queries.case_types import Version, version
from app.core import crypto
from app.core.errors import Invalid, NotFound
from app.limits.kinds import Limited
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.promises import notify
from app.operations import Operation, answers_repeats
from app.roles.models import Clinic
from app.roles.queries.people import people_with
from app.transaction import Unit, transaction


@dataclass(frozen=True)
class NewCase:
    """A filled-in form: of which case type and version, in which language. ``accepted``: the terms, before the form."""

    case_type_id: UUID
    version_id: UUID
    answers: Answers
    language: str
    operation_id: str
    accepted: bool = True


@answers_repeats
def send_case(actor: Citizen, command: NewCase) -> UUID:
    """Send a new case to the clinic's inbox; answers with the case's id.

    ``CaseCode.NOT_OFFERED``: the clinic or the case type is not open to this citizen any more; ``CaseCode.ANSWERS``:
    the answers do not pass the form's own rules, or the terms before it were not accepted.
    """
    with transaction(actor, Operation(CaseOperation.SEND_CASE, command.case_type_id, command.operation_id)) as unit:
        basis = authorize(actor, Action.SEND_CASE, OfCitizen(actor.subject_id))
        offered = _offered(unit, actor, command)
        if not command.accepted or problems(offered.document, command.answers):
            raise Invalid(CaseCode.ANSWERS)
        case = _new_case(unit, actor, command, offered)
        row = take_step(unit, Locked(case, basis), Step.SEND)
        notify(unit, NoticeEvent.CASE_RECEIVED, Receiver.receivers(case.clinic_id), row.id)
        drafts.drop_sent(unit, actor, kept.NEW_CASE, command.case_type_id)
        unit.counts_as(Limited.SEND_AS_CITIZEN)
        return unit.done(case.id)


def _offered(unit: Unit, actor: Citizen, command: NewCase) -> Version:
    """The version that the citizen filled in; an older one is taken too, if the case type still is offered."""
    try:
        chosen = version(command.version_id)
    except NotFound:
        raise Invalid(CaseCode.NOT_OFFERED) from None
    clinic = unit.session.get_one(Clinic, chosen.clinic_id)
    if chosen.case_type_id != command.case_type_id or not is_offered(actor, chosen, clinic):
        raise Invalid(CaseCode.NOT_OFFERED)
    return chosen


def _new_case(unit: Unit, actor: Citizen, command: NewCase, offered: Version) -> Case:
    """The case before its first step, which stores it and gives it a state, a version and its dates."""
    number = unit.session.execute(insert(CaseNumber).values(at=unit.at).returning(CaseNumber.id)).scalar_one()
    case = Case(
        id=uuid.uuid4(),
        number=FIRST_NUMBER + number,
        clinic_id=offered.clinic_id,
        citizen_id=actor.subject_id,
        started_by_id=actor.citizen_id,
        case_type_id=command.case_type_id,
        case_type_version_id=command.version_id,
        language=command.language,
        reply_days=offered.document.reply_days,
        version=0,
        received_at=unit.at,
        key_wrapped=crypto.keyring().wrap(crypto.new_key()),
    )
    sent = answers_to_json(as_sent(offered.document, command.answers))
    case.answers_sealed = seal_in(case, sent, "cases", case.id, "answers")
    return case


@dataclass(frozen=True)
class CitizenAnswer:
    """The citizen's answer to the question that the page showed."""

    question_id: UUID
    body: str
    operation_id: str


@answers_repeats
def answer_question(actor: Citizen, case_id: UUID, command: CitizenAnswer) -> UUID:
    """Answer the open counter-question, also after its last day. ``CaseCode.QUESTION_NOT_OPEN``: it was taken back."""
    with transaction(actor, Operation(CaseOperation.ANSWER_QUESTION, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.ANSWER_QUESTION, case_id, None)
        question = open_question_of(unit, case_id)
        if question is None or question.id != command.question_id:
            raise Invalid(CaseCode.QUESTION_NOT_OPEN)
        holder_gone = _holder_is_gone(unit, locked_case.case)
        row = take_step(unit, locked_case, Step.ANSWER, StepChange(holder=NOBODY) if holder_gone else None)
        question.open_question = False
        write_message(unit, locked_case, row, MessageKind.ANSWER, MessageText(command.body))
        _notify_holder(unit, row, locked_case.case)
        drafts.drop_sent(unit, actor, kept.ANSWER, case_id, command.body)
        return unit.done(row.id)


def _holder_is_gone(unit: Unit, case: Case) -> bool:
    able = {person.staff_id for person in people_with(unit.session, case.clinic_id, Role.HANDLER)}
    return case.holder_id is not None and case.holder_id not in able


def _notify_holder(unit: Unit, row: CaseStep, case: Case) -> None:
    holder = Holder(case.holder_id, case.group_id)
    if holder.person is not None:
        notify(unit, NoticeEvent.CITIZEN_ANSWERED, Receiver.staff(holder.person), row.id)
    elif holder.group is not None:
        notify(unit, NoticeEvent.CITIZEN_ANSWERED, Receiver.group(holder.group), row.id)
    else:
        notify(unit, NoticeEvent.CITIZEN_ANSWERED, Receiver.receivers(case.clinic_id), row.id)
