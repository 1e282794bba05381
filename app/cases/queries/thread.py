"""The thread of a case: messages, steps and notes in the order they came, unsealed for the page that may show them."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from app.cases.lifecycle import WITH_A_TEXT, Reason, Step
from app.cases.models import Case, CaseStep, Message, MessageKind, Note
from app.cases.sealing import unseal_in
from app.citizens.models import CitizenRow
from app.roles.models import Group, StaffMember
from app.roles.services.signatures import citizens_see


class ThreadEntryKind(enum.StrEnum):
    """What an entry of the thread is."""

    MESSAGE = "message"
    STEP = "step"
    NOTE = "note"


@dataclass(frozen=True)
class ThreadEntry:
    """One thing in a thread. ``author`` is as the reader may see it; ``target`` is to whom a case was given."""

    kind: ThreadEntryKind
    id: UUID
    at: datetime
    author: str
    from_clinic: bool
    title: str = ""
    step: Step | None = None
    target: str = ""
    reason: Reason | None = None
    reason_line: str = ""
    undone: bool = False
    message: MessageKind | None = None
    body: str = ""
    signature: str = ""
    promised_by: date | None = None
    read_at: datetime | None = None
    withdrawn: bool = False
    open_question: bool = False


Named = TypeVar("Named")
_IDS: BindParameter[UUID] = bindparam("ids", expanding=True)
# Built once: to build a statement takes longer than to carry it out.
_STAFF = select(StaffMember).where(StaffMember.id.in_(_IDS))
_CITIZENS = select(CitizenRow).where(CitizenRow.id.in_(_IDS))
_GROUPS = select(Group).where(Group.id.in_(_IDS))


def _found(session: Session, wanted: Select[Named], ids: set[UUID | None]) -> Iterable[Named]:
    known = ids - {None}
    return session.scalars(wanted, {"ids": list(known)}) if known else ()


class CaseNames:
    """The people and groups of a case, fetched with one query each."""

    def __init__(self, session: Session, steps: list[CaseStep], messages: list[Message], notes: list[Note]) -> None:
        staff = {s.staff_id for s in steps} | {m.staff_id for m in messages} | {n.staff_id for n in notes}
        staff |= {s.to_holder_id for s in steps}
        citizens = {s.citizen_id for s in steps} | {m.citizen_id for m in messages}
        groups = {step.to_group_id for step in steps}
        self.staff = {m.id: m for m in _found(session, _STAFF, staff)}
        self.citizens = {c.id: c for c in _found(session, _CITIZENS, citizens)}
        self.groups = {g.id: g.name for g in _found(session, _GROUPS, groups)}

    def author(self, staff_id: UUID | None, citizen_id: UUID | None, clinic_for_citizen: str | None) -> str:
        """The name; as citizens see it when the clinic's name is given."""
        if staff_id is not None:
            member = self.staff[staff_id]
            return member.name if clinic_for_citizen is None else citizens_see(member, clinic_for_citizen)
        return self.citizens[citizen_id].name if citizen_id is not None else ""

    def title(self, staff_id: UUID | None) -> str:
        """The title of a member of staff, for colleagues."""
        return self.staff[staff_id].title if staff_id is not None else ""

    def target(self, step: CaseStep) -> str:
        """Name of the person or group that the step gave the case to; empty when it gave it to nobody."""
        if step.to_holder_id is not None:
            return self.staff[step.to_holder_id].name
        return self.groups[step.to_group_id] if step.to_group_id is not None else ""


_STEPS = select(CaseStep).where(CaseStep.case_id == bindparam("case_id"))
_MESSAGES = select(Message).where(Message.case_id == bindparam("case_id"))
_NOTES = select(Note).where(Note.case_id == bindparam("case_id"))


def staff_thread(session: Session, case: Case) -> tuple[ThreadEntry, ...]:
    """Everything, for staff: messages (recalled ones too), steps, notes."""
    own = {"case_id": case.id}
    steps, messages = list(session.scalars(_STEPS, own)), list(session.scalars(_MESSAGES, own))
    notes = list(session.scalars(_NOTES, own))
    names = CaseNames(session, steps, messages, notes)
    shown = [_step(case, step, names) for step in steps if step.step not in WITH_A_TEXT]
    entries = [*shown, *(_message(case, m, names, None) for m in messages), *(_note(case, n, names) for n in notes)]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.kind is ThreadEntryKind.MESSAGE)))


def citizen_thread(session: Session, case: Case, clinic_name: str) -> tuple[ThreadEntry, ...]:
    """The messages that the citizen may see: none that was recalled, no note, no internal step."""
    messages = list(
        session.scalars(
            select(Message).where(Message.case_id == case.id, Message.withdrawn_at.is_(None)).order_by(Message.sent_at)
        )
    )
    names = CaseNames(session, [], messages, [])
    return tuple(_message(case, message, names, clinic_name) for message in messages)


def _step(case: Case, step: CaseStep, names: CaseNames) -> ThreadEntry:
    sealed = step.reason_line_sealed
    return ThreadEntry(
        kind=ThreadEntryKind.STEP,
        id=step.id,
        at=step.at,
        author=names.author(step.staff_id, step.citizen_id, None),
        from_clinic=step.citizen_id is None,
        step=step.step,
        target=names.target(step),
        reason=step.reason,
        reason_line=unseal_in(case, sealed, "case_steps", step.id, "reason_line") if sealed else "",
        undone=step.undone_at is not None,
    )


def _message(case: Case, message: Message, names: CaseNames, clinic_for_citizen: str | None) -> ThreadEntry:
    sealed = message.signature_sealed
    return ThreadEntry(
        kind=ThreadEntryKind.MESSAGE,
        id=message.id,
        at=message.sent_at,
        author=names.author(message.staff_id, message.citizen_id, clinic_for_citizen),
        title=names.title(message.staff_id) if clinic_for_citizen is None else "",
        from_clinic=message.staff_id is not None,
        message=message.kind,
        body=unseal_in(case, message.body_sealed, "messages", message.id, "body"),
        signature=unseal_in(case, sealed, "messages", message.id, "signature") if sealed else "",
        promised_by=message.promised_by,
        read_at=message.read_at,
        withdrawn=message.withdrawn_at is not None,
        open_question=message.open_question,
    )


def _note(case: Case, note: Note, names: CaseNames) -> ThreadEntry:
    body = unseal_in(case, note.body_sealed, "notes", note.id, "body")
    author, title = names.author(note.staff_id, None, None), names.title(note.staff_id)
    return ThreadEntry(ThreadEntryKind.NOTE, note.id, note.at, author, from_clinic=True, title=title, body=body)
