"""``make install`` where something is not as it should be: the wrong interpreter, no network, a folder of somebody else's."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from uv import find_uv_bin

from config import ROOT

pytestmark = pytest.mark.slow
NOBODY = 65534
HERE = Path(os.path.realpath(sys._base_executable))  # type: ignore[attr-defined]  # not in typeshed
NO_LOCK = "# nothing\n"


@dataclass(frozen=True)
class Checkout:
    """A folder with the code's Makefile and its scripts, where no network is asked; ``installer`` is pip or uv."""

    folder: Path
    installer: str

    def make(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"HOME": str(self.folder / "home"), "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
        own |= {"UV_NO_CONFIG": "1", "UV_OFFLINE": "1", "UV_CACHE_DIR": str(self.folder / "cache"), "LC_ALL": "C.UTF-8"}
        path = f"{self.folder / 'bin'}:/usr/bin:/bin"
        return subprocess.run(
            ["make", *words],
            cwd=self.folder,
            env={"PATH": path} | own | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def installed(self, *words: str, **environment: str) -> str:
        """What was said when it went well."""
        ended = self.make("install", *words, **environment)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout + ended.stderr

    def refused(self, *words: str, **environment: str) -> str:
        """What was said when it did not."""
        ended = self.make(*words, **environment)
        assert ended.returncode != 0, ended.stdout
        assert "Traceback" not in ended.stderr
        return ended.stderr

    def interpreter(self) -> Path:
        return Path(os.path.realpath(self.folder / ".venv/bin/python"))

    def lock(self, text: str) -> None:
        (self.folder / "requirements.lock").write_text(text, encoding="ascii")

    def another_interpreter(self, place: str) -> Path:
        """The same Python, as if it were installed in that folder of the checkout."""
        binary = self.folder / place / "bin/python3"
        binary.parent.mkdir(parents=True)
        shutil.copy(HERE, binary)
        for name in {Path(sysconfig.get_path("stdlib")).parent.name, "lib"}:  # lib64 on some
            (binary.parent.parent / name).symlink_to(Path(sys.base_prefix) / name)
        return binary


def checkout(folder: Path, installer: str) -> Checkout:
    for name in ("Makefile", "scripts/install", "scripts/wheels"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "bin").mkdir()
    (folder / "bin/python3").symlink_to(HERE)
    if installer == "uv":
        (folder / "bin/uv").symlink_to(find_uv_bin())
    made = Checkout(folder, installer)
    made.lock(NO_LOCK)
    return made


INSTALLERS = ("pip", "uv")


@pytest.fixture(params=INSTALLERS)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Checkout:
    """With each installer: what they do differently."""
    return checkout(tmp_path, request.param)


@pytest.fixture
def here(tmp_path: Path) -> Checkout:
    """With the quicker one: what the script does before it calls them."""
    return checkout(tmp_path, INSTALLERS[-1])


def test_the_interpreter_that_is_asked_for_replaces_another_and_stays(there: Checkout) -> None:
    other = there.another_interpreter("opt")
    there.installed()
    assert there.interpreter() == HERE
    assert there.installed() == ""

    assert f"and {other} is asked for" in there.installed(f"PYTHON={other}")
    assert there.interpreter() == other
    assert there.installed(f"PYTHON={other}") == ""
    assert there.installed() == ""
    assert there.interpreter() == other


def test_what_no_longer_runs_is_built_anew(here: Checkout) -> None:
    other = here.another_interpreter("opt")
    here.installed(f"PYTHON={other}")
    other.unlink()

    assert "its Python does not run any more" in here.installed()
    assert here.interpreter() == HERE


def test_what_was_moved_is_built_anew_where_it_is_now(here: Checkout, tmp_path_factory: pytest.TempPathFactory) -> None:
    here.installed()
    moved = Checkout(tmp_path_factory.mktemp("moved") / "code", here.installer)
    shutil.copytree(here.folder, moved.folder, symlinks=True)

    assert f"it was made in {here.folder}/.venv" in moved.installed()
    assert moved.installed() == ""


def test_a_python_under_a_home_is_warned_of(here: Checkout) -> None:
    other = here.another_interpreter("home/pyenv")

    assert f"Warning: the Python of .venv is {other}" in here.installed(f"PYTHON={other}")


def test_a_python_in_a_closed_folder_is_warned_of(here: Checkout) -> None:
    other = here.another_interpreter("closed")
    other.parent.chmod(0o700)

    assert "no other user and no hardened service can run it" in here.installed(f"PYTHON={other}")


def test_what_is_no_python_of_ours_is_refused_before_anything_is_touched(here: Checkout) -> None:
    here.installed()
    assert "needs Python 3.11 or newer; '/bin/false' is not" in here.refused("install", "PYTHON=/bin/false")
    assert here.interpreter() == HERE


def test_what_is_installed_can_be_read_by_others_whatever_the_umask(here: Checkout) -> None:
    before = os.umask(0o077)
    try:
        here.installed()
    finally:
        os.umask(before)
    closed = [path for path in (here.folder / ".venv").rglob("*") if not path.stat().st_mode & 0o004]
    assert closed == []


def test_a_link_to_somebody_elses_environment_is_not_built_over(here: Checkout, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (here.folder / ".venv").symlink_to(theirs)

    assert f".venv is a link to {theirs}" in here.refused("install")
    assert list(theirs.iterdir()) == []


def test_without_venv_it_says_what_to_install(tmp_path: Path) -> None:
    there = checkout(tmp_path, "pip")
    (tmp_path / "ensurepip.py").write_text("raise ImportError", encoding="ascii")

    assert "Python's venv module is missing: install it" in there.refused("install", PYTHONPATH=str(tmp_path))


@pytest.fixture
def somebody_elses() -> Iterator[Checkout]:
    """A checkout in which the one who runs make may not write."""
    folder = Path(tempfile.mkdtemp())
    try:
        made = checkout(folder, "pip")
        folder.chmod(0o555)
        yield made
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("target", ["install", "run", "demo-reset"])
def test_in_a_folder_of_somebody_elses_it_says_whose_it_is(somebody_elses: Checkout, target: str) -> None:
    nobody = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
    ended = subprocess.run(
        ["make", target],
        cwd=somebody_elses.folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        **nobody,  # type: ignore[call-overload]
    )
    assert ended.returncode != 0
    assert f"may not write in {somebody_elses.folder}" in ended.stderr
    assert "venv module" not in ended.stderr


def wheel(folder: Path, name: str) -> str:
    """A package of one module, and its line in a lock file."""
    file = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(f"{name}.py", f"NAME = '{name}'\n")
        packed.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        packed.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        packed.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


def test_wheels_fetched_on_one_machine_are_installed_on_another_without_network(
    there: Checkout, tmp_path: Path
) -> None:
    published = tmp_path / "published"
    published.mkdir()
    there.lock(wheel(published, "tolvan") + wheel(published, "lillemor"))

    fetched = there.make("wheels", PIP_FIND_LINKS=str(published))
    assert fetched.returncode == 0, fetched.stderr
    assert {file.name for file in (tmp_path / "wheels").iterdir()} == {file.name for file in published.iterdir()}
    shutil.rmtree(published)
    there.installed("WHEELS=wheels")

    seen = subprocess.run(
        [tmp_path / ".venv/bin/python", "-c", "import tolvan, lillemor; print(tolvan.NAME, lillemor.NAME)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout == "tolvan lillemor\n"


def test_a_package_that_is_gone_is_mended_by_cleaning_before(there: Checkout, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    there.lock(wheel(tmp_path / "wheels", "tolvan"))
    there.installed("WHEELS=wheels")
    (module,) = (tmp_path / ".venv").rglob("tolvan.py")
    module.unlink()
    assert there.installed("WHEELS=wheels") == ""
    assert not module.exists()

    ended = there.make("clean", "install", "WHEELS=wheels")
    assert ended.returncode == 0, ended.stderr
    assert module.read_text(encoding="utf-8") == "NAME = 'tolvan'\n"


def test_a_wheel_that_is_not_the_locked_one_is_neither_fetched_nor_installed(here: Checkout, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    wheel(tmp_path / "published", "tolvan")
    here.lock(f"tolvan==1.0 \\\n    --hash=sha256:{'0' * 64}\n")

    assert "hash" in here.refused("wheels", PIP_FIND_LINKS=str(tmp_path / "published")).lower()
    assert list((tmp_path / "wheels").iterdir()) == []
    said = here.refused("install", "WHEELS=published")
    assert "hash" in said.lower()
    assert "Not all packages were installed" in said


def test_a_folder_without_the_wheels_says_where_they_come_from(here: Checkout, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "There are no wheels in the folder empty" in here.refused("install", "WHEELS=empty")
    wheel(tmp_path / "empty", "tolvan")
    here.lock(f"lillemor==1.0 \\\n    --hash=sha256:{'0' * 64}\n")

    said = here.refused("install", "WHEELS=empty")
    assert "made by 'make wheels' on a machine of the same kind" in said


def test_without_network_it_says_how_to_do_without(here: Checkout) -> None:
    here.lock(f"lillemor==1.0 \\\n    --hash=sha256:{'0' * 64}\n")

    assert "then 'make WHEELS=FOLDER install' here" in here.refused("install")
