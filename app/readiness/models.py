"""What the database keeps to know its keyring again, and the row by which a node shows that it can write."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class KeyringCheck(Base):
    """One key of the keyring that this database's text is sealed with, known by its fingerprint.

    ``sealed``: a known word under that key; none for the key of the indexes, which seals nothing.
    """

    __tablename__ = "keyring_checks"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Heartbeat(Base):
    """When a node could last write and commit. The log itself is never written to try it: ids burnt look like gaps."""

    __tablename__ = "heartbeats"

    node: Mapped[str] = mapped_column(String(255), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
