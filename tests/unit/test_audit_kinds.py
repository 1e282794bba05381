"""The log's vocabulary is closed: the list, its documentation and the reviewer's words say the same."""

import re

from app.access_log import labels
from app.access_log.reasons import ReviewReason
from app.audit.kinds import EventKind, Outcome
from app.authz.policy import Action, Relation
from tests.architecture.source import ROOT

DOCS = (ROOT / "docs/audit-events.md").read_text(encoding="utf-8")
ROWS = [row.split(" | ") for row in re.findall(r"(?m)^\| (`.+) \|$", DOCS)]


def test_every_kind_has_a_row_and_every_row_is_a_kind() -> None:
    assert [row[0].strip("`") for row in ROWS] == [kind.value for kind in EventKind]


def test_every_row_says_when_and_what_is_kept() -> None:
    assert [row[0] for row in ROWS if len(row) != 4 or not row[1] or not row[2]] == []


def test_the_tests_that_the_rows_name_are_there() -> None:
    named = {path for row in ROWS for path in re.findall("`([^`]+)`", row[3])}
    assert {path for path in named if not (ROOT / path).is_file()} == set()


def test_the_reviewer_has_words_for_everything_that_can_stand_in_the_log() -> None:
    assert set(labels.KINDS) == set(EventKind)
    assert set(labels.OUTCOMES) == set(Outcome)
    assert set(labels.RELATIONS) == set(Relation)
    assert set(Action) <= set(labels.ACTIONS)
    assert set(labels.REASONS) == set(ReviewReason)
