"""What is small can be read whole: that is why there are limits, and why nothing is excused from them.

The fields of one value are a list, not steps: a function that ends by making it is measured without them.
"""

import ast

from tests.architecture.source import ROOT, functions, place, python_files

LONGEST_FUNCTION = 30
LONGEST_MODULE = 250
LONGEST_TEST_MODULE = 500  # a test module is a list, read one sentence at a time
CODE = ("app", "demo", "scripts", "config.py", "settings", "wsgi.py", "migrations/env.py")


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """In lines; the named fields of the value that it ends by making count as one."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    match function.body[-1]:
        case ast.Return(value=ast.Call(func=ast.Name(id=name), args=[], keywords=fields) as made):
            is_value = (name[0].isupper() or name == "cls") and all(field.arg for field in fields)
            return lines - (made.end_lineno or 0) + made.lineno if is_value else lines
        case _:
            return lines


def test_no_function_is_longer_than_thirty_lines() -> None:
    sizes = {
        place(path, function.lineno): length(function) for path in python_files(*CODE) for function in functions(path)
    }
    assert {where: lines for where, lines in sizes.items() if lines > LONGEST_FUNCTION} == {}


def test_no_module_is_longer_than_two_hundred_and_fifty_lines() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*CODE, "tests")
    }
    too_long = {
        where: lines
        for where, lines in sizes.items()
        if lines > (LONGEST_TEST_MODULE if where.startswith("tests/") else LONGEST_MODULE)
    }
    assert too_long == {}
