"""What a browser would have to guess or mend in a page's markup: a page of the product leaves it nothing."""

from collections.abc import Iterator
from itertools import zip_longest

from turbohtml import Document, Element, TokenType, parse, tokenize
from turbohtml.conformance import check

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Elements without an end."""

Outline = Iterator[tuple[int, str]]
"""How deep each element stands, in order."""


def flaws(markup: str) -> list[str]:
    """What is wrong with it, none if nothing is: its spelling, its nesting, and what the standard forbids authors."""
    tree = parse(markup)
    return [
        *(f"line {error.line}: {error.code}" for error in tree.errors),
        *nesting(markup, tree),
        *(f"line {found.line}: {found.message}" for found in check(tree).messages if found.severity == "error"),
    ]


def nesting(markup: str, tree: Document) -> Iterator[str]:
    """Where the elements as they are written are not the tree that a browser makes of them."""
    unclosed: list[str] = []
    for (line, *written), found in zip_longest(_written(markup, unclosed), _read(tree), fillvalue=(0, 0, "nothing")):
        if tuple(written) != tuple(found)[-2:]:
            yield f"line {line}: <{written[1]}> is written where a browser has <{found[-1]}> or puts it elsewhere"
            return
    yield from unclosed


def _written(markup: str, wrong: list[str]) -> Iterator[tuple[int, int, str]]:
    opened: list[str] = []
    for token in tokenize(markup):
        tag = token.tag or ""
        if token.type is TokenType.START_TAG:
            yield token.line, len(opened), tag.lower()
            if not token.self_closing and tag not in VOID:
                opened.append(tag)
        elif token.type is TokenType.END_TAG:
            if opened[-1:] != [tag]:
                wrong.append(f"line {token.line}: </{tag}> where <{'><'.join(opened[-1:])}> is open")
                return
            opened.pop()
    wrong.extend(f"<{tag}> is never closed" for tag in opened)


def _read(node: Document | Element, depth: int = 0) -> Outline:
    for child in node.children:
        if isinstance(child, Element):
            yield depth, child.tag.lower()
            yield from _read(child, depth + 1)
