"""The documents say what is true: their links lead somewhere, their words and variables are those of the code."""

import ast
import enum
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.inbox.layouts import LAYOUTS, InboxLayout
from config import Config
from tests.architecture.source import ROOT, parsed, python_files

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
RECORDS = sorted((ROOT / "docs/adr").glob("*.md"))
GLOSSARY = ROOT / "docs/glossary.md"
OPERATIONS = ROOT / "docs/operations.md"
READ_BY_COMMANDS = {"PG_BIN", "TEST_DATABASE_URL", "TEST_WORKERS"}
# Every member of these stands in the glossary: they are the words of the domain.
DOMAIN = (
    "app.authz.actors.Role",
    "app.authz.policy.Relation",
    "app.authz.facts.State",
    "app.cases.lifecycle.Step",
    "app.cases.models.MessageKind",
    "app.cases.lifecycle.Reason",
    "app.cases.status.StaffLabel",
    "app.cases.status.CitizenLabel",
    "app.inbox.inboxes.ClinicTab",
    "app.inbox.inboxes.OwnTab",
    "app.audit.kinds.Level",
    "app.audit.kinds.Outcome",
)
CHANGE = re.compile(r"(?m)^(Changes|Changed by) \[\d+\]\((.+\.md)\): (.+\.)$")
SHOWN = ("STAFF_LABELS", "CITIZEN_LABELS", "REASONS")


def prose(page: Path) -> str:
    """The page without its blocks of code, where a bracket is no link."""
    return re.sub(r"(?ms)^\s*```.*?^\s*```", "", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What a link can point at: the headings, spelt as the usual renderers spell them."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def glossary() -> Iterator[tuple[str, str]]:
    """Swedish word and code name of each row."""
    for word, code in re.findall(r"(?m)^\| ([^|]+) \| `([^`]+)` \|", GLOSSARY.read_text(encoding="utf-8")):
        yield word.strip(), code


def names_in_the_code() -> set[str]:
    """Every class, function, argument, attribute and module of the product."""
    found = {path.stem for path in python_files("app")} | {path.parent.name for path in python_files("app")}
    for path in python_files("app"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return found


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(re.findall(r"`((?:app|demo|docs|migrations|scripts|tests)/[\w./-]*)`", prose(page)))
    assert {path for path in named if not (ROOT / path).exists() and "NNNN" not in path} == set()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_decision_is_recorded_in_the_common_shape_and_listed(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    number = int(record.name[:4])

    assert text.startswith(f"# {number}. ")
    assert re.search(r"(?m)^Status: (accepted|replaced by \[\d+\]\(.+\)) · \d{4}-\d\d-\d\d$", text)
    head = text.partition("## Context")[0].splitlines()[3:]
    assert [line for line in head if line and not CHANGE.fullmatch(line)] == []
    assert re.findall(r"(?m)^## (.+)$", prose(record)) == ["Context", "Decision", "Why", "Consequences"]
    assert f"(adr/{record.name})" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_a_decision_that_changes_another_and_the_one_it_changes_say_the_same_of_it() -> None:
    told: dict[str, set[tuple[str, str, str]]] = {"Changes": set(), "Changed by": set()}
    for record in RECORDS:
        for how, other, what in CHANGE.findall(record.read_text(encoding="utf-8")):
            old, new = (other, record.name) if how == "Changes" else (record.name, other)
            told[how].add((old, new, what))
    assert told["Changes"] == told["Changed by"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


class Watched(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **values: str) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)


def test_every_variable_of_the_environment_is_explained_to_the_operator(tmp_path: Path) -> None:
    environment = Watched(APP_ENV="test", INSTANCE_DIR=str(tmp_path))
    Config.from_env(environment)
    table = set(re.findall(r"(?m)^\| `([A-Z_]+)`", OPERATIONS.read_text(encoding="utf-8")))

    assert environment.asked == table


def test_the_variables_of_commands_are_explained_too() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")

    assert {name for name in READ_BY_COMMANDS if f"`{name}`" not in text} == set()


def test_every_name_in_the_glossary_is_in_the_code() -> None:
    known = names_in_the_code()

    assert {code for _, code in glossary() if "." not in code and code not in known} == set()


@pytest.mark.parametrize("name", DOMAIN)
def test_the_glossary_has_every_word_of_the_domain_and_no_other(name: str) -> None:
    module, _, vocabulary = name.rpartition(".")
    members: type[enum.StrEnum] = getattr(importlib.import_module(module), vocabulary)
    explained = {code for _, code in glossary() if code.startswith(f"{vocabulary}.")}

    assert explained == {f"{vocabulary}.{member}" for member in members.__members__}


def labels(table: str) -> Iterator[tuple[str, str]]:
    """Word and code name of each row of a table in ``cases/labels.py``."""
    for node in ast.walk(parsed(ROOT / "app/cases/labels.py")):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == table and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert isinstance(key, ast.Attribute)
                assert isinstance(value, ast.Call)
                yield str(ast.literal_eval(value.args[0])), ast.unparse(key)


@pytest.mark.parametrize("table", SHOWN)
def test_the_glossary_has_the_words_that_are_on_the_screen(table: str) -> None:
    shown = set(labels(table))

    assert shown
    assert shown - set(glossary()) == set()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.inbox.key)
def test_the_glossary_has_the_names_of_the_tabs(layout: InboxLayout) -> None:
    shown = {(str(one.label), f"{type(tab).__name__}.{tab.name}") for tab, one in layout.tabs.items()}

    assert {code for _word, code in shown} == {f"{layout.inbox.tabs.__name__}.{tab.name}" for tab in layout.inbox.tabs}
    assert shown - set(glossary()) == set()


def test_the_commands_that_the_readme_names_are_in_the_makefile() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?m)(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"))
    }

    assert named <= targets
