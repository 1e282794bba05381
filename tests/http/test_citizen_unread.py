"""The count beside Inkorg keeps up by itself: a number of one's own, asked for by the clock, which leaves no trace."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.auth.models import LoginSession
from app.cases.models import Case, Message
from app.cases.services.replies import Reply, send_final_reply
from app.core import clock
from app.core.db import session
from tests.case_pages import read
from tests.world import World, operation

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UNREAD = "/citizen/unread"
NOTHING, ONE = "0 Ärenden och mottagningens svar", "1 olästa 1 1 ärende har något nytt att läsa"
"""Beside Inkorg, and for the card Inkorg of the start page: its number and what it says."""


def answered(world: World, name: str, child: str = "") -> UUID:
    """A case that Hanna has answered."""
    case_id = world.send(name, child=child) if child else world.send(name)
    world.distribute(case_id, person="Hanna")
    with world.app.app_context():
        reply = Reply("Receptet är förnyat.", world.case(case_id).version, operation())
        send_final_reply(world.staff("Hanna"), case_id, reply)
    return case_id


def stored(world: World) -> list[object]:
    """How much is in the log, what has been read, and when anybody was last there."""
    with world.app.app_context():
        asked = (func.count(AuditEvent.id), func.count(Message.read_at), func.max(LoginSession.last_seen_at))
        return [session().scalar(select(one)) for one in (*asked, func.max(Case.version))]


def test_the_count_is_ones_own_and_nothing_but_a_number(world: World) -> None:
    tolvan, nina = world.login_citizen("Tolvan"), world.login_citizen("Nina")
    assert read(tolvan.get(UNREAD).text) == NOTHING
    case_id = answered(world, "Tolvan")
    before = stored(world)
    fragment = tolvan.get(UNREAD)
    assert fragment.text == tolvan.get(UNREAD).text
    assert (fragment.status_code, read(fragment.text)) == (200, ONE)
    assert 'data-news="1"' in fragment.text
    assert fragment.text.strip().splitlines()[0] in tolvan.get("/citizen/settings").text
    assert read(nina.get(UNREAD).text) == NOTHING
    assert stored(world) == before
    assert tolvan.get(f"/citizen/cases/{case_id}").status_code == 200
    assert read(tolvan.get(UNREAD).text) == NOTHING


def test_asking_does_not_keep_the_citizen_logged_in_and_leads_nobody_to_the_login(world: World) -> None:
    with clock.at(NOON):
        tolvan = world.login_citizen("Tolvan")
    with clock.at(NOON + 14 * MINUTE):
        before = stored(world)
        assert tolvan.get(UNREAD).status_code == 200
        assert stored(world) == before
    with clock.at(NOON + 15 * MINUTE):
        answer = tolvan.get(UNREAD)
    assert (answer.status_code, answer.data) == (401, b"")


def test_in_proxy_mode_the_childs_are_counted_and_only_they(world: World) -> None:
    answered(world, "Tvåan", child="Lill")
    assert read(world.login_citizen("Tvåan").get(UNREAD).text) == NOTHING
    assert read(world.login_citizen("Tvåan", "Lill").get(UNREAD).text) == ONE


def test_the_clinics_people_have_no_such_count(world: World) -> None:
    maja = world.login("Maja")
    assert maja.get(UNREAD).status_code == 403
    assert UNREAD not in maja.get("/").text
