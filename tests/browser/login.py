"""The walk in through the identity provider, by the words of the public contract."""

import re

from playwright.sync_api import Page, expect

STORGATAN = "Storgatans vårdcentral"


def login_staff(page: Page, name: str, clinic: str = STORGATAN) -> None:
    """Log a member of staff in; whoever works at several clinics chooses ``clinic``."""
    _through_the_provider(page, "Logga in som personal", name)
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
    question = page.get_by_role("heading", name="Välj mottagning")
    if question.count():
        page.get_by_role("button", name=clinic).click()
        expect(question).to_be_hidden()


def login_citizen(page: Page, name: str) -> None:
    """Log a citizen in."""
    _through_the_provider(page, "Logga in som invånare", name)
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def _through_the_provider(page: Page, link: str, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=link).first.click()
    choose_at_the_provider(page, name)


def choose_at_the_provider(page: Page, name: str) -> None:
    """Log in as this person, where the identity provider asks who it is."""
    expect(page.get_by_role("heading", name="Demo-inloggning")).to_be_visible()
    page.get_by_role("button", name=re.compile("^" + re.escape(name))).click()
