"""``make install`` as an administrator meets it: the Python they named, packages from a folder, and reasons that are true."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.databases import ROOT

NOBODY = 65534
NAMES = {
    "small/__init__.py": "",
    "small-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n",
    "small-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
Make = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder of code whose lock names one package, which stands in ``wheels``."""
    folder = tmp_path / "mapp med å"
    (folder / "scripts").mkdir(parents=True)
    (folder / "wheels").mkdir()
    for name in ("Makefile", "scripts/install"):
        shutil.copy(ROOT / name, folder / name)
    wheel = folder / "wheels/small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in NAMES.items():
            archive.writestr(name, text)
        archive.writestr("small-1.0.dist-info/RECORD", "".join(f"{name},,\n" for name in NAMES))
    digest = sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements.lock").write_text(f"small==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    return folder


@pytest.fixture
def make(code: Path) -> Make:
    """``make("install", PYTHON=…)`` on a machine without uv."""

    def run(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        told = [f"{name}={value}" for name, value in variables.items()]
        path = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(["make", *told, *words], cwd=code, env=path, capture_output=True, text=True, check=False)

    return run


def has_it(code: Path) -> bool:
    return subprocess.run([code / ".venv/bin/python", "-c", "import small"], check=False).returncode == 0


def test_packages_come_from_a_folder_and_a_python_that_is_gone_is_replaced(code: Path, make: Make) -> None:
    named = {"PYTHON": getattr(sys, "_base_executable", sys.executable), "WHEELS": "wheels"}
    wheel = code / "wheels/small-1.0-py3-none-any.whl"
    wheel.rename(code / wheel.name)
    without = make("install", **named)
    assert without.returncode != 0
    assert "docs/operations.md, 'The code and a user for it'" in without.stderr

    (code / wheel.name).rename(wheel)
    done = make("install", **named)
    assert done.returncode == 0, done.stderr
    assert has_it(code)
    assert "Nothing to be done" in make("install", **named).stdout

    python = code / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/gone/with/its/owner/python3")
    healed = make("install", **named)
    assert healed.returncode == 0, healed.stderr
    assert has_it(code)


def test_a_folder_that_one_may_not_write_in_is_called_so() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o555)
        ended = subprocess.run(
            ["/bin/sh", "-s", "requirements.lock"],
            cwd=folder,
            input=(ROOT / "scripts/install").read_text(encoding="utf-8"),
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
            user=NOBODY if os.geteuid() == 0 else None,
        )
        folder.chmod(0o755)
    assert ended.returncode != 0
    assert f"may not write in {folder}" in ended.stderr
    assert "venv module" not in ended.stderr
