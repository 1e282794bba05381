"""Everybody at once in the same cases: nothing lost, nothing doubled, nothing crossed, and each act in the log once.

``make crossings`` runs it many times on both engines and prints the account; ``CROSSINGS`` and ``SEED`` say how many and which.
"""

import os
import sys

import pytest
from flask import Flask

from tests.crowd import Crowd, Tally
from tests.world import World

RUNS = int(os.environ.get("CROSSINGS", "1"))
SEED = int(os.environ.get("SEED", "1"))


def test_whatever_everybody_does_at_once_is_kept_once_and_in_its_place(
    app: Flask, world: World, engine_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = {seed: Crowd(app, world, seed).work() for seed in range(SEED, SEED + RUNS)}
    whole = summed(runs)
    if "CROSSINGS" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\n{engine_name}: {told(whole)}\n")
    assert {seed: run.flaws for seed, run in runs.items() if run.flaws} == {}
    assert (whole.lost, whole.doubled, whole.crossed) == (0, 0, 0)
    assert whole.operations > RUNS * 20


def summed(runs: dict[int, Tally]) -> Tally:
    """All runs as one."""
    whole = Tally()
    for run in runs.values():
        for name in ("operations", "refused", "repeated", "lost", "doubled", "crossed"):
            setattr(whole, name, getattr(whole, name) + getattr(run, name))
    return whole


def told(whole: Tally) -> str:
    """The account in one line."""
    return (
        f"{RUNS} runs from seed {SEED}, {whole.operations} operations acknowledged, {whole.refused} refused, "
        f"{whole.repeated} sent twice; lost {whole.lost}, doubled {whole.doubled}, crossed {whole.crossed}"
    )
