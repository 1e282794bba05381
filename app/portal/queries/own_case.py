"""What a citizen sees of a case: an honest timeline, the messages, and what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.authz.actors import Citizen
from app.authz.policy import Action, allows
from app.cases.lifecycle import OVER_OR_OPEN_AGAIN, Reason, Step
from app.cases.models import Case, CaseRead, CaseStep, Message
from app.cases.queries import drafts
from app.cases.queries.beginning import proxy_of
from app.cases.queries.thread import ThreadEntry, citizen_thread
from app.cases.sealing import unseal_in
from app.cases.status import CitizenLabel, answer_day_passed, citizen_label
from app.catalog.answers import Answers, answers_from_json
from app.catalog.definition import ShownDocument, in_language
from app.catalog.queries.case_types import document_of
from app.citizens.models import CitizenRow
from app.roles.models import Clinic, StaffMember


@dataclass(frozen=True)
class EndStep:
    """A step that ended the case or opened it again. Why it was opened again is the clinic's own, and is not here."""

    step: Step
    at: datetime
    reason: Reason | None = None
    line: str = ""


@dataclass(frozen=True)
class OwnCasePage:
    """A case as its citizen (or proxy) may see it.

    ``read_by_clinic_at``: when the clinic last opened it after the citizen's latest own text; None: not yet.
    """

    case_id: UUID
    number: int
    label: CitizenLabel
    is_open: bool
    clinic: str
    clinic_telephone: str
    clinic_address: str
    clinic_opening_hours: str
    case_type: str
    document: ShownDocument
    answers: Answers
    citizen: str
    started_by: str
    received_at: datetime
    first_opened_at: datetime | None
    handled_at: datetime | None
    respond_by: datetime | None
    answer_by: date | None
    answer_day_passed: bool
    end_steps: tuple[EndStep, ...]
    read_by_clinic_at: datetime | None
    thread: tuple[ThreadEntry, ...]
    question_id: UUID | None
    may_answer: bool
    may_withdraw: bool
    may_print: bool
    draft: dict[str, str]

    @property
    def ending(self) -> EndStep | None:
        """How it ended; None while it is open."""
        return None if self.is_open else next(reversed(self.end_steps), None)


def own_case_page(session: Session, actor: Citizen, case: Case, language: str) -> OwnCasePage:
    """The page of a case that the caller has authorized, locked and logged."""
    document = in_language(document_of(case.case_type_version_id), language)
    clinic = session.get_one(Clinic, case.clinic_id)
    thread = citizen_thread(session, case, clinic.name)
    end_steps = tuple(_end_step(case, step) for step in _end_steps(session, case.id))
    return OwnCasePage(
        case_id=case.id,
        number=case.number,
        is_open=case.state.is_open,
        clinic=clinic.name,
        clinic_telephone=clinic.telephone,
        clinic_address=clinic.address,
        clinic_opening_hours=clinic.opening_hours,
        citizen=session.get_one(CitizenRow, case.citizen_id).name,
        started_by=proxy_of(session, case),
        received_at=case.received_at,
        first_opened_at=case.first_opened_at,
        handled_at=case.holder_opened_at,
        respond_by=case.respond_by,
        answer_by=case.answer_by,
        label=citizen_label(case, withdrawn=any(one.step is Step.WITHDRAW for one in end_steps)),
        case_type=document.external_name,
        document=document,
        answers=answers_from_json(unseal_in(case, case.answers_sealed, "cases", case.id, "answers")),
        answer_day_passed=answer_day_passed(case.answer_by),
        end_steps=end_steps,
        read_by_clinic_at=_read_by_clinic(session, case),
        thread=thread,
        question_id=next((entry.id for entry in thread if entry.open_question), None),
        may_answer=allows(actor, Action.ANSWER_QUESTION, case),
        may_withdraw=allows(actor, Action.WITHDRAW, case),
        may_print=allows(actor, Action.PRINT_CASE, case),
        draft=drafts.mine(session, actor, drafts.ANSWER, case.id),
    )


def is_withdrawn(session: Session, case_id: UUID) -> bool:
    """Whether the citizen has withdrawn the case. Checks no rights: the caller must have done so."""
    return any(step.step is Step.WITHDRAW for step in _end_steps(session, case_id))


def _end_steps(session: Session, case_id: UUID) -> Sequence[CaseStep]:
    """Oldest first; what was undone has not been."""
    turned = CaseStep.step.in_(OVER_OR_OPEN_AGAIN) & CaseStep.undone_at.is_(None)
    return session.scalars(select(CaseStep).where(CaseStep.case_id == case_id, turned).order_by(CaseStep.number)).all()


def _end_step(case: Case, step: CaseStep) -> EndStep:
    if step.step is Step.REOPEN:
        return EndStep(step.step, step.at)
    sealed = step.reason_line_sealed
    line = unseal_in(case, sealed, "case_steps", step.id, "reason_line") if sealed else ""
    return EndStep(step.step, step.at, step.reason, line)


def _read_by_clinic(session: Session, case: Case) -> datetime | None:
    """When staff first opened the case after the citizen's latest message; None when nobody has."""
    latest = session.scalar(
        select(func.max(Message.sent_at)).where(Message.case_id == case.id, Message.citizen_id.is_not(None))
    )
    return session.scalar(
        select(func.min(CaseRead.read_at)).where(
            CaseRead.case_id == case.id,
            CaseRead.reader_id.in_(select(StaffMember.id)),
            CaseRead.read_at >= (latest or case.received_at),
        )
    )
