"""An address for notices: it counts once the code that was sent to it has been entered."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.worker import run_due
from app.notices.demo_page import waiting_codes
from app.notices.errors import BETWEEN_CODES
from app.notices.models import NoticeAddress
from app.notices.services.addresses import MAX_ATTEMPTS, ask_for_code
from app.notices.services.codes import VALID
from app.roles.models import StaffMember
from tests.mail_server import MailServer
from tests.notice_pages import PAGE, kinds, settings_of, submit, the_code
from tests.pages import submit as press_on
from tests.world import World, operation


def test_hanna_sets_her_address_with_the_code_that_came_by_mail(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login("Hanna")

    assert submit(browser, "/settings/address", address__email="Hanna@example.se").status_code == 303
    assert "Hanna@example.se" in browser.get(PAGE).text
    assert settings_of(app, world.staff("Hanna")) == (None, "Hanna@example.se")
    code = the_code(app)
    assert [code in letter.body and code not in letter.subject for letter in codes.sent_to("Hanna@example.se")] == [
        True
    ]

    assert submit(browser, "/settings/address/verify", code__code=f" {code[:3]} {code[3:]} ").status_code == 303

    assert "Adressen är bekräftad" in browser.get(PAGE).text
    assert settings_of(app, world.staff("Hanna")) == ("Hanna@example.se", None)
    assert "address_verified:ok" in kinds(app, world.staff_id("Hanna"))


def test_a_citizen_does_the_same_for_a_child(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login_citizen("Tvåan", "Lill")
    submit(browser, "/settings/address", address__email="tvaan@example.se")

    submit(browser, "/settings/address/verify", code__code=the_code(app))

    assert len(codes.received) == 1
    assert settings_of(app, world.citizen("Tvåan", "Lill")) == ("tvaan@example.se", None)
    assert settings_of(app, world.citizen("Tvåan"))[0] != "tvaan@example.se"


@pytest.mark.parametrize("empty", ["", "  "])
def test_a_field_that_is_left_empty_says_what_to_write(app: Flask, world: World, codes: MailServer, empty: str) -> None:
    browser = world.login("Hanna")
    refused = submit(browser, "/settings/address", address__email=empty)
    assert (refused.status_code, "Skriv en e-postadress." in refused.text) == (422, True)
    assert settings_of(app, world.staff("Hanna")) == (None, None)
    submit(browser, "/settings/address", address__email="hanna@example.se")
    refused = submit(browser, "/settings/address/verify", code__code=empty)
    assert (refused.status_code, "Skriv koden från mejlet." in refused.text) == (422, True)
    assert settings_of(app, world.staff("Hanna")) == (None, "hanna@example.se")


@pytest.mark.parametrize(("who", "child"), [("Hanna", None), ("Tolvan", None), ("Tvåan", "Lill")])
def test_the_code_comes_in_the_language_of_the_one_who_asked(
    world: World, codes: MailServer, who: str, child: str | None
) -> None:
    table = StaffMember if who == "Hanna" else CitizenRow
    with world.app.app_context(), atomic() as current:
        current.execute(update(table).where(table.given_name == who).values(language="en"))
    browser = world.login(who) if who == "Hanna" else world.login_citizen(who, child)
    submit(browser, "/settings/address", address__email="ny@example.se")
    the_code(world.app)
    assert [letter.subject for letter in codes.received] == ["Your code"]


def test_the_old_address_serves_until_the_new_one_is_verified(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login("Hanna")
    submit(browser, "/settings/address", address__email="old@example.se")
    submit(browser, "/settings/address/verify", code__code=the_code(app))

    submit(browser, "/settings/address", address__email="new@example.se")
    assert settings_of(app, world.staff("Hanna")) == ("old@example.se", "new@example.se")
    submit(browser, "/settings/address/verify", code__code=the_code(app))

    assert settings_of(app, world.staff("Hanna")) == ("new@example.se", None)
    assert len(codes.received) == 2


def test_a_wrong_code_is_refused_and_told_to_the_log(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login("Hanna")
    submit(browser, "/settings/address", address__email="hanna@example.se")
    wrong = f"{(int(the_code(app)) + 1) % 10**6:06d}"

    answer = submit(browser, "/settings/address/verify", code__code=wrong)

    assert answer.status_code == 422
    assert "Koden stämmer inte" in answer.text
    assert len(codes.received) == 1
    assert "address_verified:failed" in kinds(app, world.staff_id("Hanna"))


def test_after_five_wrong_codes_the_right_one_is_no_longer_taken(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login("Hanna")
    submit(browser, "/settings/address", address__email="hanna@example.se")
    code = the_code(app)
    for _ in range(MAX_ATTEMPTS):
        submit(browser, "/settings/address/verify", code__code="x")

    answer = submit(browser, "/settings/address/verify", code__code=code)

    assert answer.status_code == 422
    assert "gäller inte längre" in answer.text
    assert len(codes.received) == 1


def test_a_code_is_good_for_thirty_minutes(app: Flask, world: World, codes: MailServer) -> None:
    tolvan = world.citizen("Tolvan")
    began = clock.now() - VALID - timedelta(seconds=1)
    with clock.at(began), app.app_context():
        ask_for_code(tolvan, "tolvan@example.se", operation())
        run_due()
    browser = world.login_citizen("Tolvan")
    with app.app_context():
        code = waiting_codes()[0].code

    answer = submit(browser, "/settings/address/verify", code__code=code)

    assert answer.status_code == 422
    assert len(codes.received) == 1


def test_codes_come_at_most_once_a_minute_so_that_nobodys_mailbox_is_flooded(
    app: Flask, world: World, codes: MailServer
) -> None:
    tolvan = world.citizen("Tolvan")
    with clock.at(clock.now() - BETWEEN_CODES + timedelta(seconds=30)), app.app_context():
        ask_for_code(tolvan, "victim@example.se", operation())
    browser = world.login_citizen("Tolvan")

    answer = submit(browser, "/settings/address", address__email="victim@example.se")

    assert answer.status_code == 422
    assert "Vänta 60 sekunder" in answer.text
    with app.app_context():
        run_due()
    assert len(codes.received) == 1


NO_ADDRESSES = [
    "",
    "hanna",
    "hanna@",
    "@example.se",
    "a b@example.se",
    "a@b",
    "a@b.se\nBcc: c@d.se",
    "a" * 250 + "@b.se",
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused_with_a_sentence(world: World, codes: MailServer, text: str) -> None:
    answer = submit(world.login("Hanna"), "/settings/address", address__email=text)

    assert answer.status_code == 422
    assert "ds-error-summary" in answer.text
    assert codes.received == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("åsa@example.se", "Före @ får bara a–z stå, inte å, ä, ö"),
        ("hanna..h@example.se", "två i rad"),
        ("hanna@example.123", "Det som står efter @ kan inte få mejl"),
    ],
)
def test_an_address_that_no_mail_reaches_is_refused_with_the_reason_and_kept(
    app: Flask, world: World, codes: MailServer, typed: str, sentence: str
) -> None:
    answer = submit(world.login("Hanna"), "/settings/address", address__email=typed)

    assert (answer.status_code, sentence in answer.text, typed in answer.text) == (422, True, True)
    assert settings_of(app, world.staff("Hanna")) == (None, None)
    assert codes.received == []


def test_the_code_goes_to_the_domain_that_was_typed_and_not_to_another_owners(
    app: Flask, world: World, codes: MailServer
) -> None:
    submit(world.login("Hanna"), "/settings/address", address__email="hanna@straße.example.de")
    the_code(app)

    assert [letter.to for letter in codes.received] == ["hanna@xn--strae-oqa.example.de"]


def test_a_form_sent_twice_sends_one_code(app: Flask, world: World, codes: MailServer) -> None:
    hanna, once = world.staff("Hanna"), operation()
    with app.app_context():
        for _ in range(2):
            ask_for_code(hanna, "hanna@example.se", once)
        run_due()

    assert len(codes.received) == 1


def test_the_address_can_be_taken_away_again(app: Flask, world: World, codes: MailServer) -> None:
    browser = world.login("Hanna")
    submit(browser, "/settings/address", address__email="hanna@example.se")
    submit(browser, "/settings/address/verify", code__code=the_code(app))

    assert 'action="/settings/address/remove"' not in browser.get(PAGE).text, "one press asks first"
    asked = "/settings/address/remove"
    assert "hanna@example.se" in browser.get(asked).text
    assert press_on(browser, asked, asked, {}).status_code == 303
    assert browser.get(asked).status_code == 303

    assert settings_of(app, world.staff("Hanna")) == (None, None)
    assert "address_removed:ok" in kinds(app, world.staff_id("Hanna"))
    assert len(codes.received) == 1


def test_neither_address_nor_code_lies_in_clear_in_the_database(app: Flask, world: World, codes: MailServer) -> None:
    submit(world.login("Hanna"), "/settings/address", address__email="hanna@example.se")
    code = the_code(app)

    with app.app_context():
        rows = session().scalars(select(NoticeAddress)).all()
        payloads = str(session().scalars(select(Job.payload)).all())
        sealed = b"".join(row.email_sealed + (row.code_sealed or b"") for row in rows)

    assert b"hanna@example.se" not in sealed
    assert code.encode() not in sealed
    assert code not in payloads
    assert "example.se" not in payloads
    assert len(codes.received) == 1


def test_the_browser_leaves_the_address_as_it_was_written(world: World) -> None:
    page = world.login("Hanna").get(PAGE).text
    [field] = re.findall(r'<input[^>]*name="address-email"[^>]*>', page)
    assert 'type="text"' in field
    assert 'inputmode="email"' in field
    assert 'autocomplete="email"' in field
