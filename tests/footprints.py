"""Which tests run which lines of the product, for `make mutants`: a plugin, `-p tests.footprints`, for runs by several workers.

What is run when a module is imported belongs to no test.
"""

import json
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage

FOLDER = "FOOTPRINTS"
"""The variable that names where each worker leaves what it found."""


class Footprints:
    """Follows the tests of one worker."""

    def __init__(self, worker: str) -> None:
        self.folder, self.worker = Path(os.environ[FOLDER]), worker
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        kept = self.folder / f"lines.{worker}"
        self.coverage = Coverage(data_file=str(kept), include=["app/*"], config_file=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Say whose the lines are from here, with what is set up for the test."""
        self.coverage.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_unconfigure(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        passed = {test: took for test, took in self.seconds.items() if test not in self.failed}
        (self.folder / f"seconds.{self.worker}").write_text(json.dumps(passed), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Each worker has a follower of its own; the one who hands out the tests has none."""
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Footprints(config.workerinput["workerid"]))
