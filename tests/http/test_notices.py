"""Choosing what to be told of, and the demo's page."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.jobs.worker import run_due
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.queries import notice_settings
from app.notices.services.addresses import remove_address
from app.notices.services.post import OFFICE, PostOffice
from app.notices.services.promises import notify
from app.transaction import transaction
from tests.hooks import instead
from tests.mail_server import MailServer
from tests.notice_pages import PAGE, kinds, submit, the_code
from tests.world import World


def test_choices_are_kept_and_told_to_the_log(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login("Hanna")

    answer = submit(browser, "/settings/choices", choices__events=["citizen_answered"])

    assert answer.status_code == 303
    with app.app_context():
        chosen = {choice.event: choice.on for choice in notice_settings(world.staff("Hanna")).choices}
    assert chosen[NoticeEvent.CITIZEN_ANSWERED]
    assert not chosen[NoticeEvent.CASE_ASSIGNED]
    assert "notice_choices_changed:ok" in kinds(app, world.staff_id("Hanna"))
    assert codes.received == []


def test_a_choice_that_is_not_offered_is_refused(world: World, codes: MailServer) -> None:
    answer = submit(world.login("Hanna"), "/settings/choices", choices__events=["right_granted"])

    assert answer.status_code == 422
    assert codes.received == []


def test_each_role_is_offered_what_concerns_it(world: World, codes: MailServer) -> None:
    offered = {name: world.login(name).get(PAGE).text for name in ("Maja", "Hanna", "Adam", "Greta")}
    citizen = world.login_citizen("Tolvan").get(PAGE).text

    assert "kommer till mottagningen" in offered["Maja"]
    assert "kommer till mottagningen" not in offered["Hanna"]
    assert "granska loggen" in offered["Adam"]
    assert "Vad du vill få mejl om" not in offered["Greta"]
    assert "Mottagningen har skickat ett meddelande" in citizen
    assert codes.received == []


def test_the_settings_are_closed_to_visitors(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 303
    for action in ("address", "address/verify", "address/remove", "choices"):
        assert client.post(f"/settings/{action}").status_code in {400, 401, 403}


@pytest.fixture
def shown_only(app: Flask) -> Iterator[None]:
    """A demo, which has no mail server."""
    with instead(app, OFFICE, PostOffice("", "svara-inte@example.se", "https://inkorg.example.se", shown=True)):
        yield


@pytest.mark.usefixtures("shown_only")
def test_without_a_mail_server_the_demo_page_shows_what_would_have_been_mailed(app: Flask, world: World) -> None:
    with app.app_context():
        remove_address(world.staff("Hanna"))
    browser = world.login("Hanna")
    submit(browser, "/settings/address", address__email="hanna@example.se")
    code = the_code(app)
    assert code in browser.get("/demo/notices").text
    submit(browser, "/settings/address/verify", code__code=code)

    with app.app_context(), transaction(System("test")) as unit:
        unit.log_event(Event(EventKind.DISTRIBUTED))
        notify(unit, NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")), world.group_id())
    with app.app_context():
        run_due()
    page = browser.get("/demo/notices").text

    assert "Ärende att hantera" in page
    assert "hanna@example.se" in page
    assert "Väntar till" in page
    assert code not in page
