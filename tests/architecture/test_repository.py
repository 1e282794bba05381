"""What the repository itself promises: locks that can be trusted, and nothing left lying about."""

import json
import re
import tomllib

import pytest

from scripts.sbom import written
from tests.architecture.source import ROOT, place, python_files, text_files

LOCKS = ("requirements.lock", "requirements-dev.lock")
UNWANTED = {
    "a note to oneself": r"(#|//|/\*|<!--).*\b(TO" r"DO|FIX" r"ME|X" r"XX|TEMPO" r"RARY)\b",
    "a path of somebody's machine": r"(?<![\w.])/(home|work|Users|root)/\w",
    "the address of a package registry": r"pypi\.org|pythonhosted\.org|registry\.npmjs",
    "a mark of an unfinished merge": r"^(<{7}|>{7}) ",
}
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|misc|common|manager|info)$")


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_pin_every_package_by_hash_and_hold_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host| @ ", text)
    packages = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^#.*\n", "", text).strip())
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[a-z0-9-]+==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_the_development_lock_holds_the_same_versions_as_the_one_that_runs() -> None:
    run, develop = (set(re.findall(r"(?m)^[a-z0-9-]+==\S+", (ROOT / lock).read_text())) for lock in LOCKS)
    assert run <= develop


def test_every_dependency_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / LOCKS[0]).read_text()))
    asked = {re.split(r"[\[><=~]", requirement)[0] for requirement in project["project"]["dependencies"]}
    assert asked <= locked


@pytest.mark.parametrize(("what", "pattern"), UNWANTED.items(), ids=UNWANTED)
def test_nothing_is_left_lying_about(what: str, pattern: str) -> None:
    found = [
        place(path, number)
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == [], what


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {
        part for path in python_files("app", "demo", "tests") for part in path.relative_to(ROOT).with_suffix("").parts
    }
    assert {name for name in named if SAYS_NOTHING.match(name)} == set()


def test_every_lint_that_is_put_off_names_its_reason() -> None:
    bare = re.compile(r"#\s*(noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)*\s+\S)|type:\s*ignore(?!\[[\w, -]+\]\s+#?\s*\S))")
    found = [
        place(path, number)
        for path in python_files("app", "demo", "config.py", "settings", "migrations", "scripts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert found == []


def test_the_bill_of_materials_names_what_is_locked_and_vendored_and_nothing_of_where_it_was_made() -> None:
    text = (ROOT / "sbom.cdx.json").read_text(encoding="utf-8")
    bill = json.loads(text)
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==([^\s;]+)", (ROOT / LOCKS[0]).read_text()))
    vendored = json.loads((ROOT / "app/static/vendor/vendor.json").read_text())["packages"]
    browsers = {(one["name"], one["version"]) for one in vendored}
    assert {(one["name"], one["version"]) for one in bill["components"]} == locked | browsers
    hashes = {one["content"] for part in bill["components"] for one in part.get("hashes", [])}
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", (ROOT / LOCKS[0]).read_text()))
    assert not {"serialNumber"} & bill.keys()
    assert "timestamp" not in bill["metadata"]
    assert set(re.findall(r"[a-z]+://[^/]+", text)) == {"http://cyclonedx.org"}, "the schema's name alone"
    assert str(ROOT) not in text


def test_the_same_locks_give_the_same_bill_of_materials() -> None:
    assert written() == (ROOT / "sbom.cdx.json").read_text(encoding="utf-8")
