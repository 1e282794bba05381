"""Mina mottagningar, the start page and the settings of a citizen."""

import re
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.audit.models import AuditEvent
from app.citizens.models import CitizenRow
from app.core.db import atomic, session
from app.roles.models import Clinic
from tests.pages import Page, filled_fields, form_of, submit
from tests.world import World

CLINICS = "/citizen/clinics"


def events(app: Flask, kind: str) -> int:
    with app.app_context():
        return session().scalar(select(func.count(AuditEvent.id)).where(AuditEvent.kind == kind)) or 0


def take_away(browser: FlaskClient, clinic_id: UUID) -> str:
    """Gives the page after it."""
    address = f"{CLINICS}/{clinic_id}/remove"
    assert submit(browser, address, address, {}).status_code == 303
    return browser.get(CLINICS).text


def test_the_start_has_its_cards_in_order_and_no_dead_one(world: World) -> None:
    home = world.login_citizen("Tolvan").get("/citizen").text

    places = [
        home.index(f'card__label">{name}') for name in ("Inkorg", "Nytt ärende", "Mina mottagningar", "Inställningar")
    ]
    assert places == sorted(places)
    assert "Vem har läst" not in home
    assert "Byt till" not in home


def test_a_clinic_stands_with_telephone_address_and_opening_hours(world: World) -> None:
    page = world.login_citizen("Tolvan").get(CLINICS).text

    assert 'href="tel:0105551001"' in page
    assert "Storgatan 1, 123 45 Demostad" in page
    assert "Måndag–fredag 8–16" in page


def test_tolvan_takes_a_clinic_away_and_changes_his_mind(app: Flask, world: World) -> None:
    tolvan, hamnen = world.login_citizen("Tolvan"), world.clinic_id("Hamnens hudmottagning")
    after = take_away(tolvan, hamnen)
    assert "Hamngatan" not in after

    undo = f"{CLINICS}/{hamnen}/add"
    page = take_away_again(tolvan, world)
    assert "Ångra" in page
    found = tolvan.get(f"{CLINICS}?q=hamn").text
    assert "Lägg till Hamnens hudmottagning" in found
    assert submit(tolvan, f"{CLINICS}?q=hamn", undo, {}).status_code == 303

    assert "Hamngatan" in tolvan.get(CLINICS).text
    assert events(app, "citizen_clinic_added") == 1
    assert events(app, "citizen_clinic_removed") == 2


def take_away_again(browser: FlaskClient, world: World) -> str:
    return take_away(browser, world.clinic_id())


def test_the_button_of_the_message_brings_it_back(world: World) -> None:
    tolvan, hamnen = world.login_citizen("Tolvan"), world.clinic_id("Hamnens hudmottagning")
    page = take_away(tolvan, hamnen)
    fields = filled_fields(form_of(page, f"{CLINICS}/{hamnen}/add"))

    tolvan.post(f"{CLINICS}/{hamnen}/add", data=fields)

    assert "Hamngatan" in tolvan.get(CLINICS).text


def test_with_one_clinic_a_new_case_goes_straight_to_what_it_is_about(world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    take_away(tolvan, world.clinic_id("Hamnens hudmottagning"))

    assert tolvan.get("/citizen/new-case").location == f"/citizen/new-case/clinics/{world.clinic_id()}"


def test_without_a_clinic_the_page_leads_on(world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    take_away(tolvan, world.clinic_id("Hamnens hudmottagning"))
    take_away(tolvan, world.clinic_id())

    assert "Du har inga mottagningar än" in tolvan.get(CLINICS).text
    assert "Lägg till en mottagning" in tolvan.get("/citizen/new-case").text
    assert "Storgatans vårdcentral" in tolvan.get(f"{CLINICS}?q=").text
    assert "Ingen mottagning att lägga till" in tolvan.get(f"{CLINICS}?q=zzz").text


def test_a_clinic_that_is_closed_or_not_open_to_all_is_not_found(app: Flask, world: World) -> None:
    tolvan, hamnen = world.login_citizen("Tolvan"), world.clinic_id("Hamnens hudmottagning")
    take_away(tolvan, hamnen)
    form = tolvan.get(f"{CLINICS}?q=hamn").text
    token = form.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    with app.app_context(), atomic() as current:
        current.execute(update(Clinic).where(Clinic.id == hamnen).values(open_to_all=False))

    assert "Hamnens" not in tolvan.get(f"{CLINICS}?q=hamn").text.split('id="sok"')[1].replace('value="hamn"', "")
    added = tolvan.post(f"{CLINICS}/{hamnen}/add", data={"csrf_token": token, "operation_id": "0123456789abcdef"})
    assert added.status_code == 404


def test_whoever_has_no_given_name_is_greeted_without_one(app: Flask, world: World) -> None:
    nina = world.login_citizen("Nina")
    with app.app_context(), atomic() as current:
        current.execute(update(CitizenRow).where(CitizenRow.id == world.citizen_id("Nina")).values(given_name=""))
    assert Page(nina.get("/citizen").text).heading == "Hej!"


def test_sara_is_greeted_by_her_whole_name_as_protected_is_no_name(world: World) -> None:
    assert Page(world.login_citizen("Skyddade Sara").get("/citizen").text).heading == "Hej Skyddade Sara!"


def test_language_and_colours_hold_from_the_next_page(app: Flask, world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    address = "/citizen/settings"

    assert submit(tolvan, address, address, {"language": "en", "scheme": "dark"}).status_code == 303

    page = tolvan.get(address).text
    assert '<html lang="en" data-color-scheme="dark">' in page
    with app.app_context():
        person = session().scalars(select(CitizenRow).where(CitizenRow.given_name == "Tolvan")).one()
        assert (person.language, person.scheme) == ("en", "dark")
    assert events(app, "personal_settings_changed") == 1


def test_the_settings_have_the_notices(world: World) -> None:
    page = world.login_citizen("Tolvan").get("/citizen/settings").text

    assert "E-postadress för aviseringar" in page
    assert "Mottagningen har skickat ett meddelande" in page


def test_a_language_that_we_do_not_have_is_refused(world: World) -> None:
    address = "/citizen/settings"

    assert submit(world.login_citizen("Tolvan"), address, address, {"language": "xx"}).status_code == 422


def test_tolvan_logs_himself_out_somewhere_else(world: World) -> None:
    there, here = world.login_citizen("Tolvan"), world.login_citizen("Tolvan")
    page = here.get("/citizen/logins").text
    assert page.count("den här webbläsaren") == 1
    addresses = re.findall(r'action="(/login-sessions/[^"]+)"', page)
    assert len(addresses) == 2

    assert submit(here, "/citizen/logins", addresses[1], {}).location == "/citizen/logins"

    assert there.get("/citizen").status_code == 303
    assert here.get("/citizen").status_code == 200
