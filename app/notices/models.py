"""Addresses, choices and the notices themselves. Addresses are sealed; a notice holds no text, only which text."""

import uuid
from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Keyed, UtcDateTime, enum_type
from app.notices.kinds import Channel, Dropped, NoticeEvent, OwnerKind


class Given:
    """How often a letter was handed over whole without an answer, and when last. Counted before anybody can have it."""

    given: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class NoticeAddress(Given, Keyed, Base):
    """An e-mail address, and the letter with its code.

    ``for_id`` is whose cases it is about: one's own id, or a child's for its proxy.

    The owner has at most one verified address and one that waits for its code; the old one serves until the new one is
    verified. The code is sealed like the address: a hash of six digits hides nothing.
    """

    __tablename__ = "notice_addresses"
    __table_args__ = (
        Index(
            "uq_notice_addresses_verified",
            "owner_id",
            "for_id",
            unique=True,
            sqlite_where=text("verified_at IS NOT NULL"),
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
        Index(
            "uq_notice_addresses_waiting",
            "owner_id",
            "for_id",
            unique=True,
            sqlite_where=text("verified_at IS NULL"),
            postgresql_where=text("verified_at IS NULL"),
        ),
        Index("ix_notice_addresses_for_id", "for_id"),  # who is told of a citizen's message
    )

    owner_kind: Mapped[OwnerKind] = mapped_column(enum_type(OwnerKind, "owner_kind"))
    owner_id: Mapped[uuid.UUID]
    for_id: Mapped[uuid.UUID]
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    attempts: Mapped[int] = mapped_column(default=0)


class FormerAddress(Given, Keyed, Base):
    """An address that was in use, until it has been told that it is no longer."""

    __tablename__ = "former_addresses"

    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the daily clean-up


class NoticeChoice(Base):
    """What somebody has chosen. No row: on, but off for those with protected identity."""

    __tablename__ = "notice_choices"

    owner_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    for_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    event: Mapped[NoticeEvent] = mapped_column(enum_type(NoticeEvent, "event"), primary_key=True)
    on: Mapped[bool]


class Notice(Given, Keyed, Base):
    """One e-mail to one address. ``about_id`` is a case step or a role grant: what must still be true when it is sent."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_created_at", "created_at"),  # the demo's list, the daily clean-up
        Index("ix_notices_owner_id_sent_at", "owner_id", "sent_at"),  # whether an e-mail of the same kind has just gone
    )

    dedupe: Mapped[str] = mapped_column(String(200), unique=True)
    event: Mapped[NoticeEvent] = mapped_column(enum_type(NoticeEvent, "event"))
    about_id: Mapped[uuid.UUID]
    owner_kind: Mapped[OwnerKind] = mapped_column(enum_type(OwnerKind, "owner_kind"))
    owner_id: Mapped[uuid.UUID]
    for_id: Mapped[uuid.UUID]
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel"), default=Channel.EMAIL)
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    send_after: Mapped[datetime] = mapped_column(UtcDateTime())
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    why: Mapped[Dropped | None] = mapped_column(enum_type(Dropped, "why"))
