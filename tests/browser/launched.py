"""Chromium, running: for every test folder that drives one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, chromium


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser until the block ends; a test that asks for one where there is none fails."""
    path = chromium()
    if path is None:
        pytest.fail(MISSING)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()
