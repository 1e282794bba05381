"""The end of a login session: asked before, told after, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app.auth.models import LoginSession
from app.cases.models import Draft
from app.core import clock
from app.core.db import atomic, session
from tests.browser.actions import open_case
from tests.browser.axe import violations
from tests.browser.conftest import Somebody
from tests.browser.live import Live
from tests.browser.login import choose_at_the_provider

TEXT = "Vi har förnyat receptet.\nHämta det i morgon <efter kl. 10>."
REPLY = "Svar till invånaren"


def away(live: Live, page: Page, minutes: float) -> None:
    """Let so many minutes go by without a deed, for the server's row and for the page's own clock."""
    gone = timedelta(minutes=minutes)
    with live.app.app_context(), atomic() as current:
        living = LoginSession.revoked_at.is_(None)
        seen = current.scalars(select(LoginSession.last_seen_at).where(living)).all()
        assert seen
        current.execute(update(LoginSession).where(living).values(last_seen_at=clock.now() - gone))
    page.clock.fast_forward(int(gone.total_seconds()) * 1000)


@pytest.fixture
def hanna(live: Live, staff: Somebody) -> Page:
    """Hanna Handläggare with a case of her own open, on a page whose clock the test turns."""
    live.world.held_by("Hanna")
    page = staff("Hanna Handläggare")
    page.clock.install()
    open_case(page, "Mina ärenden", "Tolvan Tolvansson")
    return page


def drafts(live: Live) -> int:
    with live.app.app_context():
        return len(session().scalars(select(Draft.id)).all())


def test_two_minutes_before_the_end_she_is_asked_and_goes_on_where_she_was(live: Live, hanna: Page) -> None:
    hanna.get_by_label(REPLY, exact=True).focus()
    away(live, hanna, 28.5)
    question = hanna.get_by_role("dialog", name="Vill du fortsätta?")
    expect(question).to_be_visible()
    expect(question.get_by_role("button", name="Fortsätt")).to_be_focused()
    expect(question.locator("a, button").locator("visible=true")).to_have_count(1)
    assert violations(hanna) == []
    hanna.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(hanna.get_by_label(REPLY, exact=True)).to_be_focused()
    with live.app.app_context():
        seen = session().scalars(select(LoginSession.last_seen_at).where(LoginSession.revoked_at.is_(None))).all()
        assert clock.now() - max(seen) < timedelta(minutes=1)


def test_escape_closes_the_question_and_extends_nothing(live: Live, hanna: Page) -> None:
    away(live, hanna, 28.5)
    question = hanna.get_by_role("dialog", name="Vill du fortsätta?")
    expect(question).to_be_visible()
    hanna.keyboard.press("Escape")
    expect(question).to_be_hidden()
    away(live, hanna, 31)
    expect(hanna.get_by_role("dialog", name="Du har loggats ut")).to_be_visible()


def test_the_session_ends_while_she_writes_and_the_draft_is_back_after_the_login(live: Live, hanna: Page) -> None:
    before = drafts(live)
    address = hanna.url
    hanna.get_by_label(REPLY, exact=True).fill(TEXT)
    hanna.clock.fast_forward(3500)
    expect(hanna.get_by_text(re.compile(r"^Sparat \d\d:\d\d$"))).to_be_visible()
    assert drafts(live) == before + 1
    away(live, hanna, 31)
    told = hanna.get_by_role("dialog", name="Du har loggats ut")
    expect(told).to_contain_text("sparat och finns kvar när du har loggat in igen")
    assert violations(hanna) == []
    told.get_by_role("link", name="Logga in igen").click()
    expect(hanna.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    hanna.get_by_role("link", name="Logga in igen").click()
    choose_at_the_provider(hanna, "Hanna Handläggare")
    expect(hanna).to_have_url(address)
    expect(hanna.get_by_label(REPLY, exact=True)).to_have_value(TEXT)


def test_what_could_not_be_saved_stays_on_the_page_and_she_is_told(live: Live, hanna: Page) -> None:
    away(live, hanna, 31)
    expect(hanna.get_by_role("dialog", name="Du har loggats ut")).to_be_visible()
    hanna.get_by_role("button", name="Visa sidan").click()
    hanna.get_by_label(REPLY, exact=True).fill(TEXT)
    hanna.clock.fast_forward(3500)
    expect(hanna.get_by_text("Texten kunde inte sparas.")).to_be_visible()
    hanna.get_by_role("button", name="Skicka svar").click()
    expect(hanna.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    expect(hanna.get_by_text("Det är sparat och står på sidan när du har loggat in igen.")).to_be_visible()
    expect(hanna.get_by_label(REPLY)).to_have_value(TEXT)


def test_a_citizen_is_asked_too(live: Live, citizen: Somebody) -> None:
    page = citizen("Nina Nittio")
    page.clock.install()
    page.goto("/citizen")
    away(live, page, 13.5)
    expect(page.get_by_role("dialog", name="Vill du fortsätta?")).to_be_visible()
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
