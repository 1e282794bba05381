"""What a view gives its page stands in the page: a name that one of them spells otherwise is an empty place on the screen."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, parsed, place, python_files

PARTS = re.compile(r'{%-? (?:extends|include) "([\w/.]+)"')


def template(name: str) -> Path:
    """The file of this template, whichever feature has it."""
    [path] = (path for path in (ROOT / "app").rglob(f"templates/{name}"))
    return path


def text_of(name: str) -> str:
    """The template with all that it extends or includes."""
    text = template(name).read_text(encoding="utf-8")
    return text + "".join(text_of(part) for part in PARTS.findall(text))


def pages() -> Iterator[tuple[str, str, set[str]]]:
    """Where a template is filled by its name, which one, and the names that it is given."""
    for path in python_files("app"):
        for call in (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)):
            match call:
                case ast.Call(func=ast.Name(id="render_template"), args=[ast.Constant(value=str(name))]):
                    yield place(path, call.lineno), name, {one.arg for one in call.keywords if one.arg}
                case _:
                    pass


PAGES = sorted(pages(), key=lambda page: page[:2])


@pytest.mark.parametrize(("where", "name", "given"), PAGES, ids=[f"{where} {name}" for where, name, _ in PAGES])
def test_a_template_uses_what_it_is_given(where: str, name: str, given: set[str]) -> None:
    text = text_of(name)
    assert {one for one in given if not re.search(rf"\b{one}\b", text)} == set()
