"""What the clinic answers: partial reply, counter-question, final reply."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.authz.actors import Actor
from app.authz.policy import Action
from app.cases.errors import CaseCode
from app.cases.lifecycle import Step
from app.cases.models import Case, MessageKind
from app.cases.operations import CaseOperation
from app.cases.services.drafts import forget
from app.cases.services.messages import MessageText, open_question_of, write_message
from app.cases.services.steps import StepChange, locked, take_step
from app.catalog.queries.case_types import document_of
from app.core.errors import Invalid
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.promises import notify
from app.operations import Operation, answers_repeats
from app.transaction import transaction


@dataclass(frozen=True)
class Reply:
    """Text to the citizen, from which version of the page; ``promised`` and ``told_closed`` in partial replies alone."""

    body: str
    seen_version: int | None
    operation_id: str
    promised: date | None = None
    told_closed: bool = False


class _Sending(NamedTuple):
    """For each kind of message to the citizen: its operation, the action that is authorized, its step and the kind stored."""

    name: CaseOperation
    action: Action
    step: Step
    kind: MessageKind


_PARTIAL_REPLY = _Sending(
    CaseOperation.SEND_PARTIAL_REPLY, Action.SEND_PARTIAL_REPLY, Step.PARTIAL_REPLY, MessageKind.PARTIAL_REPLY
)
_COUNTER_QUESTION = _Sending(
    CaseOperation.SEND_COUNTER_QUESTION,
    Action.SEND_COUNTER_QUESTION,
    Step.COUNTER_QUESTION,
    MessageKind.COUNTER_QUESTION,
)
_FINAL_REPLY = _Sending(
    CaseOperation.SEND_FINAL_REPLY, Action.SEND_FINAL_REPLY, Step.FINAL_REPLY, MessageKind.FINAL_REPLY
)


def send_partial_reply(actor: Actor, case_id: UUID, reply: Reply) -> UUID:
    """Tell the citizen something while the case stays open."""
    return _send(actor, case_id, reply, _PARTIAL_REPLY)


def send_counter_question(actor: Actor, case_id: UUID, reply: Reply) -> UUID:
    """Ask the citizen something in the same case; the clinic's clock stops until the answer."""
    return _send(actor, case_id, reply, _COUNTER_QUESTION)


def send_final_reply(actor: Actor, case_id: UUID, reply: Reply) -> UUID:
    """Answer the case and end it; a question that was still open is open no more."""
    return _send(actor, case_id, reply, _FINAL_REPLY)


def _check_fixed(case: Case, body: str) -> None:
    """Where the case type allows no text of one's own, the reply is one of its fixed replies, word for word."""
    document = document_of(case.case_type_version_id)
    texts = {text for reply in document.fixed_replies for text in (reply.sv, reply.en)}
    if not document.free_text and body not in texts:
        raise Invalid(CaseCode.FIXED_REPLY_ONLY, "final_reply")


@answers_repeats
def _send(actor: Actor, case_id: UUID, reply: Reply, what: _Sending) -> UUID:
    name, action, step, kind = what
    with transaction(actor, Operation(name, case_id, reply.operation_id)) as unit:
        locked_case = locked(unit, action, case_id, reply.seen_version)
        if step is Step.FINAL_REPLY:
            _check_fixed(locked_case.case, reply.body)
        row = take_step(unit, locked_case, step, StepChange(promised=reply.promised))
        if step is Step.FINAL_REPLY and (question := open_question_of(unit, case_id)):
            question.open_question = False
        write_message(unit, locked_case, row, kind, MessageText(reply.body, reply.promised, reply.told_closed))
        notify(unit, NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(locked_case.case.citizen_id), row.id)
        forget(unit, case_id, kind.value, reply.body)
        return unit.done(row.id)
