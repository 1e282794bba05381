"""What a docstring says is worth reading: a title of one or two words only says the name again."""

import ast

from tests.architecture.source import parsed, place, python_files

FEWEST_WORDS = 3


def test_every_docstring_says_more_than_the_name_does() -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    short = [
        place(path, getattr(node, "lineno", 1))
        for path in python_files("app", "settings", "config.py", "wsgi.py", "demo", "scripts")
        for node in ast.walk(parsed(path))
        if isinstance(node, documented)
        if 0 < len((ast.get_docstring(node) or "").split()) < FEWEST_WORDS
    ]
    assert short == []
