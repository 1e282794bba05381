"""Everybody at once in the same cases: nothing lost, nothing doubled, nothing crossed, and each act in the log once.

``make crossings`` does it many times on both engines and prints the account; ``CROSSINGS``, ``SEED`` and
``CROSSINGS_TABLE`` tell this test how many, from which seed, and where the account goes.
"""

import os
from pathlib import Path

from flask import Flask

from tests.busy_clinic import BusyClinic, Tally
from tests.busy_clinic_account import Account
from tests.world import World

RUNS = int(os.environ.get("CROSSINGS", "1"))
SEED = int(os.environ.get("SEED", "1"))
TABLE = os.environ.get("CROSSINGS_TABLE")


def test_whatever_everybody_does_at_once_is_kept_once_and_in_its_place(
    app: Flask, world: World, engine_name: str
) -> None:
    whole = Tally()
    for seed in range(SEED, SEED + RUNS):
        whole.add(run(app, world, seed))
    if TABLE:
        with Path(TABLE).open("a", encoding="utf-8") as table:
            table.write(row(engine_name, whole))
    assert whole.flaws == []
    assert (whole.lost, whole.doubled, whole.crossed) == (0, 0, 0)
    assert whole.operations > RUNS * 20


def run(app: Flask, world: World, seed: int) -> Tally:
    """One crowd's work, with the seed in front of what does not add up."""
    crowd = BusyClinic(app, world, seed)
    try:
        crowd.work()
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
    tally = Account(crowd).settle()
    tally.flaws = [f"seed {seed}: {flaw}" for flaw in tally.flaws]
    return tally


def row(engine_name: str, whole: Tally) -> str:
    """The account as a row under the heads that ``scripts/crossings`` writes."""
    acknowledged = (whole.operations, whole.repeated, whole.conflicts, whole.refused)
    wrong = (whole.lost, whole.doubled, whole.crossed, len(whole.flaws))
    cells = (engine_name, RUNS, f"{SEED}-{SEED + RUNS - 1}", *acknowledged, *wrong)
    return "".join(f"{cell:<13}" for cell in cells) + "\n"
