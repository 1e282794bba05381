"""What is on the screen keeps up with the clinic by itself, quietly."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from app.audit.models import AuditEvent
from app.auth.models import LoginSession
from app.cases.services.replies import Reply, send_final_reply
from app.core import clock
from app.core.db import atomic, session
from app.portal.services.opening import open_own_case
from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.world import operation

MINUTE = 61_000


@pytest.fixture
def maja(live: Live, staff: Somebody) -> Page:
    live.world.send("Tolvan")
    page = staff("Maja Mottagare")
    page.clock.install()
    return page


def events(live: Live) -> int:
    with live.app.app_context():
        return session().scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_a_new_case_is_counted_and_one_link_away(live: Live, maja: Page) -> None:
    maja.goto("/clinic-cases")
    before = maja.get_by_role("row").count()
    maja.clock.fast_forward(1000)
    live.world.send("Nina")
    logged = events(live)
    with maja.expect_response("**/clinic-cases/news*"):
        maja.clock.fast_forward(MINUTE)
    link = maja.get_by_role("link", name="1 nytt eller ändrat ärende – visa")
    expect(link).to_be_visible()
    assert maja.title().startswith("(1) Mottagningens ärenden")
    expect(maja.locator("[data-count=new] .tabs__count")).to_have_text(str(before))
    assert maja.get_by_role("row").count() == before, "rows come when she asks for them"
    assert violations(maja) == []
    assert events(live) == logged, "numbers are no reading of anybody's case"
    link.click()
    expect(maja.get_by_role("row")).to_have_count(before + 1)
    expect(link).to_be_hidden()


def test_the_cards_of_the_start_page_count_too(live: Live, maja: Page) -> None:
    maja.goto("/")
    card = maja.get_by_role("main").get_by_role("link", name="Mottagningens ärenden")
    count = int(card.locator(".card__count").inner_text())
    maja.clock.fast_forward(1000)
    live.world.send("Sam")
    maja.clock.fast_forward(MINUTE)
    expect(card.locator(".card__count")).to_have_text(str(count + 1))


def test_a_list_left_open_does_not_keep_the_session_alive_and_stops_asking_after_it(live: Live, maja: Page) -> None:
    maja.goto("/clinic-cases")
    maja.clock.fast_forward(1000)
    seen = clock.now() - timedelta(minutes=10)
    with live.app.app_context(), atomic() as current:
        current.execute(update(LoginSession).where(LoginSession.revoked_at.is_(None)).values(last_seen_at=seen))
    with maja.expect_response("**/clinic-cases/news*") as answer:
        maja.clock.fast_forward(MINUTE)
    assert answer.value.status == 200
    with live.app.app_context():
        kept = session().scalars(select(LoginSession.last_seen_at).where(LoginSession.revoked_at.is_(None))).all()
        assert set(kept) == {seen}
        gone = LoginSession.revoked_at.is_(None)
        with atomic() as current:
            current.execute(update(LoginSession).where(gone).values(last_seen_at=seen - timedelta(hours=1)))
    with maja.expect_response("**/clinic-cases/news*") as answer:
        maja.clock.fast_forward(MINUTE)
    assert answer.value.status == 401
    expect(maja.get_by_role("heading", name="Mottagningens ärenden")).to_be_visible()


def test_a_citizen_sees_at_the_start_beside_inkorg_and_in_the_title_that_an_answer_has_come(
    live: Live, citizen: Somebody
) -> None:
    case_id = live.world.held_by("Hanna", "Nina")
    nina = citizen("Nina Nittio")
    nina.clock.install()
    nina.goto("/citizen")
    inbox = nina.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Inkorg")
    card = nina.get_by_role("main").get_by_role("link", name="Inkorg")
    expect(inbox).to_have_accessible_name("Inkorg")
    expect(card).to_have_accessible_name("Inkorg Ärenden och mottagningens svar 0")
    nina.clock.fast_forward(1000)
    with live.app.app_context():
        reply = Reply("Receptet är förnyat.", live.world.case(case_id).version, operation())
        send_final_reply(live.world.staff("Hanna"), case_id, reply)
    nina.clock.fast_forward(MINUTE)
    expect(inbox).to_have_accessible_name("Inkorg 1 olästa")
    expect(card).to_have_accessible_name("Inkorg 1 ärende har något nytt att läsa 1")
    expect(nina).to_have_title("(1) Start – Vårdinkorgen")
    assert violations(nina) == []
    nina.reload()
    expect(nina).to_have_title("(1) Start – Vårdinkorgen")
    nina.clock.fast_forward(1000)
    with live.app.app_context():
        open_own_case(live.world.citizen("Nina"), case_id, "sv")
    nina.clock.fast_forward(MINUTE)
    expect(inbox).to_have_accessible_name("Inkorg")
    expect(nina).to_have_title("Start – Vårdinkorgen")
