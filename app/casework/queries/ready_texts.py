"""Texts that are ready to be inserted in what is written to a citizen: the clinic's own and those of the case type."""

from typing import NamedTuple

from babel.dates import format_date
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.cases.queries.beginning import reader_of
from app.catalog.definition import CaseTypeDocument
from app.catalog.placeholders import filled
from app.catalog.queries.case_types import document_of
from app.catalog.queries.standard_replies import replies_for
from app.core import clock
from app.roles.models import Clinic

LONGEST_NAME = 70


class ReadyText(NamedTuple):
    """A text with everything filled in. ``fixed``: it is the case type's, and a final reply alone."""

    key: str
    name: str
    text: str
    fixed: bool = False


def ready_texts(session: Session, case: Case) -> tuple[ReadyText, ...]:
    """The case type's fixed replies first, in the language of whoever reads them, then the clinic's by name."""
    reader = reader_of(session, case)
    clinic = session.get_one(Clinic, case.clinic_id)
    values = {
        "fornamn": reader.given_name or reader.family_name,
        "mottagning": clinic.name,
        "telefon": clinic.telephone,
        "datum": format_date(clock.today(), "d MMMM y", locale=reader.language),
    }
    own = replies_for(session, case.clinic_id, case.case_type_id)
    return (
        *fixed_texts(document_of(case.case_type_version_id), reader.language),
        *(ReadyText(str(reply_id), name, filled(body, values)) for reply_id, name, body in own),
    )


def fixed_texts(document: CaseTypeDocument, language: str) -> tuple[ReadyText, ...]:
    """The case type's fixed replies; each is named by how it begins."""
    texts = [reply.in_language(language) for reply in document.fixed_replies]
    return tuple(ReadyText(f"fixed-{number}", _name(text), text, fixed=True) for number, text in enumerate(texts))


def _name(text: str) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= LONGEST_NAME else f"{first[: LONGEST_NAME - 1]}…"
