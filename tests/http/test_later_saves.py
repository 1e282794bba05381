"""The later save does not take the earlier one away without a word: absences and groups know which version was read."""

from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import session
from app.roles.models import Group
from tests.http.test_absences import PAGE, absences, away, day
from tests.http.test_groups_admin import group_page
from tests.logins import token_of
from tests.pages import filled_fields, form_of, submit
from tests.world import World

Form = dict[str, str | list[str]]


def opened(browser: FlaskClient, address: str) -> Form:
    """What the form on the page would send if nobody typed anything."""
    return dict(filled_fields(form_of(browser.get(address).text, address)))


def sent(browser: FlaskClient, address: str, form: Form, **typed: str) -> TestResponse:
    return browser.post(address, data={**form, **typed, "csrf_token": token_of(browser, "/help")})


def test_a_longer_absence_is_not_made_short_again_by_an_older_page(app: Flask, world: World) -> None:
    address = f"{PAGE}/{away(world, 'Siv', last=2)}"
    adam = world.login("Adam")
    older = opened(adam, address)
    submit(world.login("Siv"), address, address, {"last": day(16).isoformat()})
    answer = sent(adam, address, older, substitute=str(world.staff_id("Hanna")))
    assert answer.status_code == 409
    assert absences(app)[0].last_day == day(16)
    assert absences(app)[0].substitute_id is None
    assert "Frånvaron har ändrats sedan du öppnade sidan, av någon annan eller av dig" in answer.text
    assert day(16).isoformat() in answer.text, "how it is now"
    assert f'value="{day(2).isoformat()}"' in answer.text, "what was typed"


def test_the_page_that_says_so_can_be_saved(app: Flask, world: World) -> None:
    address = f"{PAGE}/{away(world, 'Siv', last=2)}"
    adam = world.login("Adam")
    older = opened(adam, address)
    submit(world.login("Siv"), address, address, {"last": day(16).isoformat()})
    page = sent(adam, address, older).text
    again = sent(adam, address, dict(filled_fields(form_of(page, address))))
    assert again.status_code == 303
    assert absences(app)[0].last_day == day(2)


def description(app: Flask, group_id: UUID) -> str:
    with app.app_context():
        return session().scalars(select(Group.description).where(Group.id == group_id)).one()


def test_a_group_is_not_described_as_before_by_an_older_page(app: Flask, world: World) -> None:
    address, adam = f"{group_page(world)}/name", world.login("Adam")
    older = opened(adam, address)
    submit(world.login("Adam"), address, address, {"description": "Sår och vaccin"})
    answer = sent(adam, address, older, name="Sköterskor")
    assert answer.status_code == 409
    assert description(app, world.group_id("Sjuksköterskor")) == "Sår och vaccin"
    assert "Gruppen har ändrats sedan du öppnade sidan, av någon annan eller av dig" in answer.text
    assert 'value="Sköterskor"' in answer.text


def test_a_form_without_its_version_is_old(app: Flask, world: World) -> None:
    address, adam = f"{PAGE}/{away(world, 'Siv', last=2)}", world.login("Adam")
    form = opened(adam, address)
    del form["version"]
    assert sent(adam, address, form, last=day(9).isoformat()).status_code == 409
    assert absences(app)[0].last_day == day(2)
