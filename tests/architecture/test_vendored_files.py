"""What others wrote and we ship is exactly what was reviewed, with its licence, and fetches nothing from elsewhere."""

import base64
import gzip
import hashlib
import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "app/static/vendor/vendor.json"
PACKAGES: list[dict[str, Any]] = json.loads(MANIFEST.read_text(encoding="utf-8"))["packages"]
FILES = [
    (ROOT / package["into"] / package["name"] / package["version"] / entry["to"], entry["sha512"])
    for package in PACKAGES
    for entry in package["files"]
]
STYLES = sorted((ROOT / "app/static").rglob("*.css"))


def sha512(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


@pytest.mark.parametrize(("path", "expected"), FILES, ids=[str(path.relative_to(ROOT)) for path, _ in FILES])
def test_a_vendored_file_is_the_one_that_was_reviewed(path: Path, expected: str) -> None:
    assert sha512(path.read_bytes()) == expected


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package["name"]))
def test_a_vendored_package_has_its_licence_and_the_sum_of_what_was_fetched(package: dict[str, Any]) -> None:
    assert "LICENSE" in [entry["to"] for entry in package["files"]]
    assert package["license"] in {"MIT", "0BSD", "OFL-1.1", "ISC", "MPL-2.0"}
    assert package["integrity"].startswith("sha512-")


@pytest.mark.parametrize("folder", ["app/static/vendor", "tests/vendor"])
def test_nothing_lies_among_vendored_files_that_the_manifest_does_not_name(folder: str) -> None:
    named = {path for path, _ in FILES} | {MANIFEST}
    compressed = {path.with_name(path.name + ".gz") for path in named}

    assert {path for path in (ROOT / folder).rglob("*") if path.is_file()} - named - compressed == set()


@pytest.mark.parametrize("path", sorted((ROOT / "app/static").rglob("*.gz")), ids=lambda path: path.name)
def test_a_compressed_copy_holds_what_it_is_a_copy_of(path: Path) -> None:
    assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_fetches_nothing_but_our_own_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "@import" not in text
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert address.startswith(("data:image/svg+xml", "/static/vendor/")), address
        if address.startswith("/"):
            assert (ROOT / "app" / address.removeprefix("/")).is_file()


def test_the_icons_are_drawn_from_the_vendored_ones() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts/vendor"))["draw_icons"](PACKAGES)

    assert drawn == (ROOT / "app/static/img/icons.svg").read_text(encoding="utf-8")


def test_every_norwegian_text_of_the_design_system_that_we_use_is_replaced_in_both_languages() -> None:
    system = next(path for path, _ in FILES if path.name == "designsystemet.css").read_text(encoding="utf-8")
    spoken = set(re.findall(r"(--dsc-[a-z-]+):\"[^\"\\]*[A-Za-z][^\"]*\"", system))
    # A suggestion box needs the system's own script, which is not here.
    spoken = {name for name in spoken if not name.startswith("--dsc-suggestion-")}
    ours = (ROOT / "app/static/css/app.css").read_text(encoding="utf-8")

    assert spoken
    assert {name for name in spoken if ours.count(f"{name}:") != 2} == set()
