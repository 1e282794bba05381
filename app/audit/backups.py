"""When the last whole backup was made: beside the log's event, one row that a monitor can ask for at any time."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base, UtcDateTime, session

OLD = timedelta(hours=26)
"""One every night, and two hours for a night that takes longer."""


class LastBackup(Base):
    """The only row; none where no backup has been made. A restored database knows of those before its own backup."""

    __tablename__ = "last_backup"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    size: Mapped[int | None] = mapped_column(BigInteger)


def note_backup(current: Session, at: datetime, size: int | None) -> None:
    """Remember it, in the caller's transaction; ``size`` in bytes, None where something else made it."""
    current.merge(LastBackup(id=1, at=at, size=size))


def last_backup() -> datetime | None:
    """When it was made; None when there is none."""
    return session().scalar(select(LastBackup.at))


def backup_is_fresh() -> bool:
    """Whether there is one from the last night: for ``/readyz``."""
    try:
        made = last_backup()
    except SQLAlchemyError:
        session().rollback()
        return False
    return made is not None and clock.now() - made < OLD
