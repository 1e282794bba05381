"""One home for what features leave with the floors below: hooks on the application, and nothing kept by a module."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, functions, parsed, python_files, users_of

HOME = "app/core/hooks.py"
OF_THE_PROCESS = {
    ("app/auth/forged.py", "forged"),
    ("app/auth/routes/logout.py", "forged"),
    ("app/catalog/queries/case_types.py", "_documents"),
    ("app/core/crypto.py", "_in_use"),
    ("app/core/in_use.py", "_open_lock_files"),
    ("app/core/process.py", "_Process"),
    ("app/notices/services/post.py", "_open"),
    ("app/web/draining.py", "_SHARED"),
}
"""What modules keep and change, and why: docs/adr/0046-hooks-on-the-application.md."""
CHANGES = {"add", "append", "clear", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


def at_the_top(path: Path) -> Iterator[tuple[str, ast.expr | None]]:
    """What outlives a call of the module's functions: the names that it gives to something, and takes from another of ours."""
    for node in parsed(path).body:
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((one.id, value) for to in targets for one in ast.walk(to) if isinstance(one, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                yield name, value
            case ast.ClassDef(name=name):
                yield name, None
            case ast.ImportFrom(module=module, names=names) if (module or "").startswith("app."):
                yield from ((one.name, None) for one in names)
            case _:
                pass


def changed_by(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """The names whose contents the function changes, and that are not its own."""
    own = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    own |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(function):
        match node:
            case ast.Global(names=names):
                yield from names
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in CHANGES:
                yield from {name} - own
            case ast.Subscript(value=ast.Name(id=name)) | ast.Attribute(value=ast.Name(id=name)):
                yield from {name} - own if isinstance(node.ctx, ast.Store | ast.Del) else ()
            case _:
                pass


def can_change(node: ast.ClassDef) -> bool:
    """Whether its instances can: neither a tuple nor a frozen dataclass."""
    words = " ".join(map(ast.unparse, [*node.decorator_list, *node.bases]))
    return "frozen=True" not in words and "NamedTuple" not in words and node.name != "Hook"


def test_no_module_keeps_what_its_functions_change() -> None:
    every = [node for path in python_files("app") for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    changing = {node.name for node in every if can_change(node)}
    kept = set[tuple[str, str]]()
    for path in python_files("app"):
        changed = {name for function in functions(path) for name in changed_by(function)}
        for name, value in at_the_top(path):
            is_instance = isinstance(value, ast.Call) and ast.unparse(value.func) in changing
            if name in changed or is_instance:
                kept.add((path.relative_to(ROOT).as_posix(), name))
    assert kept == OF_THE_PROCESS


def test_what_is_kept_on_the_application_is_kept_in_one_place() -> None:
    assert {path for path in users_of("extensions") if path.startswith("app/")} == {HOME}


def hooks() -> list[str]:
    """The hooks of the product."""
    return [name for path in python_files("app") for name, value in at_the_top(path) if is_hook(value)]


def is_hook(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Hook"


def test_a_hook_is_a_constant_of_a_module() -> None:
    made = [node for path in python_files("app") for node in ast.walk(parsed(path)) if is_hook(node)]
    assert len(made) == len(set(hooks()))


def test_every_hook_is_filled_where_the_application_is_joined_and_read_elsewhere() -> None:
    filled, read = set[str](), set[str]()
    for path in python_files("app"):
        for function in functions(path):
            joins = function.name.lstrip("_").startswith(("install", "add_", "create_app"))
            uses = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
            found = filled if joins else read
            found |= {ast.unparse(use.value).split(".")[-1] for use in uses if use.attr in {"set", "of", "current"}}
    assert set(hooks()) - filled == set(), "nobody leaves anything there"
    assert set(hooks()) - read == set(), "nobody looks there"


def test_the_hooks_take_of_flask_which_application_is_at_work_and_nothing_else() -> None:
    """Services reach this module, and know no request."""
    taken = [node for node in parsed(ROOT / HOME).body if isinstance(node, ast.ImportFrom) and node.module == "flask"]
    assert [[one.name for one in node.names] for node in taken] == [["Flask", "current_app"]]
