"""The list that a case's address says it was opened from: nobody is led to one that is not theirs, and no junk goes along."""

import re
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from app.audit.kinds import Outcome
from app.audit.models import AuditEvent
from app.core.db import session
from app.inbox.layouts import LAYOUTS
from app.web.form_texts import texts_in
from tests.case_pages import CasePage, address, read
from tests.world import World

CLINICS = quote("clinic?tab=new")


def refusals(app: Flask) -> list[str]:
    with app.app_context():
        return [one.kind for one in session().scalars(select(AuditEvent).where(AuditEvent.outcome != Outcome.OK))]


def test_a_handler_with_a_receivers_address_is_led_to_no_list_of_receivers(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    fields = CasePage(hanna, case_id).fields() | {"inbox": "clinic?tab=new"}
    answer = hanna.post(f"{address(case_id)}/give-back?inbox={CLINICS}", data=fields, follow_redirects=True)
    assert "Ärendet är lämnat tillbaka" in read(answer.text)
    assert refusals(app) == []


def test_the_link_back_leads_her_to_no_such_list_either(world: World) -> None:
    page = world.login("Hanna").get(f"{address(world.held_by('Hanna'))}?inbox={CLINICS}").text
    assert 'href="/clinic-cases' not in page


def test_what_is_no_list_of_ours_goes_into_no_link(world: World) -> None:
    junk = "x" * 500
    page = (
        world.login("Hanna").get(f"{address(world.held_by('Hanna'))}?inbox={quote(f'own?tab=todo&junk={junk}')}").text
    )
    assert "inbox=own?tab%3Dtodo" in page
    assert [
        link
        for link in re.findall(r'(?:href|action)="([^"]*)"', page)
        if link.startswith(("/cases", "/my-cases")) and "xxxx" in link
    ] == []


def test_what_was_kept_by_an_earlier_release_is_found(app: Flask) -> None:
    assert {layout.searches for layout in LAYOUTS} == {"cases.clinic_inbox", "cases.own_inbox"}
    with app.test_request_context("/"):
        assert texts_in([("reason_line", "Semester")], "cases") == [("Anledning med egna ord", "Semester")]
