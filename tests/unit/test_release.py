"""The release has one number, and everybody can find it."""

import re

from settings.environment import ROOT
from settings.release import VERSION


def test_the_newest_release_in_the_changelog_is_this_one() -> None:
    releases = re.findall(r"(?m)^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert releases[0] == VERSION
