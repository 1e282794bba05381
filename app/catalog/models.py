"""Case types and their versions. A version never changes: cases keep the one they were made with."""

import uuid
from datetime import datetime
from typing import NoReturn

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy import Text as TextOfAnyLength
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Keyed, UtcDateTime


class CaseType(Keyed, Base):
    """A case type at a clinic. The names are copies from the newest version, so that lists need not open documents."""

    __tablename__ = "case_types"
    __table_args__ = (
        UniqueConstraint("clinic_id", "key"),
        Index("ix_case_types_clinic_id_position", "clinic_id", "position"),  # the citizen's choice of case type
    )

    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    key: Mapped[str] = mapped_column(String(60))
    internal_name: Mapped[str] = mapped_column(String(200))
    internal_name_en: Mapped[str] = mapped_column(String(200))
    external_name: Mapped[str] = mapped_column(String(200))
    external_name_en: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    restricted: Mapped[bool] = mapped_column(default=False)
    for_proxies: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class CaseTypeVersion(Keyed, Base):
    """One published version of a case type: a whole document (``catalog.definition``) that nothing may change."""

    __tablename__ = "case_type_versions"
    __table_args__ = (UniqueConstraint("case_type_id", "number"),)  # also finds the newest

    case_type_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_types.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime())


class StandardReply(Keyed, Base):
    """A text of the clinic's own that handlers insert in what they write; for one case type, or (None) for all.

    ``version`` counts the changes. What is removed stays, so that it can be put back.
    """

    __tablename__ = "standard_replies"
    __table_args__ = (Index("ix_standard_replies_clinic_id_name", "clinic_id", "name"),)  # what a case page offers

    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    case_type_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_types.id"))
    name: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(TextOfAnyLength)
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class VersionIsFinal(RuntimeError):
    """Something tried to change or delete a published version. A programming error; publish a new version instead."""


@event.listens_for(CaseTypeVersion, "before_update")
@event.listens_for(CaseTypeVersion, "before_delete")
def _refuse(*_: object) -> NoReturn:
    raise VersionIsFinal
