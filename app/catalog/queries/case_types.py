"""What a clinic offers, and the documents behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from app.catalog.definition import DOCUMENTS_KEPT, CaseTypeDocument, Text
from app.catalog.document_json import stored_document
from app.catalog.models import CaseType, CaseTypeVersion
from app.core.db import session
from app.core.errors import NotFound
from app.core.text import in_order


class CaseTypeNames(NamedTuple):
    """A case type by its names, as a list needs it."""

    case_type_id: UUID
    external_name: Text
    internal_name: Text


@dataclass(frozen=True)
class Version:
    """One published version, with what its case type says today."""

    version_id: UUID
    case_type_id: UUID
    clinic_id: UUID
    key: str
    position: int
    number: int
    active: bool
    restricted: bool
    for_proxies: bool
    document: CaseTypeDocument


def offered_case_types(clinic_id: UUID, *, by_proxy: bool = False) -> Sequence[Version]:
    """Newest versions of what anybody may write about at this clinic, in the clinic's order.

    ``by_proxy``: only what a guardian may send for a child.
    """
    offered = _newest().where(CaseType.clinic_id == clinic_id, CaseType.active, CaseType.restricted.is_(False))
    if by_proxy:
        offered = offered.where(CaseType.for_proxies)
    found = in_order(map(_version, session().execute(offered)), lambda one: one.document.external_name.sv)
    return sorted(found, key=lambda one: one.position)


def version_for(case_type_id: UUID) -> Version:
    """The newest version of a case type; ``NotFound`` when there is none."""
    return _one(_newest().where(CaseType.id == case_type_id))


def version(version_id: UUID) -> Version:
    """A version by its own id, such as the one a case was made with; ``NotFound`` when there is none."""
    return _one(_versions().where(CaseTypeVersion.id == version_id))


def document_of(version_id: UUID) -> CaseTypeDocument:
    """The document of a version, read once by each process: what is published never changes."""
    if (kept := _documents.get(version_id)) is not None:
        return kept
    found = session().scalars(select(CaseTypeVersion.document).where(CaseTypeVersion.id == version_id)).one_or_none()
    if found is None:
        raise NotFound
    return _document(version_id, found)


def names(clinic_id: UUID) -> Sequence[CaseTypeNames]:
    """All case types of a clinic, also those it has stopped offering, in the clinic's order: for filters."""
    columns = select(
        CaseType.id,
        CaseType.external_name,
        CaseType.external_name_en,
        CaseType.internal_name,
        CaseType.internal_name_en,
        CaseType.position,
    )
    rows = in_order(session().execute(columns.where(CaseType.clinic_id == clinic_id)), lambda row: row.external_name)
    in_place = sorted(rows, key=lambda row: row.position)
    return [CaseTypeNames(row[0], Text(row[1], row[2]), Text(row[3], row[4])) for row in in_place]


_documents: dict[UUID, CaseTypeDocument] = {}


def _document(version_id: UUID, found: object) -> CaseTypeDocument:
    """The document made of its JSON, which takes longer than fetching it; kept until there are too many."""
    if version_id not in _documents:
        if len(_documents) >= DOCUMENTS_KEPT:
            _documents.clear()
        _documents[version_id] = stored_document(found)
    return _documents[version_id]


def _versions() -> Select[*tuple[Any, ...]]:
    return select(
        CaseTypeVersion.id.label("version_id"),
        CaseType.id.label("case_type_id"),
        CaseType.clinic_id,
        CaseType.key,
        CaseType.position,
        CaseTypeVersion.number,
        CaseType.active,
        CaseType.restricted,
        CaseType.for_proxies,
        CaseTypeVersion.document,
    ).join(CaseType, CaseType.id == CaseTypeVersion.case_type_id)


def _newest() -> Select[*tuple[Any, ...]]:
    newest = (
        select(func.max(CaseTypeVersion.number))
        .where(CaseTypeVersion.case_type_id == CaseType.id)
        .correlate(CaseType)
        .scalar_subquery()
    )
    return _versions().where(CaseTypeVersion.number == newest)


def _one(wanted: Select[*tuple[Any, ...]]) -> Version:
    row = session().execute(wanted).one_or_none()
    if row is None:
        raise NotFound
    return _version(row)


def _version(row: Row[*tuple[Any, ...]]) -> Version:
    facts = row._asdict()
    return Version(**facts | {"document": _document(facts["version_id"], facts["document"])})
