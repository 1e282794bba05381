"""Logout tokens that nobody has signed: the first is told of at once, the others by their number when a minute has gone."""

import time

import pytest

from app.auth.forged import SECONDS, Forged


def test_each_forged_token_is_counted_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    forged, start = Forged(), 1000
    for after in (0, 1, SECONDS - 1, SECONDS, SECONDS + 1, 2 * SECONDS):
        monkeypatch.setattr(time, "monotonic", lambda after=after: start + after)
        forged.add("staff")
    assert [line.split()[0] for line in caplog.messages] == ["1", "3", "2"]
