"""What was typed beside the reason of an ending or a reopening stays a draft; the reason that was sent does not."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.cases.services.endings import close
from tests.case_pages import CasePage
from tests.one_case import Desk
from tests.world import World

NOTE, BECAUSE = "Ring igen på måndag", "Löst per telefon"


def opened(_world: World, _case_id: UUID) -> None:
    """As it is."""


def ended(world: World, case_id: UUID) -> None:
    with world.app.app_context():
        Desk(world, case_id).end(close)


WAYS = {"close": opened, "cancel": opened, "reopen": ended}
"""Where the form is sent, and what is done with the case before."""
Before = Callable[[World, UUID], None]


@pytest.fixture
def case_id(world: World) -> UUID:
    return world.held_by("Hanna")


def kept(browser: FlaskClient, case_id: UUID) -> tuple[object, object]:
    """The note and the reason that stand in the page's fields."""
    fields = CasePage(browser, case_id).fields()
    return fields.get("note"), fields.get("reason_line")


def press(browser: FlaskClient, case_id: UUID, way: str, line: str) -> None:
    """Send the form of the page with that reason."""
    fields = CasePage(browser, case_id).fields(reason="Annat", reason_line=line)
    assert browser.post(f"/cases/{case_id}/{way}", data=fields).status_code == 303


@pytest.mark.parametrize("way", WAYS)
def test_the_reason_goes_with_the_act_and_the_note_stays(world: World, case_id: UUID, way: str) -> None:
    WAYS[way](world, case_id)
    name = "Hanna" if way == "reopen" else "Maja"
    browser = world.login(name)
    CasePage(browser, case_id).save_draft(note=NOTE, reason_line=BECAUSE)
    assert kept(browser, case_id) == (NOTE, BECAUSE)

    press(browser, case_id, way, BECAUSE)

    note, reason = kept(browser, case_id)
    assert note == NOTE
    assert not reason


@pytest.mark.parametrize("way", WAYS)
def test_what_colleagues_have_typed_and_what_stands_in_other_cases_stays(world: World, case_id: UUID, way: str) -> None:
    WAYS[way](world, case_id)
    other = world.held_by("Hanna", "Nina")
    actor, colleague = world.login("Maja"), world.login("Alva")
    if way == "reopen":
        actor, colleague = world.login("Hanna"), world.login("Maja")
    CasePage(actor, other).save_draft(note=NOTE, reason_line=BECAUSE)
    CasePage(colleague, case_id).save_draft(note=NOTE, reason_line=BECAUSE)

    press(actor, case_id, way, BECAUSE)

    assert kept(actor, other) == (NOTE, BECAUSE)
    assert kept(colleague, case_id)[0] == NOTE
