"""The rounds of ``make test``: every test in the first, and again where an engine or https could change something."""

import re

import pytest

from tests.architecture.source import ROOT
from tests.rounds import HERE, JOURNEY, is_again


def test_what_stands_on_an_engine_runs_on_both_and_the_rest_once(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        folder = item.path.relative_to(HERE).parts[0]
        stands_on_one = "engine" in getattr(item, "fixturenames", ())
        if folder in {"http", "engines", "matrix", "faults", "property"}:
            assert is_again(item) is stands_on_one, item.nodeid
        else:
            assert is_again(item) is (item.path == JOURNEY), item.nodeid


def test_the_first_round_leaves_nothing_out_and_the_second_goes_over_https() -> None:
    text = (ROOT / "scripts" / "test").read_text()
    rounds = re.findall(r'^(export TEST_SHAPE=https)$|^round "[^"]+" (.*) -n .*"\$@"$', text, re.MULTILINE)
    assert [set_ or run for set_, run in rounds] == [
        "--engine=sqlite",
        "export TEST_SHAPE=https",
        "--engine=postgresql --again",
    ]


def test_what_is_run_while_working_is_there_and_needs_no_browser_and_one_engine() -> None:
    listed = (ROOT / "tests" / "fast").read_text().split()
    for path in listed:
        assert (ROOT / path).exists(), path
    assert not [path for path in listed if path.startswith(("tests/browser", "tests/production", "tests/faults"))]
    (run,) = re.findall(r"(?m)^exec .*$", (ROOT / "scripts" / "test-fast").read_text())
    assert all(words in run for words in ("--engine=sqlite", '-m "not browser and not slow"', "@tests/fast"))
