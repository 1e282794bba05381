"""Who began a case, by which of its ids are set: its citizen, a proxy of theirs, or (without a citizen) a member of staff."""

from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.models import Case
from app.citizens.models import CitizenRow


class Begun(Protocol):
    """What tells who began a case: the case itself, or a list's row of it."""

    @property
    def citizen_id(self) -> UUID: ...
    @property
    def started_by_id(self) -> UUID | None: ...


def is_by_proxy(case: Begun) -> bool:
    """Whether somebody else than its citizen wrote it, in their stead."""
    return case.started_by_id is not None and case.started_by_id != case.citizen_id


def proxy_of(session: Session, case: Case) -> str:
    """The name of the proxy who began it; empty when none did."""
    return reader_of(session, case).name if is_by_proxy(case) else ""


def reader_of(session: Session, case: Case) -> CitizenRow:
    """Who reads what the clinic writes in it: the proxy who began it, else its citizen."""
    return session.get_one(CitizenRow, case.started_by_id or case.citizen_id)
