"""The rounds of ``make test``: every test in the first, and again where an engine or https could change something."""

import re

import pytest

from tests.architecture.source import ROOT
from tests.rounds import HERE, JOURNEY, is_about_pages, is_again


def test_what_stands_on_an_engine_runs_on_both_and_the_rest_once(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        folder = item.path.relative_to(HERE).parts[0]
        stands_on_one = "engine" in getattr(item, "fixturenames", ())
        if folder in {"http", "engines", "matrix", "faults", "property"}:
            assert is_again(item) is stands_on_one, item.nodeid
        else:
            assert is_again(item) is (item.path == JOURNEY), item.nodeid
        assert is_about_pages(item) is (folder == "http"), item.nodeid


def test_the_first_round_leaves_nothing_out() -> None:
    rounds = re.findall(r'^round "[^"]+" (.*) -n .*"\$@"$', (ROOT / "scripts" / "test").read_text(), re.MULTILINE)
    assert rounds == ["--engine=sqlite", "--engine=postgresql --again", "--engine=sqlite"]
