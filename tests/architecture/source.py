"""The source as the tests of this folder read it: our own files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {".git", ".venv", "vendor", "instance", "__pycache__", "node_modules"}
BINARY = {".png", ".ico", ".woff2", ".mo", ".db", ".jpg", ".gz"}


def ours(path: Path) -> bool:
    """Whether we wrote the file: nothing vendored, built or cached."""
    parts = path.relative_to(ROOT).parts  # in a second worktree .git is a file
    return not any(part in NOT_OURS or part.endswith("_cache") or part == ".hypothesis" for part in parts)


@cache
def python_files(*places: str) -> tuple[Path, ...]:
    """Every Python file of ours in these places (folders or files, named from the root)."""
    found = [
        path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    return tuple(sorted(path for path in found if ours(path)))


@cache
def text_files() -> tuple[Path, ...]:
    """Every text file of ours."""
    return tuple(
        sorted(path for path in ROOT.rglob("*") if path.is_file() and path.suffix not in BINARY and ours(path))
    )


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, those inside others too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported_modules(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module imported below the node, with the line it stands on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def users_of(name: str) -> set[str]:
    """Files that name it at all: by import, by attribute or bare."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "demo")
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.alias) and node.name == name)
    }


def place(path: Path, line: int) -> str:
    """Where it is, as an editor opens it."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"
