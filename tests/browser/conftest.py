"""A browser, the running product, and people at it. A content policy violation or a script error fails any test here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, chromium, is_demanded
from tests.browser.live import Live, running
from tests.browser.login import login_citizen, login_staff
from tests.conftest import Engine

HERE = Path(__file__).parent
SECONDS = 10_000
SWEDISH: dict[str, Any] = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "reduced_motion": "reduce"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and leave it out where there is none to drive and nobody demands one."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if ours and chromium() is None and not is_demanded():
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each worker."""
    path = chromium()
    if path is None:
        pytest.fail(MISSING)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def live(engine: Engine) -> Iterator[Live]:
    """The running product on a database of the module's own: the demo people, no cases."""
    url = engine.copy()
    with running(url, engine.keyring) as product:
        yield product
    engine.drop(url)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of on any page of the test."""
    return []


NewContext = Callable[..., BrowserContext]
Somebody = Callable[..., Page]


@pytest.fixture
def new_context(browser: Browser, live: Live, complaints: list[str]) -> Iterator[NewContext]:
    """A browser profile of its own: ``new_context(java_script_enabled=False)``. Closed, and judged, after the test."""
    opened: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def new(**options: Any) -> BrowserContext:
        context = browser.new_context(**SWEDISH, base_url=live.url, **options)
        context.set_default_timeout(SECONDS)
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def staff(new_context: NewContext) -> Somebody:
    """``staff("Maja Mottagare")``: a page where she has logged in through the identity provider."""

    def arrive(name: str, **options: Any) -> Page:
        page = new_context(**options).new_page()
        login_staff(page, name)
        return page

    return arrive


@pytest.fixture
def citizen(new_context: NewContext) -> Somebody:
    """``citizen("Tolvan Tolvansson")``: a page where he has logged in through the identity provider."""

    def arrive(name: str, **options: Any) -> Page:
        page = new_context(**options).new_page()
        login_citizen(page, name)
        return page

    return arrive
