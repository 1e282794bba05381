"""Everything the case page shows a member of staff, gathered in one go: the template asks the database nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.authz.actors import Role, Staff
from app.authz.policy import Action, allows
from app.cases.models import Case, CaseStep, Message
from app.cases.queries import drafts
from app.cases.queries.beginning import proxy_of, reader_of
from app.cases.queries.record import RecordMark, record_mark
from app.cases.queries.thread import ThreadEntry, staff_thread
from app.cases.queries.visibility import visible_to
from app.cases.sealing import unseal_in
from app.cases.status import StaffLabel, staff_label
from app.cases.windows import JUST_NOW, undoable_until
from app.casework.acts import ACTS, withheld
from app.casework.queries.ready_texts import ReadyText, ready_texts
from app.catalog.answers import Answers, answers_from_json
from app.catalog.definition import ShownDocument, in_language
from app.catalog.models import CaseType
from app.catalog.queries.case_types import document_of
from app.citizens.models import CitizenRow
from app.citizens.queries import personnummer_of
from app.core import clock
from app.roles.models import Clinic, Group, StaffMember
from app.roles.queries.absences import AwayNow, away_now
from app.roles.queries.people import GroupChoice, Person, groups_of_clinic, people_with
from app.roles.services.signatures import citizens_see, signature_of

EARLIER = timedelta(days=365 * 5)


class CitizenCard(NamedTuple):
    """Whose case it is. ``started_by``: the proxy's name when a guardian wrote."""

    name: str
    personnummer: str
    protected: bool
    started_by: str


class EarlierCase(NamedTuple):
    """Another case of the citizen at this clinic, among those the reader may see."""

    case_id: UUID
    number: int
    case_type: str
    received_at: datetime
    label: StaffLabel
    is_open: bool


class Undoable(NamedTuple):
    """The actor's own latest step and until when it can be undone; ``message_id``: what it sent, if anything.

    ``just_now``: the way back stands at the top of the page; later it stands on the message itself.
    """

    until: datetime
    message_id: UUID | None
    just_now: bool


@dataclass(frozen=True)
class CasePage:
    """A case as a member of staff may see it. ``may``: what they may do; ``people`` and ``groups``: to whom to give it.

    ``author``: how the citizen sees the actor; ``reads``: the language of whoever reads what is sent.
    """

    case_id: UUID
    number: int
    version: int
    label: StaffLabel
    is_open: bool
    clinic: str
    case_type: str
    document: ShownDocument
    answers: Answers
    citizen: CitizenCard
    received_at: datetime
    respond_by: datetime | None
    answer_by: date | None
    holder: str
    holder_id: UUID | None
    group_id: UUID | None
    mine: bool
    thread: tuple[ThreadEntry, ...]
    earlier: tuple[EarlierCase, ...]
    may: frozenset[Action]
    people: tuple[Person, ...]
    groups: tuple[GroupChoice, ...]
    away: Mapping[UUID, AwayNow]
    draft: dict[str, str]
    undoable: Undoable | None
    record: RecordMark
    signature: str
    author: str
    reads: str
    ready: tuple[ReadyText, ...]
    shown_at: datetime


_OFFERED = frozenset({Action.PRINT_CASE, *(act.action for act in ACTS)})


def case_page(session: Session, actor: Staff, case: Case, language: str) -> CasePage:
    """The page of a case that the caller has authorized, locked and logged."""
    clinic, citizen, member = _at_hand(session, actor, case)
    document = in_language(document_of(case.case_type_version_id), language)
    people = people_with(session, case.clinic_id, Role.HANDLER)
    able = case.holder_id in {person.staff_id for person in people}
    return CasePage(
        case_id=case.id,
        number=case.number,
        version=case.version,
        received_at=case.received_at,
        respond_by=case.respond_by,
        answer_by=case.answer_by,
        holder_id=case.holder_id,
        group_id=case.group_id,
        label=staff_label(case, holder_valid=able),
        is_open=case.state.is_open,
        clinic=clinic.name,
        case_type=document.internal_name,
        document=document,
        answers=answers_from_json(unseal_in(case, case.answers_sealed, "cases", case.id, "answers")),
        citizen=_citizen(session, case, citizen),
        holder=_holder(session, case, able=able),
        mine=case.holder_id == actor.staff_id,
        thread=staff_thread(session, case),
        earlier=_earlier(session, actor, case, language),
        may=_may(actor, case, document),
        people=_own_first(actor, people),
        groups=tuple(groups_of_clinic(session, case.clinic_id)),
        away=away_now(session, case.clinic_id),
        draft=drafts.mine(session, actor, drafts.CASE, case.id),
        undoable=_undoable(session, actor, case),
        record=record_mark(session, case),
        signature=signature_of(session, member.id, clinic.id),
        author=citizens_see(member, clinic.name),
        reads=reader_of(session, case).language,
        ready=ready_texts(session, case),
        shown_at=clock.now(),
    )


def _may(actor: Staff, case: Case, document: ShownDocument) -> frozenset[Action]:
    """What the policy lets the actor do now, without the replies that the case type does not have."""
    offered = _OFFERED - withheld(document.allowed_actions)
    return frozenset(action for action in offered if allows(actor, action, case))


def _at_hand(session: Session, actor: Staff, case: Case) -> tuple[Clinic, CitizenRow, StaffMember]:
    """Rows that several parts of the page ask for: while they are held, the session gives them without the database."""
    return (
        session.get_one(Clinic, case.clinic_id),
        session.get_one(CitizenRow, case.citizen_id),
        session.get_one(StaffMember, actor.staff_id),
    )


def _own_first(actor: Staff, people: list[Person]) -> tuple[Person, ...]:
    """The contract's order: the own name first (only an ÄH stands among them), then the others by name."""
    return tuple(sorted(people, key=lambda person: person.staff_id != actor.staff_id))


def _citizen(session: Session, case: Case, citizen: CitizenRow) -> CitizenCard:
    return CitizenCard(citizen.name, personnummer_of(citizen), citizen.protected, proxy_of(session, case))


def _holder(session: Session, case: Case, *, able: bool) -> str:
    if case.group_id is not None:
        return session.get_one(Group, case.group_id).name
    if case.holder_id is None or not able:
        return ""
    return session.get_one(StaffMember, case.holder_id).name


def _earlier(session: Session, actor: Staff, case: Case, language: str) -> tuple[EarlierCase, ...]:
    name = CaseType.internal_name_en if language == "en" else CaseType.internal_name
    rows = session.execute(
        select(Case, name.label("case_type"))
        .join(CaseType, CaseType.id == Case.case_type_id)
        .where(
            visible_to(actor),
            and_(Case.citizen_id == case.citizen_id, Case.clinic_id == case.clinic_id, Case.id != case.id),
            Case.received_at >= clock.now() - EARLIER,
        )
        .order_by(Case.received_at.desc())
        .limit(20)
    )
    return tuple(
        EarlierCase(other.id, other.number, case_type, other.received_at, staff_label(other), other.state.is_open)
        for other, case_type in rows
    )


def _undoable(session: Session, actor: Staff, case: Case) -> Undoable | None:
    row = session.scalar(select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.number.desc()).limit(1))
    if row is None or row.staff_id != actor.staff_id or row.undone_at is not None:
        return None
    messages = list(session.scalars(select(Message).where(Message.step_id == row.id)))
    if any(message.read_at is not None for message in messages):
        return None
    now, until = clock.now(), undoable_until(row.step, row.at, has_message=bool(messages))
    if until is None or now >= until:
        return None
    return Undoable(until, messages[0].id if messages else None, not messages or now - row.at < JUST_NOW)
