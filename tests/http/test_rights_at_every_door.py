"""The policy table alone decides: tightening it closes each door that leads to the act, and takes its button away."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.canonical import decode
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.actors import Role
from app.authz.policy import POLICY, Action, Clause, Relation
from app.cases.holder import Holder
from app.cases.models import Message
from app.cases.services.distribution import Distribution, distribute
from app.core import clock
from app.core.db import session
from app.core.errors import Denied
from app.inbox.inboxes import ClinicTab, OwnTab, Tab
from app.inbox.queries.narrowing import WHOLE
from app.inbox.services.news import news
from tests.case_pages import read
from tests.world import World, operation


@pytest.fixture
def alone_for_holders(monkeypatch: pytest.MonkeyPatch) -> None:
    """A house where holders alone send partial replies and print."""
    for action in (Action.SEND_PARTIAL_REPLY, Action.PRINT_CASE):
        monkeypatch.setitem(POLICY, action, (Clause(Role.HANDLER, Relation.HOLDER),))


@pytest.mark.usefixtures("alone_for_holders")
def test_a_partial_reply_goes_along_only_from_one_who_may_send_it(app: Flask, world: World) -> None:
    case_id, maja = world.send(), world.staff("Maja")
    to_hanna = Holder(person=world.staff_id("Hanna"))
    with app.app_context():
        with pytest.raises(Denied) as refused:
            distribute(maja, case_id, Distribution(to_hanna, 1, operation(), partial_reply="Vi ringer."))
        assert session().scalar(select(func.count()).select_from(Message)) == 0
    assert world.case(case_id).version == 1
    assert refused.value.attempt is not None
    assert refused.value.attempt.action == Action.SEND_PARTIAL_REPLY.value
    assert refused.value.attempt.relation == Relation.RECEIVER.value


@pytest.mark.usefixtures("alone_for_holders")
def test_a_case_is_distributed_without_a_reply_by_one_who_may_send_none(world: World) -> None:
    case_id = world.send()
    world.distribute(case_id, person="Hanna")
    assert world.case(case_id).holder_id == world.staff_id("Hanna")


@pytest.mark.parametrize(("person", "tab"), [("Hanna", ClinicTab.NEW), ("Maja", OwnTab.TODO), ("Greta", ClinicTab.NEW)])
def test_what_is_new_in_a_list_is_told_only_to_one_who_may_see_the_list(
    app: Flask, world: World, person: str, tab: Tab
) -> None:
    with app.app_context(), pytest.raises(Denied):
        news(world.staff(person), tab, WHOLE, clock.now())


PRINTS = {"print": "Skriv ut", "copy": "Kopiera till journal"}


@pytest.mark.parametrize("where", [*PRINTS, "copy.txt", "copy.pdf"])
@pytest.mark.usefixtures("alone_for_holders")
def test_one_who_sees_a_case_and_may_not_print_it_is_denied_and_not_told_that_there_is_none(
    app: Flask, world: World, where: str
) -> None:
    case_id, alva = world.held_by("Hanna"), world.login("Alva")
    assert alva.get(f"/cases/{case_id}/{where}").status_code == 403
    with app.app_context():
        event = session().scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert event.kind == EventKind.REFUSED
        who = decode(event.payload)["actor"]
        assert isinstance(who, dict)
        assert who["relation"] == Relation.RECEIVER.value


@pytest.mark.parametrize("button", PRINTS.values())
@pytest.mark.usefixtures("alone_for_holders")
def test_the_case_page_offers_prints_and_copies_to_those_alone_who_may_make_them(world: World, button: str) -> None:
    case_id = world.held_by("Hanna")
    assert button in read(world.login("Hanna").get(f"/cases/{case_id}").text)
    assert button not in read(world.login("Alva").get(f"/cases/{case_id}").text)


def test_a_citizens_case_page_offers_a_print_as_long_as_citizens_may_print(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, tolvan = f"/citizen/cases/{world.send('Tolvan')}", world.login_citizen("Tolvan")
    assert f'href="{page}/print"' in tolvan.get(page).text
    monkeypatch.setitem(POLICY, Action.PRINT_CASE, (Clause(Role.HANDLER, Relation.HOLDER),))
    assert f'href="{page}/print"' not in tolvan.get(page).text
