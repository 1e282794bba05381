"""Which tests a round of ``make test`` runs: all of them once, and again what the other engine or https could change."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ONCE = ("unit", "architecture")
"""Folders that no engine can change, also where a test borrows the application."""
WAITING = ("browser", "engines", "faults")
"""Folders whose tests wait for servers and browsers longer than they compute."""
JOURNEY = HERE / "browser" / "test_journey.py"
"""The one walk that browsers take on both engines; what else they see is made by code that the other folders try on both."""


def is_again(item: pytest.Item) -> bool:
    """Whether the other engine, or https, could change what the test sees."""
    if item.path == JOURNEY:
        return True
    return _folder(item) not in (*ONCE, "browser") and "engine" in getattr(item, "fixturenames", ())


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this round."""
    if not config.getoption("--again"):
        return
    gone = [item for item in items if not is_again(item)]
    if gone:
        items[:] = [item for item in items if is_again(item)]
        config.hook.pytest_deselected(items=gone)


def end_with_what_computes(items: list[pytest.Item]) -> None:
    """Move the tests that wait towards the beginning: at the end, one worker would wait and the others have nothing left.

    They stay spread out and in an order by chance.
    """
    place = {item: index * (0.7 if _folder(item) in WAITING else 1.0) for index, item in enumerate(items)}
    items.sort(key=place.__getitem__)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]
