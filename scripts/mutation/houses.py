"""Copies of the project to make changes in, and what is known of its tests: kept while neither code nor tests change."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from coverage import CoverageData

from scripts.mutation.changes import Change

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".mutants"
ORDER = ("unit", "property", "http", "engines", "matrix", "faults")
"""The folders that are asked, the cheap ones first: no browser, and nothing that looks at how the code is spelt."""


def tracked() -> list[str]:
    """The files of the project that are there."""
    git = shutil.which("git") or "git"
    found = subprocess.run([git, "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in found.stdout.decode().splitlines() if (ROOT / name).is_file()]


def version() -> str:
    """Another one as soon as a file of the product or a test is another."""
    digest = hashlib.sha256()
    for name in sorted(tracked()):
        if name.startswith(("app/", "tests/", "settings/", "demo/", "migrations/", "config.py")):
            digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def copy(folder: Path) -> Path:
    """The project once more; its .venv is the project's own."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def environment(**more: str) -> dict[str, str]:
    """No compiled module is kept: a change may leave size and second as they were."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", **more}


class Footprints:
    """Which tests run which lines, and how long each takes."""

    def __init__(self, house: Path, folder: Path) -> None:
        self.house = house
        self.seconds: dict[str, float] = {}
        for kept in folder.glob("seconds.*"):
            self.seconds |= json.loads(kept.read_text(encoding="utf-8"))
        self.found = [CoverageData(str(kept)) for kept in folder.glob("lines.*")]
        for data in self.found:
            data.read()

    def tests(self, change: Change) -> list[str]:
        """Those that run the change, the cheapest first; for what is run at import, those that run anything of the module."""
        tests: set[str] = set()
        for line, names in self._lines(change.path).items():
            if not change.is_called or change.lines[0] <= line <= change.lines[1]:
                tests |= names
        return sorted(tests & self.seconds.keys(), key=self._cost)

    def _lines(self, path: str) -> dict[int, set[str]]:
        lines: dict[int, set[str]] = defaultdict(set)
        for data in self.found:
            for line, names in data.contexts_by_lineno(str(self.house / path)).items():
                lines[line].update(names)
        return lines

    def _cost(self, test: str) -> tuple[int, float, str]:
        return ORDER.index(test.split("/")[1]), self.seconds[test], test


def footprints(house: Path, folder: Path) -> Footprints:
    """Found by one run of the suite, unless they are kept."""
    if not list(folder.glob("seconds.*")):
        folder.mkdir(parents=True, exist_ok=True)
        print("One run of the suite, to see which tests run which lines …", flush=True)
        run = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.footprints", "-p", "no:randomly"]
        run += ["-m", "not slow", *(f"tests/{name}" for name in ORDER)]
        done = subprocess.run(run, cwd=house, env=environment(FOOTPRINTS=str(folder)), capture_output=True, check=False)
        if done.returncode not in {0, 1}:
            shutil.rmtree(folder)
            raise SystemExit("The run was stopped before its end: begin again.")
        print(done.stdout.decode().splitlines()[-1], "(what fails without any change is not asked)", flush=True)
    return Footprints(house, folder)
