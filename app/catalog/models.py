"""Case types and their versions. A version never changes: cases keep the one they were made with."""

import uuid
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, event
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
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime())


class VersionIsFinal(RuntimeError):
    """Something tried to change or delete a published version. A programming error; publish a new version instead."""


@event.listens_for(CaseTypeVersion, "before_update")
@event.listens_for(CaseTypeVersion, "before_delete")
def _refuse(*_: object) -> NoReturn:
    raise VersionIsFinal
