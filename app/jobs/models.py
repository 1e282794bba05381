"""The tables of the queue: what is promised, and which lane waits for a neighbour."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class Job(Base):
    """A promise. ``dedupe`` is what makes it one promise however often it is made; ``payload`` holds ids only.

    ``promised_at`` is when it should have been done first, however often it has been put off since; a row of an older
    version has none and counts from ``run_at``. ``tried_since`` is when the tries began that its patience is counted
    from. ``unreturned`` counts the leases in a row from which no worker came back.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_waiting_run_at",
            "run_at",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),  # what is due
        Index("ix_jobs_done_at", "done_at"),  # the daily clean-up; what is not done, for those who watch
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[Mapping[str, str]] = mapped_column(JSON)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime())
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    tried_since: Mapped[datetime | None] = mapped_column(UtcDateTime())
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
    unreturned: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    dedupe: Mapped[str] = mapped_column(String(200), unique=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_error: Mapped[str] = mapped_column(String(80), default="")


class JobLane(Base):
    """A lane whose neighbour (the mail server) failed: everybody's workers leave it alone until ``waits_until``.

    No row, or no ``failures``: it is open.
    """

    __tablename__ = "job_lanes"

    lane: Mapped[str] = mapped_column(String(20), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    waits_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
