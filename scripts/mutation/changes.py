"""One-place changes to a module's source: each is what somebody could have written by mistake, or left out."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

OTHER: dict[type[ast.AST], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Add: "-",
    ast.Sub: "+",
    ast.And: "or",
    ast.Or: "and",
}
"""What stands for an operator when it is mistaken for its neighbour."""
WORDS = {"_", "_l", "_n", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
"""Calls whose arguments are words on the screen."""
ANY_NUMBER = {"where", "and_", "or_", "filter", "having", "order_by", "group_by", "chain", "max", "min"}
"""Calls whose arguments can be fewer; elsewhere one that is missing is an error that any test would meet."""
LEFT_ALONE = ("annotation", "returns", "decorator_list")
"""Fields of a node that say what it is for, not what it does."""

Found = Iterator[tuple[int, int, str]]
"""From where to where, in bytes, and what stands there instead."""


@dataclass(frozen=True, order=True)
class Change:
    """What is replaced in a module, in bytes, and the lines that it stands in.

    ``is_called``: it is run when a function is called; all else is run when the module is imported.
    """

    path: str
    start: int
    end: int
    new: str
    lines: tuple[int, int]
    is_called: bool

    @property
    def part(self) -> str:
        """The room of the house: ``cases`` for ``app/cases/…``."""
        return self.path.split("/")[1].removesuffix(".py")

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def shown(self, source: bytes) -> tuple[str, str]:
        """The lines that it touches, before and after it, each on one line."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        old = source[first:last].decode()
        new = source[first : self.start].decode() + self.new + source[self.end : last].decode()
        return " ".join(old.split()), " ".join(new.split())


class Source:
    """A module, and where its nodes stand in it."""

    def __init__(self, path: str, text: bytes) -> None:
        self.path, self.text = path, text
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def changes(self) -> Iterator[Change]:
        """All of them, some of which may be no Python or change nothing: see `is_real`."""
        yield from self._within(ast.parse(self.text), is_called=False)

    def is_real(self, change: Change) -> bool:
        """Whether the module is still Python, and another."""
        try:
            tree = ast.parse(change.applied(self.text))
        except SyntaxError:
            return False
        return ast.dump(tree) != ast.dump(ast.parse(self.text))

    def _within(self, node: ast.AST, *, is_called: bool) -> Iterator[Change]:
        for start, end, new in self._of(node):
            yield Change(self.path, start, end, new, self._span(node), is_called)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in _children(node):
            yield from self._within(
                child, is_called=is_called or (is_function and not isinstance(child, ast.arguments))
            )

    def _span(self, node: ast.AST) -> tuple[int, int]:
        if isinstance(node, ast.If | ast.While):
            node = node.test
        return getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)

    def _at(self, node: ast.AST) -> tuple[int, int]:
        one: ast.expr = node  # type: ignore[assignment]  # whatever has a place
        start = self._lines[one.lineno - 1] + one.col_offset
        return start, self._lines[(one.end_lineno or 1) - 1] + (one.end_col_offset or 0)

    def _of(self, node: ast.AST) -> Found:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OTHER:
                yield self._between(left, right, OTHER[type(op)])
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OTHER:
                yield self._between(left, right, OTHER[type(op)])
            case ast.BoolOp(op=op, values=[first, *_, last]):
                yield (*self._at(node), self._joined(node, OTHER[type(op)]))
                yield (*self._at(node), f"({self._said(first)})")
                yield (*self._at(node), f"({self._said(last)})")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield (*self._at(node), f"({self._said(operand)})")
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                yield (*self._at(test), f"(not ({self._said(test)}))")
            case ast.comprehension(ifs=conditions):
                yield from ((*self._at(condition), "True") for condition in conditions)
            case ast.Constant(value=bool() as value):
                yield (*self._at(node), str(not value))
            case ast.Constant(value=int() as number):
                yield (*self._at(node), str(number + 1))
            case _:
                yield from self._left_out(node)

    def _left_out(self, node: ast.AST) -> Found:
        """What is forgotten: a statement, an argument, a member, a key."""
        match node:
            case ast.Expr(value=ast.Call()) | ast.Raise() | ast.AugAssign():
                yield (*self._at(node), "pass")
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                yield (*self._at(node), "pass")
            case ast.Return(value=ast.expr()):
                yield (*self._at(node), "return None")
            case ast.Call(args=args, keywords=keywords) if ast.unparse(node.func) not in WORDS:
                optional = args if ast.unparse(node.func).split(".")[-1] in ANY_NUMBER and len(args) > 1 else []
                yield from self._without([*optional, *keywords])
            case ast.Dict(keys=keys, values=values) if len(keys) > 1:
                yield from self._without([key or value for key, value in zip(keys, values, strict=True)], values)
            case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
                if len(members) > 1 and not isinstance(getattr(node, "ctx", None), ast.Store):
                    yield from self._without(members)
            case _:
                return

    def _without(self, firsts: Sequence[ast.AST], lasts: Sequence[ast.AST] = ()) -> Found:
        if not firsts:
            return
        for one, following in pairwise(firsts):
            yield self._at(one)[0], self._at(following)[0], ""
        yield self._at(firsts[-1])[0], self._at((lasts or firsts)[-1])[1], ""

    def _between(self, left: ast.AST, right: ast.AST, operator: str) -> tuple[int, int, str]:
        """The operator alone; brackets around either side stay."""
        start, end = self._at(left)[1], self._at(right)[0]
        between = self.text[start:end].decode()
        before, after = ")" * between.count(")"), "(" * between.count("(")
        return start, end, f"{before} {operator} {after}"

    def _joined(self, node: ast.BoolOp, operator: str) -> str:
        return "(" + f" {operator} ".join(f"({self._said(value)})" for value in node.values) + ")"

    def _said(self, node: ast.AST) -> str:
        start, end = self._at(node)
        return self.text[start:end].decode()


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is inside and can be changed: no words, annotations, decorators or parts of formatted strings."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and ast.unparse(node.func) in WORDS):
        return
    for name, value in ast.iter_fields(node):
        if name not in LEFT_ALONE:
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))
