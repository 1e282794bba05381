"""The manual's unit files, read by systemd itself."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.production.manual import PAGES, block_with

UNITS = {
    "vardinkorgen-web@.service": "Description=Vårdinkorgen, web server",
    "vardinkorgen-worker.service": "bin/flask worker",
    "vardinkorgen-.service.d/hardening.conf": "CapabilityBoundingSet=",
    "vardinkorgen-backup.service": "bin/flask backup",
    "vardinkorgen-backup.timer": "OnCalendar=",
}
STARTED = ("vardinkorgen-web@8000.service", "vardinkorgen-worker.service", "vardinkorgen-backup.service")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder with the units in their place, and the programs that they start."""
    programs = tmp_path / "opt/vardinkorgen/.venv/bin"
    programs.mkdir(parents=True)
    for name in ("gunicorn", "flask"):
        shutil.copy("/bin/true", programs / name)
    for name, text in UNITS.items():
        file = tmp_path / "etc/systemd/system" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block_with("ini", text), encoding="utf-8")
    return tmp_path


def said(machine: Path, *words: str) -> str:
    """What systemd-analyze answers about the machine in the folder; nothing of it runs."""
    units = {"SYSTEMD_UNIT_PATH": f"{machine}/etc/systemd/system:/lib/systemd/system", "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(
        ["systemd-analyze", *words], env=units | {"LANG": "C.UTF-8"}, capture_output=True, text=True, check=False
    )
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("unit", [*STARTED, "vardinkorgen-backup.timer"])
def test_systemd_knows_every_line(machine: Path, unit: str) -> None:
    told = said(machine, "verify", str(machine / "etc/systemd/system" / unit))
    ours = [line for line in told.splitlines() if "vardinkorgen" in line]
    # The programs lie in the folder, which verify cannot be told.
    assert [line for line in ours if "is not executable: No such file" not in line] == []


@pytest.mark.parametrize("unit", STARTED)
def test_a_service_is_as_shut_in_as_the_manual_says(machine: Path, unit: str) -> None:
    told = said(machine, "security", "--offline=yes", unit)
    assert exposure(told) <= written(r"then says (\d\.\d)")


def test_without_the_file_it_is_as_open_as_the_manual_says(machine: Path) -> None:
    (machine / "etc/systemd/system/vardinkorgen-.service.d/hardening.conf").unlink()
    told = said(machine, "security", "--offline=yes", STARTED[0])
    assert exposure(told) >= written(r"without the file (\d\.\d)")


def exposure(told: str) -> float:
    figure = re.search(r"Overall exposure level for \S+: (\d+\.\d)", told)
    assert figure is not None, told
    return float(figure[1])


def written(pattern: str) -> float:
    figure = re.search(pattern, PAGES[0].read_text(encoding="utf-8"))
    assert figure is not None
    return float(figure[1])
