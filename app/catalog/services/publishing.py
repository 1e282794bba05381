"""Publishing case types: each time a new version, never a change of an old one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.audit.events import On
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.authz.policy import BY_SYSTEM
from app.catalog.definition import CaseTypeDocument
from app.catalog.document_json import document_to_json
from app.catalog.document_rules import flaws_of
from app.catalog.errors import CaseTypeCode
from app.catalog.flaws import InvalidDocument
from app.catalog.models import CaseType, CaseTypeVersion
from app.core.errors import Invalid
from app.core.text import is_seen, one_line
from app.transaction import Unit, transaction

LONGEST_KEY = 60


@dataclass(frozen=True)
class Offer:
    """How a clinic offers a case type; the words are in the document."""

    key: str
    position: int = 0
    for_proxies: bool = True
    restricted: bool = False


def publish(actor: System, clinic_id: UUID, offer: Offer, document: CaseTypeDocument) -> UUID:
    """Publish a document at a clinic: a new case type, or the next version of the one with this key; its id.

    Cases keep the version they were made with. ``InvalidDocument`` says what is wrong with the document.
    """
    if found := flaws_of(document):
        raise InvalidDocument(found)
    with transaction(actor) as unit:
        case_type = _case_type(unit, clinic_id, _key(offer.key))
        case_type.position = offer.position
        case_type.for_proxies = offer.for_proxies
        case_type.restricted = offer.restricted
        case_type.external_name, case_type.external_name_en = document.external_name.sv, document.external_name.en
        case_type.internal_name, case_type.internal_name_en = document.internal_name.sv, document.internal_name.en
        unit.session.add(case_type)
        unit.session.flush()
        _add_version(unit, case_type, document)
        return case_type.id


def _key(typed: str) -> str:
    read = one_line(typed)
    if not is_seen(read) or len(read) > LONGEST_KEY:
        raise Invalid(CaseTypeCode.TOO_LONG if read else CaseTypeCode.KEY_MISSING, "key")
    return read


def _case_type(unit: Unit, clinic_id: UUID, key: str) -> CaseType:
    wanted = select(CaseType).where(CaseType.clinic_id == clinic_id, CaseType.key == key).with_for_update()
    return unit.session.execute(wanted).scalar_one_or_none() or CaseType(clinic_id=clinic_id, key=key)


def _add_version(unit: Unit, case_type: CaseType, document: CaseTypeDocument) -> None:
    newest = select(func.max(CaseTypeVersion.number)).where(CaseTypeVersion.case_type_id == case_type.id)
    version = CaseTypeVersion(
        case_type_id=case_type.id,
        number=(unit.session.execute(newest).scalar_one() or 0) + 1,
        document=document_to_json(document),
        published_at=unit.at,
    )
    unit.session.add(version)
    unit.log(
        EventKind.CASE_TYPE_PUBLISHED,
        BY_SYSTEM,
        On("case_type", case_type.id, case_type.clinic_id),
        number=version.number,
    )
