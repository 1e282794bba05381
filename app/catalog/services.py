"""Publishing case types: each time a new version, never a change of an old one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.audit.kinds import EventKind
from app.audit.record import Event
from app.authz.actors import System
from app.catalog.definition import CaseTypeDocument
from app.catalog.document_json import document_to_json
from app.catalog.flaws import InvalidDocument, flaws
from app.catalog.models import CaseType, CaseTypeVersion
from app.core.errors import NotFound
from app.transaction import Unit, transaction


@dataclass(frozen=True)
class Offer:
    """How a clinic offers a case type; the words are in the document."""

    key: str
    position: int = 0
    for_proxies: bool = True
    restricted: bool = False


def create_case_type(actor: System, clinic_id: UUID, offer: Offer, document: CaseTypeDocument) -> UUID:
    """Give a clinic a new case type with its first version; the case type's id. ``InvalidDocument`` says what is wrong."""
    with transaction(actor) as unit:
        case_type = CaseType(
            clinic_id=clinic_id,
            key=offer.key,
            position=offer.position,
            for_proxies=offer.for_proxies,
            restricted=offer.restricted,
        )
        _publish(unit, case_type, document)
        return case_type.id


def publish_version(actor: System, case_type_id: UUID, document: CaseTypeDocument) -> UUID:
    """Publish the next version of a case type; the version's id. Cases keep the version they were made with."""
    with transaction(actor) as unit:
        wanted = select(CaseType).where(CaseType.id == case_type_id).with_for_update()
        case_type = unit.session.execute(wanted).scalar_one_or_none()
        if case_type is None:
            raise NotFound
        return _publish(unit, case_type, document)


def _publish(unit: Unit, case_type: CaseType, document: CaseTypeDocument) -> UUID:
    found = flaws(document)
    if found:
        raise InvalidDocument(found)
    case_type.external_name, case_type.external_name_en = document.external_name.sv, document.external_name.en
    case_type.internal_name, case_type.internal_name_en = document.internal_name.sv, document.internal_name.en
    unit.session.add(case_type)
    unit.session.flush()
    newest = select(func.max(CaseTypeVersion.number)).where(CaseTypeVersion.case_type_id == case_type.id)
    version = CaseTypeVersion(
        case_type_id=case_type.id,
        number=(unit.session.execute(newest).scalar_one() or 0) + 1,
        document=document_to_json(document),
        published_at=unit.at,
    )
    unit.session.add(version)
    unit.session.flush()
    unit.record(
        Event(
            EventKind.CASE_TYPE_PUBLISHED,
            role="system",
            relation="system",
            resource="case_type",
            resource_id=case_type.id,
            clinic_id=case_type.clinic_id,
            details={"number": version.number},
        ),
    )
    return version.id
