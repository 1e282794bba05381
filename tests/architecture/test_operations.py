"""What names an operation answers its repeats, and no two operations have one name."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, functions, parsed, python_files

Function = ast.FunctionDef | ast.AsyncFunctionDef


def services() -> Iterator[tuple[str, Function]]:
    for path in python_files("app", "demo"):
        for function in functions(path):
            yield f"{path.relative_to(ROOT).as_posix()}: {function.name}", function


def names_an_operation(function: Function) -> bool:
    """Whether it opens a transaction with more than an actor."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    opened = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "transaction"]
    return any(len(call.args) > 1 or any(word.arg == "operation" for word in call.keywords) for call in opened)


def answers_repeats(function: Function) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "answers_repeats" for mark in function.decorator_list)


def keeps_a_result(function: Function) -> bool:
    """Whether it says what came of the operation."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(isinstance(call.func, ast.Attribute) and call.func.attr == "done" for call in calls)


def answers_with_an_id(function: Function) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in {"UUID", "UUID | None"}


def operation_names(path: Path) -> Iterator[str]:
    """The values in the lists of operations that stand in the file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "OperationName" for base in node.bases):
            yield from (ast.literal_eval(line.value) for line in node.body if isinstance(line, ast.Assign))


def test_whoever_names_an_operation_answers_its_repeats() -> None:
    naming = {place for place, function in services() if names_an_operation(function)}
    assert naming
    assert naming == {place for place, function in services() if answers_repeats(function)}


def test_a_repeat_is_answered_with_an_id_where_the_service_answers_with_one() -> None:
    answering = [(place, function) for place, function in services() if answers_repeats(function)]
    wrong = [place for place, function in answering if answers_with_an_id(function) != keeps_a_result(function)]
    assert not wrong


def test_no_two_operations_have_one_name() -> None:
    names = Counter(name for path in python_files("app") for name in operation_names(path))
    assert names
    assert [name for name, times in names.items() if times > 1] == []
