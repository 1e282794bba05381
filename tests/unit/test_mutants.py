"""The changes that ``make mutants`` draws: one place each, Python still, and what a test would have to notice."""

from pathlib import Path

import pytest

from scripts.mutation import __main__ as mutants
from scripts.mutation.changes import Source
from scripts.mutation.houses import ROOT

PATH = "app/cases/example.py"


def results(text: str) -> set[str]:
    source = Source(PATH, text.encode())
    return {change.applied(source.text).decode() for change in source.changes() if source.is_real(change)}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("x = a == b", {"x = a != b"}),
        ("x = (a) < (b)", {"x = (a) <= (b)"}),
        ("x = a and b", {"x = ((a) or (b))", "x = (a)", "x = (b)"}),
        ("x = not å", {"x = (å)"}),
        ("if a: b = c", {"if (not (a)): b = c"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if True]"}),
        ("x = True", {"x = False"}),
        ("x = 3", {"x = 4"}),
        ("tell(a)", {"pass"}),
        ("x = f(a, c, å=b)", {"x = f(a, c, )"}),
        ("x = q.where(a, c)", {"x = q.where(c)", "x = q.where(a, )"}),
        ("x = {a: b, c: d}", {"x = {c: d}", "x = {a: b, }"}),
        ("x = {a, b}", {"x = {b}", "x = {a, }"}),
        ("row.end = a", {"pass"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f(a: int | None) -> bool: ...", set()),
        ('x = _("Ett %(antal)s", antal=a)', set()),
        ('"""Words."""', set()),
    ],
)
def test_a_change_is_one_mistake_in_one_place(text: str, changed: set[str]) -> None:
    assert results(text) == changed


def test_every_change_that_is_drawn_is_python_and_another_module_and_the_same_for_the_same_seed() -> None:
    modules = mutants.sources()
    assert {Path(path).parts[1].removesuffix(".py") for path in modules} == set(mutants.PARTS)
    few = {path: source for path, source in modules.items() if path.startswith(("app/authz/", "app/transaction"))}
    drawn = mutants.drawn(few, 20, seed=4)
    assert all(few[change.path].is_real(change) for change in drawn)
    assert drawn == mutants.drawn(few, 20, seed=4)
    assert drawn != mutants.drawn(few, 20, seed=5)


def test_what_was_found_is_kept_and_told_by_part(tmp_path: Path) -> None:
    source = Source(PATH, b"def f():\n    return a == b\n")
    changes = sorted(source.changes())
    sample = mutants.Sample(changes, {PATH: source}, tmp_path / "found")
    sample.keep(changes[0], mutants.NOTICED)
    sample.keep(changes[1], mutants.SURVIVED)
    again = mutants.Sample(changes, {PATH: source}, tmp_path / "found")
    assert again.found == sample.found
    told = "\n".join(again.lines())
    assert "cases           1 of    2 noticed   50.0%" in told
    assert "before = 'return a == b'" in told


def test_every_equivalent_has_a_reason_and_its_lines_are_still_there() -> None:
    for path, before, _ in mutants.equivalents():
        text = (ROOT / path).read_text(encoding="utf-8")
        assert before in {" ".join(line.split()) for line in text.splitlines()}, f"{path}: {before}"
