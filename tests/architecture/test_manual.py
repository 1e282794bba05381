"""What the manual tells an operator to type is there: commands with their options, programs, files, variables."""

import ast
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from app.auth.oidc import OWN_CHOICE
from app.core.personnummer import PersonnummerFault
from demo.case_types import offers
from settings.limits import USUAL
from tests.architecture.source import ROOT, python_files
from tests.production.manual import PAGES, block_with, blocks, variables


def commands() -> dict[str, click.Command]:
    """What stands behind ``flask``: the commands that the product's modules make, but for those within a group."""
    modules = [path for path in python_files("app") if path.stem == "cli" or path.stem.endswith("commands")]
    made = [
        one
        for path in modules
        for one in vars(
            importlib.import_module(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
        ).values()
        if isinstance(one, click.Command)
    ]
    within = [inner for one in made if isinstance(one, click.Group) for inner in one.commands.values()]
    return {str(one.name): one for one in made if one not in within}


TOP = commands()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
HEALTH_CENTRE = "SE0000000000-1001"
# Words that come after "flask" and are no command of ours.
FLASKS_OWN = {"db", "run", "shell"}


def named(words: list[str]) -> tuple[click.Command | None, list[str]]:
    """The command that the words begin with, and the words behind it."""
    found = TOP.get(words[0]) if words else None
    if isinstance(found, click.Group):
        return (found.commands.get(words[1]) if len(words) > 1 else found), words[2:]
    return found, words[1:]


def typed() -> Iterator[list[str]]:
    """What follows ``.venv/bin/flask`` in the manual's blocks, as the shell would cut it."""
    for text in (*blocks(""), *blocks("sh")):
        for line in text.replace("\\\n", " ").splitlines():
            if ".venv/bin/flask " in line:
                said = line.split(".venv/bin/flask ", 1)[1].split(" #")[0]
                yield shlex.split(said.replace('"$(echo $name | tr _ -)"', "KEY"))


@pytest.mark.parametrize("page", DOCUMENTS, ids=[page.relative_to(ROOT).as_posix() for page in DOCUMENTS])
def test_every_command_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    said = [words.split() for words in re.findall(r"(?:`|bin/)flask ([a-z][a-z -]*)", text)]

    assert [words for words in said if named(words)[0] is None and words[0] not in FLASKS_OWN] == []


def test_every_option_that_the_manual_types_is_the_commands_own() -> None:
    lines = list(typed())
    assert ["citizen", "end-proxy"] in lines  # they are found at all
    for words in lines:
        command, rest = named(words)
        assert command is not None, words
        known = {option for parameter in command.params for option in parameter.opts}
        assert [word for word in rest if word.startswith("--") and word not in known] == [], words


def test_no_command_is_typed_by_a_bare_name_that_no_path_leads_to() -> None:
    lines = [line for text in (*blocks(""), *blocks("sh")) for line in text.splitlines()]
    assert [line for line in lines if re.match(r"\s*(flask|alembic|python|gunicorn) ", line)] == []


def test_what_is_required_is_typed() -> None:
    for words in typed():
        command, rest = named(words)
        assert command is not None
        wanted = [one.opts[0] for one in command.params if isinstance(one, click.Option) and one.required]
        assert [option for option in wanted if option not in rest] == [], words


def test_every_file_of_ours_in_a_command_is_there() -> None:
    text = "".join((*blocks(""), *blocks("ini")))
    paths = set(re.findall(r"(?<![\w/.-])((?:scripts|migrations|demo|app)/[\w./-]*\w)", text))
    assert "migrations/runtime_role.sql" in paths
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_service_starts_what_make_install_puts_there() -> None:
    starts = re.findall(r"^ExecStart=(.*)$", "".join(blocks("ini")), re.MULTILINE)
    programs = {program for line in starts for program in re.findall(r"\.venv/bin/([\w-]+)", line)}
    locked = re.findall(r"^([\w-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)

    assert programs == {"gunicorn", "flask"}
    assert programs <= set(locked)
    commands = [named(line.split("bin/flask ")[1].split()[:1])[0] for line in starts if "bin/flask " in line]
    assert [command.name for command in commands if command] == ["worker", "backup"]


def test_every_make_that_is_typed_has_a_target() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    said = {
        target
        for page in PAGES
        for target in re.findall(
            r"(?:^|`)make (?:[A-Z]+=\S+ )+([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert said == {"clean", "install", "wheels"}
    assert said <= targets


def test_the_environment_file_holds_what_must_be_set_and_only_what_is_explained() -> None:
    rows = re.findall(r"(?m)^\| `([A-Z_]+)`( \*\*P\*\*)?", PAGES[0].read_text(encoding="utf-8"))
    shown = set(variables())

    assert {name for name, required in rows if required} <= shown
    assert shown <= {name for name, _required in rows}


def test_the_case_types_are_those_of_the_demos_health_centre_in_its_order() -> None:
    loop = block_with("", "case-type publish")
    names = re.findall(r"\w+", loop.split("for name in ")[1].split("\ndo")[0])
    alone = set(loop.split("case $name in ")[1].split(")")[0].split("|"))
    offered = [offer for offer, _document in offers(HEALTH_CENTRE)]

    assert [name.replace("_", "-") for name in names] == [offer.key for offer in offered]
    assert {name.replace("_", "-") for name in alone} == {offer.key for offer in offered if not offer.for_proxies}
    assert [name for name in names if not (ROOT / f"demo/case_types/{name}.json").exists()] == []
    said = PAGES[0].read_text(encoding="utf-8")
    assert (len(names), len(list((ROOT / "demo/case_types").glob("*.json")))) == (13, 14)
    assert "holds fourteen" in said
    assert "thirteen for a health centre" in said


def test_a_hospital_behind_one_address_gets_through_the_proxy_and_a_flood_does_not() -> None:
    block = block_with("nginx", "upstream vardinkorgen")
    a_minute = int(re.findall(r"zone=vardinkorgen_logins:\S+ rate=(\d+)r/m;", block)[0])
    at_once = int(re.findall(r"zone=vardinkorgen_logins burst=(\d+) nodelay;", block)[0])
    people, times = 300, 2
    assert at_once >= people
    assert at_once + 5 * a_minute >= people * times
    assert at_once + 10 * a_minute < USUAL.logins_network


def warned() -> Iterator[str]:
    """Of each line at ``WARNING`` or above that the product writes, the longest piece that is always the same."""
    for path in python_files("app"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name() | ast.Attribute(), attr="warning" | "error" | "critical"),
                    args=[ast.Constant(str(text)), *_],
                ):
                    pieces = re.split(r"%[sd]", text)
                case ast.Call(
                    func=ast.Name("say") | ast.Attribute(attr="say"),
                    args=[_, ast.Attribute(attr="WARNING"), ast.JoinedStr(parts), *_],
                ):
                    pieces = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
                case _:
                    continue
            yield max(pieces, key=len).strip(" ()")


def test_every_line_that_warns_stands_in_the_manual() -> None:
    said = PAGES[2].read_text(encoding="utf-8")
    lines = set(warned())
    assert {"job failed:", "look at:", "database failed:"} <= lines
    assert sorted(line for line in lines if line not in said) == []


def test_every_reason_why_a_login_is_refused_stands_in_the_manual() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in python_files("app/auth"))
    reasons = set(re.findall(r'LoginRefused\(\s*"([a-z-]+)"', code)) - OWN_CHOICE
    said = PAGES[2].read_text(encoding="utf-8")
    assert {"claims", "personnummer", "hsa-id", "not-fresh"} <= reasons
    assert sorted(reason for reason in reasons if f"refused: {reason}" not in said) == []
    assert [fault for fault in PersonnummerFault if fault.removeprefix("personnummer") not in said] == []


def test_what_operators_must_do_comes_first_in_each_version() -> None:
    versions = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## [")[1:]
    parts = [re.findall(r"(?m)^### (.*)$", version) for version in versions]
    assert [part for part in parts if "Operators" in part[1:]] == []
    known = {"Operators", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Not yet"}
    assert {name for part in parts for name in part} <= known


def test_the_python_that_is_named_is_new_enough() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert wanted == ">=3.11"
    assert "(3.11 or newer)" in PAGES[0].read_text(encoding="utf-8")


def test_the_steps_are_numbered_without_a_gap() -> None:
    numbers = [int(number) for number in re.findall(r"(?m)^### (\d+)\. ", PAGES[0].read_text(encoding="utf-8"))]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert numbers[0] == 1
