"""What is said of the journal and the figures, and what of it is refused."""

from pathlib import Path

import pytest

from config import Config
from settings.metrics import Door
from tests.unit.environments import faults, safe


def test_without_a_word_nothing_is_told_of_figures_and_the_journal_is_text(tmp_path: Path) -> None:
    config = Config.from_env(safe(tmp_path))
    assert config.metrics is None
    assert (config.journal.level, config.journal.form) == ("", "text")


@pytest.mark.parametrize(
    ("said", "door"),
    [
        ("127.0.0.1:9100", Door("127.0.0.1", 9100)),
        ("localhost:9100", Door("127.0.0.1", 9100)),
        ("[::1]:9100", Door("::1", 9100)),
        ("10.20.30.40:9100", Door("10.20.30.40", 9100)),
    ],
)
def test_an_address_that_only_those_who_watch_can_reach_is_taken(tmp_path: Path, said: str, door: Door) -> None:
    assert Config.from_env(safe(tmp_path) | {"METRICS_ADDRESS": said}).metrics == door


@pytest.mark.parametrize(
    "said", ["0.0.0.0:9100", "[::]:9100", "[::ffff:0.0.0.0]:9100", "1.1.1.1:9100", "[2606:4700::1]:9100"]
)
def test_an_address_that_everybody_could_reach_must_be_meant(tmp_path: Path, said: str) -> None:
    asked = safe(tmp_path) | {"METRICS_ADDRESS": said}
    assert "ALLOW_PUBLIC_METRICS" in faults(asked)
    assert Config.from_env(asked | {"ALLOW_PUBLIC_METRICS": "yes"}).metrics is not None


@pytest.mark.parametrize(
    "said", ["9100", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "metrics.region.se:9100", ":9"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, said: str) -> None:
    assert "METRICS_ADDRESS" in faults(safe(tmp_path) | {"METRICS_ADDRESS": said})


def test_the_figures_have_a_port_of_their_own(tmp_path: Path) -> None:
    assert "PORT" in faults(safe(tmp_path) | {"METRICS_ADDRESS": "127.0.0.1:8000"})


def test_the_journal_knows_four_levels_and_two_forms(tmp_path: Path) -> None:
    environment = safe(tmp_path)
    assert Config.from_env(environment | {"LOG_LEVEL": "debug", "LOG_FORMAT": "json"}).journal.level == "DEBUG"
    said = faults(environment | {"LOG_LEVEL": "loud", "LOG_FORMAT": "xml"})
    assert "LOG_LEVEL" in said
    assert "LOG_FORMAT" in said
