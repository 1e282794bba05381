"""A browser, the running product, and people at it. A content policy violation or a script error fails any test here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from app.authz.actors import Citizen, Staff
from tests.browser.chromium import chromium, is_demanded
from tests.browser.launched import launched
from tests.browser.live import Live, Product, running, working
from tests.conftest import Engine
from tests.logins import open_login
from tests.programs import close
from tests.shapes import PLAIN_COOKIE

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
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def product(engine: Engine) -> Iterator[Product]:
    """The running product on a database of the module's own: the demo people, no cases; nobody works off its jobs."""
    url = engine.copy()
    with running(url, engine.keyring, engine.application) as live:
        yield Product(url, live)
    engine.drop(url)


@pytest.fixture
def live(product: Product, engine: Engine) -> Iterator[Live]:
    """The running product with its worker, on a database that no test before has written in."""
    close(product.live.app)
    engine.renew(product.database_url)
    with working(product.live.app):
        yield product.live


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
def staff(new_context: NewContext, live: Live) -> Somebody:
    """``staff("Maja Mottagare")``: her start page. The walk to it is in test_login and in test_journey."""
    return lambda name, **options: _start_page(live, live.world.staff(name.split()[0]), new_context(**options))


@pytest.fixture
def citizen(new_context: NewContext, live: Live) -> Somebody:
    """``citizen("Tolvan Tolvansson")``: his start page."""
    return lambda name, **options: _start_page(live, live.world.citizen(name.split()[0]), new_context(**options))


def _start_page(live: Live, actor: Staff | Citizen, context: BrowserContext) -> Page:
    context.add_cookies([{"name": PLAIN_COOKIE, "value": open_login(live.app, actor), "url": live.url}])
    page = context.new_page()
    page.goto("/")
    return page
