"""Citizens, proxies, and the clinics that a citizen has added."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Keyed, UtcDateTime, key_type
from app.core.text import LONGEST_NAME, full_name


class CitizenRow(Keyed, Base):
    """A citizen. The personnummer is sealed and found by its blind index; names are in clear to sort and search.

    ``search_name`` tells what stands in ``citizen_words``, so that a change is seen without reading them.
    """

    __tablename__ = "citizens"

    personnummer_index: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    personnummer_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str] = mapped_column(String(100))
    search_name: Mapped[str] = mapped_column(key_type())
    sort_name: Mapped[str] = mapped_column(key_type(), index=True)  # lists sorted by Invånare
    protected: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(5), default="sv")
    scheme: Mapped[str] = mapped_column(String(10), default="auto")
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    @property
    def name(self) -> str:
        """Given name and family name."""
        return full_name(self.given_name, self.family_name)


class CitizenWord(Base):
    """A word of a citizen's name, as searches compare it. Its key serves the search by the beginning of a word."""

    __tablename__ = "citizen_words"

    word: Mapped[str] = mapped_column(key_type(LONGEST_NAME), primary_key=True)
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizens.id"), primary_key=True, index=True)  # one's own


class Proxy(Keyed, Base):
    """A guardian who may act for a child. ``ends_on``: the 13th birthday, from whose first minute it is void."""

    __tablename__ = "proxies"
    __table_args__ = (CheckConstraint("guardian_id <> child_id", name="two_people"),)

    guardian_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizens.id"), index=True)  # the actor of each request
    child_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("citizens.id"), index=True
    )  # ended when the child is protected
    source: Mapped[str] = mapped_column(String(200))
    ends_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class CitizenClinic(Base):
    """A clinic among "Mina mottagningar"."""

    __tablename__ = "citizen_clinics"

    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
