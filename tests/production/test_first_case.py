"""From an empty database to a case that is answered, read and reviewed: over https, in the installation of the manual."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.actions import (
    choose_holder,
    open_case,
    open_own_case,
    press,
    report_on,
    write_and_press,
)
from tests.production.region import CLINIC, Region
from tests.production.walks import log_in_citizen, log_in_staff, log_out, send_prescription

REPLY = "Receptet är förnyat för ett år."


def test_the_first_case_is_sent_distributed_answered_read_and_found_by_the_reviewer(
    people: Any, installation: Region
) -> None:
    tolvan, maja, hanna, greta = (people().new_page() for _ in range(4))
    log_in_citizen(tolvan, "Tolvan Tolvansson")
    send_prescription(tolvan)
    log_in_staff(maja, "Maja Mottagare")
    open_case(maja, "Mottagningens ärenden", "Tolvan Tolvansson")
    choose_holder(maja, "Hanna Handläggare")
    press(maja, "Fördela")
    log_in_staff(hanna, "Hanna Handläggare")
    open_case(hanna, "Mina ärenden", "Tolvan Tolvansson")
    write_and_press(hanna, "Svar till invånaren", REPLY, "Skicka svar")
    open_own_case(tolvan)
    expect(tolvan.get_by_text(REPLY)).to_be_visible()
    log_in_staff(greta, "Greta Granskare")
    report_on(greta, "191212121212")
    rows = " ".join(greta.locator("tbody tr").all_inner_texts())
    for act in ("Skickade in ärendet", "Fördelade ärendet", "Skickade svar", "Läste ärendet"):
        assert act in rows
    assert CLINIC.name in rows
    for page in (tolvan, maja, hanna, greta):
        log_out(page)
        page.goto("/")
        expect(page.get_by_role("link", name="Logga in som personal").first).to_be_visible()
    assert installation.origin.startswith("https://")
