"""How often somebody has done something in a window of time. In the database, so that all nodes count together."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class LimitCount(Base):
    """One person, address or browser in one window. ``whose``: an id, an address's keyed index, or a hash of a session's id."""

    __tablename__ = "limit_counts"

    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    whose: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime(), primary_key=True, index=True)  # serves the hourly clean-up
    number: Mapped[int]
