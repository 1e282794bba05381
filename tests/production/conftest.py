"""The installation that these tests use, a browser, and the figures that they tell at the end."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import SWEDISH
from tests.browser.launched import launched
from tests.production.region import Region, region

SECONDS = 60_000
Tell = Callable[[str], None]
_figures: list[str] = []


@pytest.fixture
def tell() -> Tell:
    """``tell("what was measured")``: printed at the end of the run."""
    return _figures.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures, whether or not somebody asked for more words."""
    for line in _figures:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """The region, started once for all."""
    with region(tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Chromium."""
    with launched() as running:
        yield running


@pytest.fixture
def people(chrome: Browser, installation: Region) -> Iterator[Any]:
    """``people()``: somebody's browser at the region's address; what the content policy stops fails the test."""
    opened: list[BrowserContext] = []
    stopped: list[str] = []

    def new() -> BrowserContext:
        context = chrome.new_context(**SWEDISH, base_url=installation.origin, ignore_https_errors=True)
        context.set_default_timeout(SECONDS)
        context.on(
            "console", lambda said: stopped.append(said.text) if "Content Security Policy" in said.text else None
        )
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert stopped == []
