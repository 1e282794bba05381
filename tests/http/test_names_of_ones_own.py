"""What a clinic names is not taken for a colleague, for the inbox or for another: groups, ready texts, saved selections."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEvent
from app.catalog.models import StandardReply
from app.core.db import atomic, session
from app.core.look_alikes import looks
from app.roles.models import Group
from app.roles.services.unique_names import INBOX
from tests.case_pages import read
from tests.http.test_saved_views import save
from tests.pages import submit
from tests.world import World

REPLIES, GROUPS = "/clinic/standard-replies", "/groups"
A_PERSON = "Någon på mottagningen heter så. Välj ett namn som inte kan förväxlas med en person."
THE_INBOX = "Välj ett annat namn: det här kan förväxlas med mottagningens inkorg."
LETTERS = "Skriv namnet med bokstäverna a–ö. Det har tecken ur ett annat alfabet."
WRONG = {
    "Hanna Handläggare": A_PERSON,
    "handläggare, hanna": A_PERSON,
    "Hanna Hand1äggare": A_PERSON,
    "Hanna Handläggare, sjuksköterska": A_PERSON,
    "HannaHandläggare": A_PERSON,
    "HandläggareHanna": A_PERSON,
    "Hanna Handläggare •": A_PERSON,
    "In korg": THE_INBOX,
    "!nkorg": THE_INBOX,
    "Inkorgen": THE_INBOX,
    "lnkorgen": THE_INBOX,
    "Mottagningens inkorg": THE_INBOX,
    "\N{CYRILLIC CAPITAL LETTER DZE}juksköterskor": LETTERS,
    "L\N{GREEK SMALL LETTER ALPHA}kare": LETTERS,
}
Door = Callable[[World, str], TestResponse]


def _group(world: World, name: str) -> TestResponse:
    return submit(world.login("Adam"), f"{GROUPS}/new", f"{GROUPS}/new", {"name": name})


def _another_name(world: World, name: str) -> TestResponse:
    page = f"{GROUPS}/{world.group_id('Läkare')}/name"
    return submit(world.login("Adam"), page, page, {"name": name})


def _ready_text(world: World, name: str) -> TestResponse:
    return submit(world.login("Adam"), f"{REPLIES}/new", f"{REPLIES}/new", {"name": name, "body": "Ring oss."})


def _selection(world: World, name: str) -> TestResponse:
    return save(world.login("Maja"), "/clinic-cases?late=1", name)


DOORS: dict[str, Door] = {
    "group": _group,
    "another name": _another_name,
    "ready text": _ready_text,
    "selection": _selection,
}


def named(app: Flask) -> int:
    """How many events tell of a name that was given."""
    kinds = ("group_created", "group_renamed", "standard_reply_changed", "view_saved")
    with app.app_context():
        return len(session().scalars(select(AuditEvent.id).where(AuditEvent.kind.in_(kinds))).all())


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_could_be_taken_for_something_else_is_told_and_kept(
    app: Flask, world: World, door: str, name: str
) -> None:
    answer = DOORS[door](world, name)
    assert answer.status_code == 422
    assert WRONG[name] in read(answer.text)
    assert f'value="{name}"' in answer.text
    assert named(app) == 0


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_says_something_of_its_own_is_taken(app: Flask, world: World, door: str) -> None:
    assert DOORS[door](world, "Hannas β-blockerare").status_code == 303
    assert named(app) == 1


@pytest.mark.parametrize("door", ["group", "ready text", "selection"])
def test_two_that_look_alike_are_told_apart(app: Flask, world: World, door: str) -> None:
    assert DOORS[door](world, "Team Ingrid 10").status_code == 303
    answer = DOORS[door](world, "Team lngrid IO")
    assert (answer.status_code, "Det finns redan ett" in read(answer.text) or "Det finns redan en" in answer.text) == (
        422,
        True,
    )
    assert named(app) == 1


def test_somebody_at_another_clinic_may_bear_the_name(world: World) -> None:
    assert _group(world, world.staff("Hugo").badge.name).status_code == 303  # type: ignore[union-attr]  # staff have a badge


def test_a_name_from_before_stays_while_the_rest_is_changed(app: Flask, world: World) -> None:
    _ready_text(world, "Kallelse")
    with app.app_context(), atomic() as current:
        group = current.scalars(select(Group).where(Group.name == "Läkare")).one()
        reply = current.scalars(select(StandardReply).where(StandardReply.name == "Kallelse")).one()
        group.name = reply.name = "Hanna Handläggare"
        group_id, reply_id = group.id, reply.id
    adam = world.login("Adam")
    page = f"{GROUPS}/{group_id}/name"
    assert submit(adam, page, page, {"description": "De som skriver recept"}).status_code == 303
    page = f"{REPLIES}/{reply_id}"
    assert submit(adam, page, page, {"body": "Välkommen."}).status_code == 303


def test_the_words_on_the_screen_for_the_inbox_are_kept_free(app: Flask) -> None:
    with app.test_request_context():
        for language in ("sv", "en"):
            with force_locale(language):
                for words in ("Mottagningens inkorg", "mottagningens inkorg", "Inkorg"):
                    assert looks(gettext(words)) & INBOX
