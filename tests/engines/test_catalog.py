"""Case types in the database: offered in the clinic's order, and never changed once published."""

import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import System
from app.casework.services.opening import open_case
from app.catalog.definition import Text
from app.catalog.document_json import document_to_json
from app.catalog.flaws import InvalidDocument
from app.catalog.models import CaseType, CaseTypeVersion, VersionIsFinal
from app.catalog.queries import case_types as queries
from app.catalog.queries.case_types import document_of, names, offered_case_types, version, version_for
from app.catalog.services.publishing import Offer, publish
from app.core import clock
from app.core.db import atomic, session
from app.core.errors import NotFound
from demo.case_types import document
from tests.world import World

DEMO = System("demo")

REFERRAL = "Fråga om min remiss"


def offered(clinic_id: uuid.UUID, *, by_proxy: bool = False) -> list[str]:
    return [one.document.external_name.sv for one in offered_case_types(clinic_id, by_proxy=by_proxy)]


def change(case_type_id: uuid.UUID, **columns: Any) -> None:
    with atomic() as current:
        for name, value in columns.items():
            setattr(current.get_one(CaseType, case_type_id), name, value)


def test_a_clinic_offers_its_case_types_in_its_own_order(app: Flask, world: World) -> None:
    hamnen = world.clinic_id("Hamnens hudmottagning")
    with app.app_context():
        assert offered(hamnen) == [
            "Boka tid",
            "Av- eller omboka tid",
            "Förnya recept",
            "Kontakta mig",
            REFERRAL,
            "Egenremiss",
        ]
        assert [one.internal_name.sv for one in names(hamnen)][-1] == "Egenremiss hud"


def test_a_guardian_is_offered_only_what_can_be_sent_for_a_child(app: Flask, world: World) -> None:
    storgatan = world.clinic_id()
    with app.app_context():
        assert set(offered(storgatan)) - set(offered(storgatan, by_proxy=True)) == {
            "Hjälp oss att bli bättre",
            "Levnadsvanor",
            "Kontakta diabetessköterskan",
        }


def test_a_case_type_that_is_stopped_or_restricted_is_not_offered(app: Flask, world: World) -> None:
    hamnen = world.clinic_id("Hamnens hudmottagning")
    with app.app_context():
        first, second, *_ = offered_case_types(hamnen)
        change(first.case_type_id, active=False)
        change(second.case_type_id, restricted=True)
        assert offered(hamnen) == ["Förnya recept", "Kontakta mig", REFERRAL, "Egenremiss"]
        assert len(names(hamnen)) == 6


def test_a_new_version_is_offered_and_the_old_one_is_kept_for_its_cases(app: Flask, world: World) -> None:
    with app.app_context():
        old = offered_case_types(world.clinic_id())[0]
        renamed = replace(document("boka_tid"), external_name=Text("Beställ tid", "Order a time"))
        assert publish(DEMO, old.clinic_id, Offer(old.key, position=1), renamed) == old.case_type_id
        newest = version_for(old.case_type_id)
        assert (newest.number, newest.document) == (2, renamed)
        assert version(old.version_id).document == document("boka_tid")
        assert offered(world.clinic_id())[0] == "Beställ tid"
        assert names(world.clinic_id())[0].external_name == Text("Beställ tid", "Order a time")


def test_a_case_keeps_its_own_version_and_a_new_case_shows_the_new_one(app: Flask, world: World) -> None:
    with app.app_context():
        offer = next(
            one for one in offered_case_types(world.clinic_id()) if one.document.external_name.sv == "Boka tid"
        )
    first = world.send("Tolvan", case_type="Boka tid")
    with app.app_context():
        assert open_case(world.staff("Maja"), first, "sv").document.external_name == "Boka tid"
        renamed = replace(offer.document, external_name=Text("Beställ tid", "Order a time"))
        publish(DEMO, offer.clinic_id, Offer(offer.key, position=1), renamed)
    second = world.send("Tolvan", case_type="Beställ tid")
    with app.app_context():
        for _ in range(2):  # from the database, and as it is kept after that
            assert open_case(world.staff("Maja"), first, "sv").document.external_name == "Boka tid"
            assert open_case(world.staff("Maja"), second, "sv").document.external_name == "Beställ tid"


def test_only_so_many_documents_are_kept(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    queries._documents.clear()
    monkeypatch.setattr(queries, "DOCUMENTS_KEPT", 3)
    with app.app_context():
        assert len(offered_case_types(world.clinic_id())) > len(queries._documents) <= 3
        with pytest.raises(NotFound):
            document_of(UUID(int=1))


def test_the_same_key_at_two_clinics_is_two_case_types(app: Flask, world: World) -> None:
    storgatan, hamnen = world.clinic_id(), world.clinic_id("Hamnens hudmottagning")
    with app.app_context():
        publish(DEMO, hamnen, Offer("boka-tid", position=1), document("kontakta_mig"))
        assert offered(storgatan)[0] == "Boka tid"
        assert offered(hamnen)[0] == "Kontakta mig"


def test_publishing_is_in_the_log(app: Flask, world: World) -> None:
    storgatan = world.clinic_id()
    with app.app_context():
        case_type_id = publish(DEMO, storgatan, Offer("vaccination"), document("boka_tid"))
        publish(DEMO, storgatan, Offer("vaccination"), document("kontakta_mig"))
        published = AuditEvent.kind == EventKind.CASE_TYPE_PUBLISHED
        payloads = session().scalars(select(AuditEvent.payload).where(published).order_by(AuditEvent.id)).all()
        assert [str(case_type_id) in payload.decode() for payload in payloads[-3:]] == [False, True, True]


def test_a_document_with_flaws_is_not_published_and_leaves_nothing_behind(app: Flask, world: World) -> None:
    storgatan = world.clinic_id()
    with app.app_context():
        with pytest.raises(InvalidDocument, match="pages: no_pages"):
            publish(DEMO, storgatan, Offer("tom"), replace(document("boka_tid"), pages=()))
        assert session().scalar(select(CaseType.id).where(CaseType.key == "tom")) is None


def test_a_case_type_that_was_published_under_other_rules_is_still_offered(app: Flask, world: World) -> None:
    with app.app_context():
        old = offered_case_types(world.clinic_id())[0]
        with atomic() as current:
            slow = document_to_json(document("boka_tid")) | {"reply_days": 99}
            stored = CaseTypeVersion(case_type_id=old.case_type_id, number=2, document=slow, published_at=clock.now())
            current.add(stored)
        assert version_for(old.case_type_id).document.reply_days == 99


def test_a_published_version_can_be_neither_changed_nor_deleted(app: Flask, world: World) -> None:
    with app.app_context():
        version_id = offered_case_types(world.clinic_id())[0].version_id
        with pytest.raises(VersionIsFinal), atomic() as current:
            current.get_one(CaseTypeVersion, version_id).number = 9
        with pytest.raises(VersionIsFinal), atomic() as current:
            current.delete(current.get_one(CaseTypeVersion, version_id))
        assert version(version_id).number == 1


def test_what_does_not_exist_is_not_found(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(NotFound):
            version_for(uuid.uuid4())
        with pytest.raises(NotFound):
            version(uuid.uuid4())
