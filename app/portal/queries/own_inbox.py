"""The citizen's Inkorg: columns, never entities, and never what anybody wrote."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.authz.actors import Citizen
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseStep
from app.cases.queries.unread import is_unread
from app.cases.queries.visibility import visible_to
from app.cases.status import CitizenLabel, citizen_label
from app.catalog.models import CaseType
from app.core.paging import Cursor, from_after, page_of
from app.roles.models import Clinic


@dataclass(frozen=True)
class OwnCase:
    """A case in the citizen's list. ``unread``: the clinic has written, or ended it, and nobody here has looked yet."""

    case_id: UUID
    number: int
    label: CitizenLabel
    clinic: str
    case_type: str
    received_at: datetime
    answer_by: date | None
    respond_by: datetime | None
    unread: bool


class OwnCases(NamedTuple):
    """A page of the list, latest event first, and where the next one begins (None: this is the last)."""

    rows: tuple[OwnCase, ...]
    next: Cursor[UUID] | None


_OF_CASE = (
    Case.id,
    Case.number,
    Case.state,
    Case.holder_id,
    Case.group_id,
    Case.answer_by,
    Case.respond_by,
    Case.holder_opened_at,
    Case.first_opened_at,
    Case.received_at,
    Case.last_event_at,
)


def own_cases(session: Session, actor: Citizen, language: str, after: Cursor[UUID] | None, size: int) -> OwnCases:
    """The actor's own (or the child's) cases. Served by ix_cases_citizen_id_last_event_at."""
    name = CaseType.external_name_en if language == "en" else CaseType.external_name
    query = (
        select(
            *_OF_CASE,
            Clinic.name.label("clinic"),
            name.label("case_type"),
            _was_withdrawn().label("withdrawn"),
            is_unread(actor).label("unread"),
        )
        .join(Clinic, Clinic.id == Case.clinic_id)
        .join(CaseType, CaseType.id == Case.case_type_id)
        .where(visible_to(actor))
    )
    columns = (Case.last_event_at, Case.id)
    query = from_after(query, columns, after, descending=True)
    found = session.execute(query.limit(size + 1)).all()
    shown, more = page_of(found, size, lambda item: Cursor(item.last_event_at, item.id))
    return OwnCases(tuple(_row(item) for item in shown), more)


def _row(item: Any) -> OwnCase:
    return OwnCase(
        case_id=item.id,
        number=item.number,
        label=citizen_label(item, withdrawn=bool(item.withdrawn)),
        clinic=item.clinic,
        case_type=item.case_type,
        received_at=item.received_at,
        answer_by=item.answer_by,
        respond_by=item.respond_by,
        unread=bool(item.unread),
    )


def _was_withdrawn() -> ColumnElement[bool]:
    return exists().where(CaseStep.case_id == Case.id, CaseStep.step == Step.WITHDRAW, CaseStep.undone_at.is_(None))
