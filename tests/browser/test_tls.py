"""The way of one case over real https, as in production: a certificate, a proxy in front, and PUBLIC_URL with a port."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect
from sqlalchemy import delete

from app.auth.models import TermsAcceptance
from app.core.db import atomic
from tests.browser.actions import (
    choose_holder,
    open_case,
    open_own_case,
    press,
    send_prescription,
    write_and_press,
)
from tests.browser.conftest import NewContext
from tests.browser.live import Live, running
from tests.browser.login import choose_at_the_provider, login_staff
from tests.browser.tls import Front, self_signed
from tests.conftest import Engine

REPLY = "Receptet är förnyat för ett år."


@pytest.fixture
def live(engine: Engine, tmp_path: Path) -> Iterator[Live]:
    url = engine.copy()
    front = Front(self_signed(tmp_path / "certificate.pem"))
    with running(url, engine.keyring, engine.application, front.url) as product, front.lead_to(product.port):
        yield product
    engine.drop(url)


@pytest.fixture
def refused() -> list[str]:
    return []


def watched(context: BrowserContext, refused: list[str]) -> Page:
    def look(answer: Response) -> None:
        if answer.status >= 400 and "favicon" not in answer.url:
            refused.append(f"{answer.request.method} {answer.url} {answer.status}")

    page = context.new_page()
    page.on("response", look)
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_over_https_people_log_in_accept_the_terms_write_answer_and_log_out(
    live: Live, new_context: NewContext, refused: list[str], scripts: bool
) -> None:
    def somebody() -> Page:
        return watched(new_context(java_script_enabled=scripts, ignore_https_errors=True), refused)

    with live.app.app_context(), atomic() as current:
        current.execute(delete(TermsAcceptance).where(TermsAcceptance.citizen_id == live.world.citizen_id("Tolvan")))
    tolvan, maja = somebody(), somebody()
    tolvan.goto("/")
    tolvan.get_by_role("link", name="Logga in som invånare").first.click()
    choose_at_the_provider(tolvan, "Tolvan Tolvansson")
    expect(tolvan.get_by_role("heading", name="Villkor")).to_be_visible()
    press(tolvan, "Jag godkänner")
    (cookie,) = [one for one in tolvan.context.cookies() if one["name"].endswith("vardinkorg")]
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-vardinkorg", True, True)
    send_prescription(tolvan)

    login_staff(maja, "Maja Mottagare")
    open_case(maja, "Mottagningens ärenden", "Tolvan Tolvansson")
    choose_holder(maja, "Alva Allround")
    press(maja, "Fördela")
    alva = somebody()
    login_staff(alva, "Alva Allround")
    open_case(alva, "Mina ärenden", "Tolvan Tolvansson")
    write_and_press(alva, "Svar till invånaren", REPLY, "Skicka svar")

    open_own_case(tolvan)
    expect(tolvan.get_by_text(REPLY)).to_be_visible()
    for person in (tolvan, maja, alva):
        person.goto("/")
        press(person, "Logga ut")
        expect(person.get_by_role("heading", name="Du är utloggad")).to_be_visible()
        assert person.url.startswith(live.url)
    assert refused == []
