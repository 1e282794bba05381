"""Every login of a known member of staff, also one that failed, can be found by a reviewer of a clinic that they belong to."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import atomic, session
from app.roles.models import Clinic, RoleGrant, StaffMember
from tests.http.pages import send
from tests.identity import EvilProvider, come_back, start_login, walk
from tests.providers import LOA2_CARD, Product, events

MAJA, HENRIK = "SE0000000000-2001", "SE0000000000-2003"


def told_at(app: Flask, kind: str) -> list[tuple[str, str]]:
    """The clinic and the person of each event of the kind."""
    with app.app_context():
        clinics = {str(one.id): one.name for one in session().scalars(select(Clinic))}
    found = []
    for event in events(app, kind):
        actor = event["actor"]
        assert isinstance(actor, dict)
        found.append((clinics.get(str(event["clinic_id"]), "-"), str(actor.get("name", "-"))))
    return sorted(found)


def clinics_of(app: Flask, hsa_id: str) -> list[str]:
    with app.app_context():
        rows = session().scalars(
            select(Clinic.name)
            .join(RoleGrant, RoleGrant.clinic_id == Clinic.id)
            .join(StaffMember, StaffMember.id == RoleGrant.staff_id)
            .where(StaffMember.hsa_id == hsa_id)
            .distinct()
        )
        return sorted(rows)


def test_one_with_several_clinics_is_seen_at_each_of_them(product: Product) -> None:
    homes = clinics_of(product.app, HENRIK)
    assert len(homes) > 1
    browser = product.login(HENRIK)
    assert told_at(product.app, "login_ok") == [(home, "Henrik Handläggare") for home in homes]
    send(browser, "/choose-clinic", "/logout")
    assert told_at(product.app, "logged_out") == [(home, "Henrik Handläggare") for home in homes]


def test_one_with_one_clinic_is_told_of_once(product: Product) -> None:
    product.login(MAJA)
    assert told_at(product.app, "login_ok") == [("Storgatans vårdcentral", "Maja Mottagare")]


@pytest.mark.parametrize("why", ["no-grant", "locked"])
def test_one_who_may_not_come_in_any_more_is_seen_where_they_were(product: Product, why: str) -> None:
    with product.app.app_context(), atomic() as current:
        member = current.scalars(select(StaffMember).where(StaffMember.hsa_id == HENRIK)).one()
        for grant in current.scalars(select(RoleGrant).where(RoleGrant.staff_id == member.id)):
            grant.ended_at = member.created_at
        member.locked_at = member.created_at if why == "locked" else None
    assert walk(product.browser(), product.idp.test_client(), HENRIK).status_code == 403
    homes = clinics_of(product.app, HENRIK)
    assert told_at(product.app, "login_failed") == [(home, "Henrik Handläggare") for home in homes]
    assert {event["details"]["code"] for event in events(product.app, "login_failed")} == {why}  # type: ignore[index]


def test_a_card_of_a_lower_level_is_seen_at_the_clinic(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    evil.nonce, evil.change = asked["nonce"], {"acr": LOA2_CARD.acr}
    assert come_back(browser, code="any", state=asked["state"]).status_code == 403
    assert told_at(victim, "login_failed") == [("Storgatans vårdcentral", "Maja Mottagare")]


def test_a_step_up_that_is_cancelled_is_the_persons_own(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    evil.nonce = asked["nonce"]
    assert come_back(browser, code="any", state=asked["state"]).status_code == 303
    asked = start_login(browser, fresh="1", next="/personal-settings")
    assert come_back(browser, error="access_denied", state=asked["state"]).status_code == 403
    assert told_at(victim, "login_failed") == [("Storgatans vårdcentral", "Maja Mottagare")]
