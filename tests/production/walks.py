"""What people do in the region's installation, by the words on the screen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.actions import agree, choose, follow, press, review_prescription
from tests.production.region import CLINIC


def log_in(page: Page, link: str, name: str) -> None:
    """From the start page, through the independent provider, past the terms at the first login."""
    page.goto("/")
    page.get_by_role("link", name=link).first.click()
    page.get_by_role("heading", name="Vem är du?").wait_for()
    page.get_by_role("button", name=re.compile("^" + re.escape(name))).click()
    page.wait_for_load_state()
    terms = page.get_by_role("button", name="Jag godkänner")
    if terms.count():
        terms.first.click()
        page.wait_for_load_state()
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def log_in_staff(page: Page, name: str) -> None:
    """A member of staff."""
    log_in(page, "Logga in som personal", name)


def log_in_citizen(page: Page, name: str) -> None:
    """A citizen, who has the clinic among their own."""
    log_in(page, "Logga in som invånare", name)
    add_clinic(page, CLINIC.name)


def add_clinic(page: Page, name: str) -> None:
    """As a citizen: to "Mina mottagningar", unless it is there."""
    page.goto("/")
    follow(page, "Mina mottagningar")
    if page.get_by_role("main").get_by_role("heading", name=name).count():
        return
    page.get_by_label("Mottagningens namn börjar på").fill(name[:4])
    press(page, "Sök")
    press(page, f"Lägg till {name}")


def log_out(page: Page) -> None:
    """Out of the product, and of the provider, which asks."""
    press(page, "Logga ut")
    yes = page.get_by_role("button", name="Ja, logga ut")
    if yes.count():
        yes.click()
        page.wait_for_load_state()


def send_prescription(page: Page) -> None:
    """As a citizen: from "Mina mottagningar" through the form to the receipt."""
    page.goto("/")
    follow(page, "Mina mottagningar")
    follow(page, "Skriv till mottagningen")
    choose(page, "Förnya recept")
    while page.get_by_label("Läkemedlets namn och styrka").count() == 0:
        agree(page)
        press(page, "Fortsätt")
    review_prescription(page)
    press(page, "Skicka")
    expect(page.get_by_text(re.compile(r"\d{3}\s\d{3}-\d")).first).to_be_visible()
