"""The table of kept questions."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Keyed, UtcDateTime


class AskedQuestion(Keyed, Base):
    """What somebody searched for or asked the log, sealed: it may be a personnummer. The id alone stands in addresses."""

    __tablename__ = "asked_questions"
    __table_args__ = (Index("ix_asked_questions_owner_id_asked_at", "owner_id", "asked_at"),)  # the latest of a person

    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_members.id"))
    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    page: Mapped[str] = mapped_column(String(40))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)  # serves the clean-up
