"""What a person is told when something goes wrong: a code with its sentence, never a bare text."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache

from app.core.errors import ErrorCode
from tests.architecture.source import ROOT, parsed, place, python_files
from tests.architecture.test_translations import PLACEHOLDER, english

TAKE_A_CODE = {"Invalid": 0, "Denied": 0, "Conflict": 0, "check_name": 4}
"""Which of their arguments is the code."""


@cache
def codes() -> tuple[type[ErrorCode], ...]:
    """Every set of codes, wherever it is written."""
    for path in python_files("app"):
        if "(ErrorCode)" in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return tuple(feature for feature in ErrorCode.__subclasses__() if feature.__module__.startswith("app."))


def members() -> Iterator[ErrorCode]:
    for kind in codes():
        yield from kind


def refusals() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Every call that takes a code, with where it stands and what it is given."""
    for path in python_files("app", "demo"):
        for node in ast.walk(parsed(path)):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in TAKE_A_CODE and len(node.args) > TAKE_A_CODE[name]:
                yield place(path, node.lineno), node, node.args[TAKE_A_CODE[name]]


def test_nothing_is_refused_with_a_bare_text() -> None:
    bare = [
        where
        for where, _call, code in refusals()
        if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(code))
    ]
    assert bare == []


def test_every_code_has_a_swedish_sentence_and_its_english() -> None:
    def said(code: ErrorCode) -> str:
        message = english().get(code.sentence.text)
        return str(message.string) if message is not None else ""

    assert [code for code in members() if not code.sentence.text or not said(code)] == []


def test_a_code_is_given_once_within_its_feature() -> None:
    """The second member would be another name for the first, and its sentence would be lost."""
    assert [kind.__name__ for kind in codes() if len(kind) != len(kind.__members__)] == []


def test_a_code_reads_as_words_with_hyphens() -> None:
    assert [code for code in members() if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []


def test_a_sentence_is_given_what_it_speaks_of_where_it_is_raised() -> None:
    wanted = {f"{type(code).__name__}.{code.name}": blanks(code) for code in members()}
    wrong = [
        where
        for where, call, code in refusals()
        if ast.unparse(call.func) == "Invalid"
        and {word.arg for word in call.keywords} != wanted.get(ast.unparse(code), set())
    ]
    assert wrong == []


def blanks(code: ErrorCode) -> set[str]:
    """What a sentence leaves open beside its limits."""
    open_ones = {found[2:-2] for found in PLACEHOLDER.findall(code.sentence.text)}
    return open_ones - code.sentence.limits.keys()


def test_a_limit_is_named_by_its_sentence() -> None:
    assert [
        code for code in members() if any(f"%({limit})s" not in code.sentence.text for limit in code.sentence.limits)
    ] == []
