"""What a run of the suite cost, told at its end: seconds by folder, and the dearest tests.

The seconds are those of the workers, which share the processors: several times what the run took by the clock.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

DEAREST = 10
"""How many tests are named."""


def cost(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """Seconds by test, with what was set up for it and taken down after it."""
    seconds: Counter[str] = Counter()
    for report in reports:
        seconds[report.nodeid] += report.duration  # type: ignore[assignment]  # a Counter counts seconds as well
    return seconds


def folder_of(nodeid: str) -> str:
    """``http`` for ``tests/http/test_login.py::test_…``."""
    return Path(nodeid.split("::", 1)[0]).parent.name


def lines(seconds: Counter[str]) -> Iterable[str]:
    """The table of the folders, then the dearest tests."""
    folders: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for nodeid, took in seconds.items():
        folders[folder_of(nodeid)] += took
        tests[folder_of(nodeid)] += 1
    for folder, took in folders.most_common():
        yield f"{took:8.1f} s  {tests[folder]:5} tests  {folder}"
    for nodeid, took in seconds.most_common(DEAREST):
        yield f"{took:8.1f} s  {nodeid}"


def tell(reporter: pytest.TerminalReporter) -> None:
    """Print it, for a run of more than a handful of tests."""
    reports = [report for kept in reporter.stats.values() for report in kept if isinstance(report, pytest.TestReport)]
    seconds = cost(reports)
    if len(seconds) > DEAREST:
        reporter.section("seconds by folder, and the dearest tests")
        for line in lines(seconds):
            reporter.write_line(line)
