"""Cases and what belongs to them. Text that anybody wrote is sealed; lists never need it."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.authz.facts import State
from app.cases.lifecycle import Reason, Step
from app.core.db import Base, Keyed, UtcDateTime, enum_type

FIRST_NUMBER = 104_000


class MessageKind(enum.StrEnum):
    """What a message is to the one who gets it."""

    PARTIAL_REPLY = "partial_reply"
    COUNTER_QUESTION = "counter_question"
    ANSWER = "answer"
    FINAL_REPLY = "final_reply"


class CaseNumber(Base):
    """Hands out case numbers: one sequence for the whole installation, on both engines."""

    __tablename__ = "case_numbers"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class Case(Keyed, Base):
    """A case (ärende). State, holder and version change through ``cases.services.steps.take_step`` alone.

    It is about a citizen, was begun by that citizen or a proxy (``started_by_id``), and has a version of a case type. The
    columns that come with these are for cases that no operation makes yet: docs/adr/0041-whom-a-case-is-about.md.

    ``answered_in_time``: whether the first response came before the limit of that moment (None: no response yet).
    ``recorded_at``, ``recorded_by``: when and by whom the case was marked as entered in the patient's record.
    ``last_given_by``: who held the case until the latest step and gave it away in it (None: the step was another's).
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("holder_id IS NULL OR group_id IS NULL", name="one_holder"),
        CheckConstraint("(state = 'waiting') = (answer_by IS NOT NULL)", name="answer_by_while_waiting"),
        CheckConstraint("(state IN ('answered', 'closed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("answered_in_time IS NULL OR first_response_at IS NOT NULL", name="in_time_when_answered"),
        CheckConstraint("(citizen_id IS NULL) <> (about_staff_id IS NULL)", name="about_one"),
        CheckConstraint("(started_by_id IS NULL) <> (started_by_staff_id IS NULL)", name="one_beginner"),
        CheckConstraint("(case_type_version_id IS NULL) <> (template_version_id IS NULL)", name="one_document"),
        CheckConstraint("(case_type_id IS NULL) = (case_type_version_id IS NULL)", name="version_of_case_type"),
        Index("ix_cases_clinic_id_state_received_at", "clinic_id", "state", "received_at", "id"),  # the clinic inbox
        Index("ix_cases_clinic_id_ended_at", "clinic_id", "ended_at", "id"),  # its tab Avslutade
        Index("ix_cases_clinic_id_respond_by", "clinic_id", "respond_by"),  # its tab Försenade
        Index("ix_cases_clinic_id_last_event_at", "clinic_id", "last_event_at", "id"),  # sorted by Senast händelse
        Index("ix_cases_holder_id_state", "holder_id", "state", "received_at", "id"),  # Mina ärenden
        Index("ix_cases_group_id_state", "group_id", "state", "received_at", "id"),  # Mina grupper
        Index("ix_cases_citizen_id_last_event_at", "citizen_id", "last_event_at", "id"),  # the citizen's Inkorg
    )

    number: Mapped[int] = mapped_column(unique=True)
    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizens.id"), nullable=True)
    about_staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    started_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"))
    started_by_staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    case_type_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_types.id"), nullable=True)
    case_type_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_type_versions.id"), nullable=True)
    template_version_id: Mapped[uuid.UUID | None]
    language: Mapped[str] = mapped_column(String(5), default="sv")
    reply_days: Mapped[int] = mapped_column(default=2)
    state: Mapped[State] = mapped_column(enum_type(State, "state"))
    version: Mapped[int]
    holder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("groups.id"))
    last_given_by: Mapped[uuid.UUID | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    respond_by: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answer_by: Mapped[date | None] = mapped_column(Date)
    first_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    holder_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    first_response_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answered_in_time: Mapped[bool | None]
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    last_event_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_event_by: Mapped[uuid.UUID | None]
    key_wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseStep(Keyed, Base):
    """One step of a case, with how the case was before it: what undoing restores. Before the first there was no case.

    ``clinic_before_id`` is empty in steps that were taken before it was kept: none of them moved a case.
    """

    __tablename__ = "case_steps"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    step: Mapped[Step] = mapped_column(enum_type(Step, "step"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"))
    to_holder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    to_group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("groups.id"))
    reason: Mapped[Reason | None] = mapped_column(enum_type(Reason, "reason"))
    reason_line_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    clinic_before_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clinics.id"))
    state_before: Mapped[State | None] = mapped_column(enum_type(State, "state_before"))
    holder_before_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    group_before_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("groups.id"))
    respond_by_before: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answer_by_before: Mapped[date | None] = mapped_column(Date)
    holder_opened_before: Mapped[datetime | None] = mapped_column(UtcDateTime())
    first_response_before: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_before: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Message(Keyed, Base):
    """A sealed message between clinic and citizen. ``withdrawn_at``: recalled before it was read; kept, not shown.

    ``answers_message_id`` is written by older releases and read by none; it goes in a release that narrows.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("(staff_id IS NULL) <> (citizen_id IS NULL)", name="one_author"),
        Index("ix_messages_case_id_sent_at", "case_id", "sent_at"),  # the thread
        Index(
            "uq_messages_open_question",
            "case_id",
            unique=True,
            sqlite_where=text("open_question"),
            postgresql_where=text("open_question"),
        ),  # one open question at a time
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_steps.id"))
    kind: Mapped[MessageKind] = mapped_column(enum_type(MessageKind, "kind"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signature_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    promised_by: Mapped[date | None] = mapped_column(Date)
    open_question: Mapped[bool] = mapped_column(default=False)
    answers_message_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("messages.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime())
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Note(Keyed, Base):
    """An internal note; never shown to a citizen."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_case_id_at", "case_id", "at"),)  # the case page

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_members.id"))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class CaseRead(Base):
    """When somebody last opened a case: unread marks, and who may be told that a case has moved on.

    ``version`` is written by older releases and read by none; it goes in a release that narrows.
    """

    __tablename__ = "case_reads"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    reader_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=0)


class Draft(Keyed, Base):
    """What somebody typed and has not sent. Own text stays one's own, also when the case is not."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("owner_id", "kind", "subject_id"),)

    owner_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Presence(Base):
    """That somebody has a case open, and whether they write. Locks nothing; old rows mean nothing."""

    __tablename__ = "presences"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_members.id"), primary_key=True)
    writing: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up


class SavedView(Keyed, Base):
    """A filter of an inbox under a name. Without ``staff_id`` it is everybody's at the clinic. ``query`` names nobody."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_clinic_id_staff_id", "clinic_id", "staff_id"),)  # those of an inbox

    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    inbox: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
