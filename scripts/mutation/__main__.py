"""Draws one-place changes to the product at random, and tells which of them no test notices: ``make mutants``.

Resumable: what is found is kept in .mutants/ until code or tests are others, and asked for again it goes on from there.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from scripts.mutation import houses
from scripts.mutation.changes import Change, Source

PARTS = ("authz", "cases", "inbox", "casework", "audit", "auth", "transaction", "jobs", "notices", "portal", "roles")
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
"""Changes that change nothing anybody could see, each with its reason."""
WORKERS = 2
AT_LEAST = 60
"""Seconds that any run is given; else three times what its tests took."""
SURVIVED, NOTICED, UNRUN = "survived", "noticed", "no test runs it"


def sources() -> dict[str, Source]:
    """The modules that are changed, by path."""
    paths = [name for name in houses.tracked() if name.startswith("app/") and name.endswith(".py")]
    wanted = [path for path in paths if path.split("/")[1].removesuffix(".py") in PARTS]
    return {path: Source(path, (houses.ROOT / path).read_bytes()) for path in sorted(wanted)}


def drawn(modules: dict[str, Source], number: int, seed: int) -> list[Change]:
    """As many changes as asked for; the same ones for the same seed and code."""
    pool = sorted(change for source in modules.values() for change in source.changes())
    random.Random(seed).shuffle(pool)  # noqa: S311  # a sample, no secret
    real = (change for change in pool if modules[change.path].is_real(change))
    return [change for change, _ in zip(real, range(number), strict=False)]


def equivalents() -> set[tuple[str, str, str]]:
    """Path, and the lines before and after."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("change", [])
    return {(one["path"], one["before"], one["after"]) for one in listed if one["reason"]}


def outcome(house: Path, change: Change, tests: list[str], seconds: float) -> str:
    """What the tests say of the change: at the first failure it is noticed."""
    if not tests:
        return UNRUN
    asked = house / ".asked"
    asked.write_text("\n".join(tests), encoding="utf-8")
    file = house / change.path
    before = file.read_bytes()
    file.write_bytes(change.applied(before))
    run = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", f"@{asked}"]
    try:
        return NOTICED if failed(run, house, seconds) else SURVIVED
    finally:
        file.write_bytes(before)


def failed(run: list[str], house: Path, seconds: float) -> bool:
    """Whether a test fails, nothing can be imported, or it goes on for ever."""
    with subprocess.Popen(
        run,
        cwd=house,
        env=houses.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        try:
            return started.wait(timeout=seconds) != 0
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            return True


class Sample:
    """The changes that were drawn, and what became of each."""

    def __init__(self, changes: list[Change], modules: dict[str, Source], kept: Path) -> None:
        self.modules, self.kept = modules, kept
        listed = equivalents()
        self.changes = [one for one in changes if (one.path, *self.shown(one)) not in listed]
        self.left_out = len(changes) - len(self.changes)
        lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
        self.found: dict[str, str] = dict(json.loads(line) for line in lines)

    def shown(self, change: Change) -> tuple[str, str]:
        return change.shown(self.modules[change.path].text)

    def key(self, change: Change) -> str:
        return f"{change.path}:{change.start}:{change.end}:{change.new}"

    def keep(self, change: Change, said: str) -> None:
        self.found[self.key(change)] = said
        with self.kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self.key(change), said]) + "\n")
        print(f"{len(self.found):4} of {len(self.changes)}  {said:15} {change.path}:{change.lines[0]}", flush=True)

    def lines(self) -> Iterator[str]:
        """The share by part of the house, then each change that nobody noticed, as the list of equivalents wants it."""
        asked = [(change, self.found[self.key(change)]) for change in self.changes if self.key(change) in self.found]
        total, good = Counter(one.part for one, _ in asked), Counter(one.part for one, said in asked if said == NOTICED)
        for part in (*sorted(total), ""):
            of, seen = (total[part], good[part]) if part else (total.total(), good.total())
            yield f"{part or 'all':12} {seen:4} of {of:4} noticed  {seen / max(of, 1):6.1%}"
        yield f"{self.left_out} left out as equivalent (scripts/mutation/equivalent.toml)"
        for change, said in asked:
            if said != NOTICED:
                before, after = self.shown(change)
                yield f"\n# {said}: {change.path}:{change.lines[0]}\npath = {change.path!r}"
                yield f"before = {before!r}\nafter = {after!r}"


def work(sample: Sample, steps: houses.Footprints, free: Queue[Path]) -> None:
    """Try what is left, as many at a time as there are copies."""

    def attempt(change: Change) -> None:
        house = free.get()
        try:
            tests = steps.tests(change)
            seconds = max(AT_LEAST, 3 * sum(steps.seconds[test] for test in tests))
            sample.keep(change, outcome(house, change, tests, seconds))
        finally:
            free.put(house)

    with ThreadPoolExecutor(free.qsize()) as pool:
        list(pool.map(attempt, [one for one in sample.changes if sample.key(one) not in sample.found]))


def main() -> None:
    """Draw, try, tell."""
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    modules, folder = sources(), houses.KEPT / houses.version()
    free: Queue[Path] = Queue()
    for number in range(WORKERS):
        free.put(houses.copy(folder / f"house{number}"))
    steps = houses.footprints(folder / "house0", folder / "footprints")
    sample = Sample(drawn(modules, asked.changes, asked.seed), modules, folder / f"found.{asked.seed}")
    work(sample, steps, free)
    print("\n".join(sample.lines()))


if __name__ == "__main__":
    main()
