"""What the pages around the cases show: start, my clinics, what can be written about, settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.authz.actors import Citizen
from app.cases.queries import drafts
from app.cases.queries.unread import unread_count
from app.catalog.answers import PREFIX, answers_from_json
from app.catalog.definition import ShownDocument, in_language
from app.catalog.queries.case_types import offered_case_types, version, version_for
from app.citizens.models import CitizenRow
from app.citizens.queries import Child, ClinicCard, children_of, clinic_card, clinics_of_citizen, clinics_open_to_all
from app.core.db import session
from app.core.errors import NotFound
from app.portal.queries.own_case import is_withdrawn
from app.roles.models import Clinic


class KeptCase(NamedTuple):
    """A new case that was begun and not sent."""

    case_type_id: UUID
    case_type: str
    clinic: str
    saved_at: datetime


@dataclass(frozen=True)
class HomePage:
    """The citizen's start page; ``child`` is the name of the one acted for."""

    given_name: str
    child: str
    unread: int
    children: tuple[Child, ...]
    drafts: tuple[KeptCase, ...]


def home_page(actor: Citizen, language: str) -> HomePage:
    """What the actor can do now. In proxy mode: for the child."""
    current = session()
    child = current.get_one(CitizenRow, actor.for_id).name if actor.for_id else ""
    return HomePage(
        given_name=current.get_one(CitizenRow, actor.citizen_id).given_name,
        child=child,
        unread=unread_count(current, actor),
        children=tuple(one for one in children_of(current, actor.citizen_id) if one.citizen_id != actor.for_id),
        drafts=kept_cases(actor, language),
    )


def kept_cases(actor: Citizen, language: str) -> tuple[KeptCase, ...]:
    """The actor's drafts of new cases in which something is written, the latest first."""
    found = []
    for kept in drafts.all_mine(session(), actor, drafts.NEW_CASE):
        if not answers_from_json(kept.texts["answers"]).given:
            continue
        chosen = version(UUID(kept.texts["version"]))
        clinic = session().get_one(Clinic, chosen.clinic_id)
        name = chosen.document.external_name.in_language(language)
        found.append(KeptCase(kept.subject_id, name, clinic.name, kept.saved_at))
    return tuple(found)


class ClinicsPage(NamedTuple):
    """Mina mottagningar, and what a search found beside them (None: nothing was searched for)."""

    mine: tuple[ClinicCard, ...]
    found: tuple[ClinicCard, ...] | None


def clinics_page(actor: Citizen, beginning: str | None) -> ClinicsPage:
    """``beginning``: how the name of a clinic that is looked for begins; empty for all, None for no search."""
    mine = tuple(clinics_of_citizen(session(), actor.subject_id))
    if beginning is None:
        return ClinicsPage(mine, None)
    known = {card.clinic_id for card in mine}
    others = (card for card in clinics_open_to_all(session(), beginning) if card.clinic_id not in known)
    return ClinicsPage(mine, tuple(others))


def clinic(clinic_id: UUID) -> ClinicCard:
    """An active clinic, or ``NotFound``."""
    card = clinic_card(session(), clinic_id)
    if card is None:
        raise NotFound
    return card


def was_withdrawn(case_id: UUID) -> bool:
    """Whether the case has been taken back already; ask only for those who may see it."""
    return is_withdrawn(session(), case_id)


class CaseTypeChoice(NamedTuple):
    """A case type to choose."""

    case_type_id: UUID
    document: ShownDocument


def case_types(actor: Citizen, clinic_id: UUID, language: str) -> tuple[CaseTypeChoice, ...]:
    """What the actor can write to this clinic about."""
    offered = offered_case_types(clinic_id, by_proxy=actor.for_id is not None)
    return tuple(CaseTypeChoice(one.case_type_id, in_language(one.document, language)) for one in offered)


def question_labels(case_type_id: UUID, language: str) -> Mapping[str, str]:
    """The fields of the newest form and what they ask; empty for choices, in which nobody writes."""
    questions = in_language(version_for(case_type_id).document, language).questions()
    return {PREFIX + one.key: one.subject if one.type.is_written else "" for one in questions}


class OwnSettings(NamedTuple):
    """What the person has chosen."""

    language: str
    scheme: str


def own_settings(actor: Citizen) -> OwnSettings:
    """Of the person who is logged in, also in proxy mode."""
    person = session().get_one(CitizenRow, actor.citizen_id)
    return OwnSettings(person.language, person.scheme)
