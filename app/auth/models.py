"""Login sessions, what waits for who was logged in, logout tokens that have been used, and accepted terms."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.auth.kinds import EndReason, SessionKind
from app.core.db import Base, Keyed, UtcDateTime, enum_type


class LoginSession(Base):
    """One browser's session. The cookie holds 32 random bytes; only their SHA-256 is here.

    ``data`` is sealed JSON: what the pages keep between requests, and the state of a login under way. The issuer's
    subject may be a personnummer, so it is kept as a blind index.
    """

    __tablename__ = "login_sessions"
    __table_args__ = (
        CheckConstraint("(kind = 'staff') = (staff_id IS NOT NULL)", name="staff_has_id"),
        CheckConstraint("(kind = 'citizen') = (citizen_id IS NOT NULL)", name="citizen_has_id"),
    )

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    kind: Mapped[SessionKind] = mapped_column(enum_type(SessionKind, "kind"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"), index=True)  # one's own list
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"), index=True)  # one's own list
    for_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"))
    clinic_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clinics.id"))
    terms_accepted: Mapped[bool] = mapped_column(default=False)
    issuer: Mapped[str] = mapped_column(String(300), default="")
    subject_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)  # back-channel logout by subject
    sid: Mapped[str] = mapped_column(String(255), default="", index=True)  # back-channel logout by session
    acr: Mapped[str] = mapped_column(String(200), default="")
    auth_time: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    idle_seconds: Mapped[int]
    absolute_end: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up
    ip_class: Mapped[str] = mapped_column(String(60), default="")
    ua_hash: Mapped[str] = mapped_column(String(64), default="")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[EndReason | None] = mapped_column(enum_type(EndReason, "reason"))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class UsedLogoutToken(Base):
    """A logout token that has been acted upon, kept until it is too old to be sent again."""

    __tablename__ = "used_logout_tokens"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    jti: Mapped[str] = mapped_column(String(255), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up


class TermsAcceptance(Keyed, Base):
    """That somebody has accepted a version of the terms, and when."""

    __tablename__ = "terms_acceptances"
    __table_args__ = (
        UniqueConstraint("staff_id", "version"),
        UniqueConstraint("citizen_id", "version"),
        CheckConstraint("(staff_id IS NULL) <> (citizen_id IS NULL)", name="one_person"),
    )

    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"))
    version: Mapped[str] = mapped_column(String(20))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime())


class WaitingForms(Keyed, Base):
    """What waits for one person, who was logged in no more where it was sent from: sealed JSON, shown to nobody else."""

    __tablename__ = "waiting_forms"
    __table_args__ = (CheckConstraint("(staff_id IS NULL) <> (citizen_id IS NULL)", name="one_person"),)

    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"), unique=True)
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizens.id"), unique=True)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up
