"""Which tests a round of ``make test`` runs: all of them once, and again what the other engine or https could change."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ONCE = ("unit", "architecture")
"""Folders that no engine can change, also where a test borrows the application."""
JOURNEY = HERE / "browser" / "test_journey.py"
"""The one walk that browsers take on both engines; what else they see is made by code that the other folders try on both."""


def is_again(item: pytest.Item) -> bool:
    """Whether the other engine, or https, could change what the test sees."""
    if item.path == JOURNEY:
        return True
    folder = item.path.relative_to(HERE).parts[0]
    return folder not in (*ONCE, "browser") and "engine" in getattr(item, "fixturenames", ())


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this round."""
    if not config.getoption("--again"):
        return
    gone = [item for item in items if not is_again(item)]
    if gone:
        items[:] = [item for item in items if is_again(item)]
        config.hook.pytest_deselected(items=gone)
