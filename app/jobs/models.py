"""The one table of the queue."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class Job(Base):
    """A promise. ``dedupe`` is what makes it one promise however often it is made; ``payload`` holds ids only."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_waiting_run_at",
            "run_at",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),  # what is due
        Index("ix_jobs_done_at", "done_at"),  # the daily clean-up
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[Mapping[str, str]] = mapped_column(JSON)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime())
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
    dedupe: Mapped[str] = mapped_column(String(200), unique=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_error: Mapped[str] = mapped_column(String(80), default="")
