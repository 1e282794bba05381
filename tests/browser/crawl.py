"""Walking everywhere that the links of a page lead, one page of each kind."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NOT_PAGES = re.compile(r"\.csv|/static/|^tel:|^mailto:|/login/")
WITHOUT_HELP = re.compile(NOT_PAGES.pattern + "|/help/")


def kind_of(address: str) -> str:
    """``/cases/0f…?tab=new`` → ``/cases/ID?tab=new``: pages of one kind have one design.

    Every tab is a kind; of other choices (an order, a filter, a page of a long list) one example is enough. On paper all
    lists are of one kind.
    """
    parts = urlsplit(address)
    if parts.path.endswith("/print"):
        return ID.sub("ID", parts.path)
    asked = parse_qsl(parts.query)
    query = parts.query if [name for name, _ in asked] == ["tab"] else "…" if asked else ""
    return ID.sub("ID", parts.path) + (f"?{query}" if query else "")


def tour(page: Page, start: str = "/", leave_out: re.Pattern[str] = NOT_PAGES) -> Iterator[str]:
    """Stand at one page of each kind in turn; gives its kind."""
    page.goto(start)
    waiting, seen = [page.url], {kind_of(page.url)}
    home = urlsplit(page.url).netloc
    while waiting:
        address = waiting.pop(0)
        if page.url != address:
            page.goto(address)
        for link in _links(page):
            if urlsplit(link).netloc == home and not leave_out.search(link) and kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append(link)
        yield kind_of(page.url)


def _links(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.links].map(link => link.href.split('#')[0])")
    return list(dict.fromkeys(found))
