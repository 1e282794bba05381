"""Which tests a round of ``make test`` runs: all of them once, and again what the other engine or https could change."""

from pathlib import Path

import pytest

from tests.shapes import IS_HTTPS

HERE = Path(__file__).parent
ONCE = ("unit", "architecture")
"""Folders that no engine can change, also where a test borrows the application."""
JOURNEY = HERE / "browser" / "test_journey.py"
"""The one walk that browsers take on both engines; what else they see is made by code that the other folders try on both."""


def is_again(item: pytest.Item) -> bool:
    """Whether the other engine could change what the test sees."""
    if item.path == JOURNEY:
        return True
    folder = item.path.relative_to(HERE).parts[0]
    return folder not in (*ONCE, "browser") and "engine" in getattr(item, "fixturenames", ())


def is_about_pages(item: pytest.Item) -> bool:
    """Whether the test sends requests as a browser does, and so could meet something else behind https."""
    return HERE / "http" in item.path.parents


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this round."""
    kept = items
    if config.getoption("--again"):
        kept = [item for item in kept if is_again(item)]
    if IS_HTTPS:
        kept = [item for item in kept if is_about_pages(item)]
    gone = set(items) - set(kept)
    if gone:
        items[:] = kept
        config.hook.pytest_deselected(items=list(gone))
