"""Every field of every form that a page shows, filled with what nobody should write: no page breaks or becomes the text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from turbohtml import parse

from tests.pages import Typed, filled_fields
from tests.world import World, operation

MARKUP = """"'><script>hostile()</script><img src=x onerror=hostile()>{{7*7}}${7*7}</textarea></title><svg/onload=hostile()>"""
SHORT = """"'><img src=x onerror=hostile()>{{7*7}}"""
UNSEEN = "\0 \x07 \x1b[31m\x7f \u202eretfe\u2066\u200f \u2028två\u2029tre\r\nfyra"
ALL = f"{MARKUP}{UNSEEN}"
HOSTILE = {
    "markup and what is not seen": ALL,
    "a scheme": "javascript:hostile()",
    "very much": "å" * 60_000,
    "a number or a day that is none": "9" * 40,
    "spaces alone": "\u00a0\u2003 \t",
}
NOT_PAGES = re.compile(r"\.csv|/static/|^/log(in|out)|^/citizen/leave|/demo/|^https?:|^tel:|^mailto:|^#")
ENDS_THE_LOGIN = re.compile(r"/logout|/login-sessions|/choose-clinic|/children|/language")
SEVERAL = 4
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
WHO = ("Alva", "Adam", "Greta", "Tolvan")
"""Alva receives and handles: every form of both."""


class Elements(HTMLParser):
    """The elements of a page that somebody's text could have made."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if any(name.startswith("on") for name in told) or "hostile()" in (told.get("href") or told.get("src") or ""):
            self.found.append(f"<{tag} {told}>")
        if tag == "script" and "nonce" not in told:
            self.found.append("<script> without a nonce")


def browser_of(world: World, name: str) -> FlaskClient:
    return world.login_citizen(name) if name == "Tolvan" else world.login(name)


def pages(browser: FlaskClient) -> Iterator[tuple[str, str]]:
    """One page of each kind that links lead to."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        answer = browser.get(address)
        yield address, answer.text
        for found in parse(answer.text).select("[href]"):
            link = (found.attr("href") or "").split("#")[0]
            kind = ID.sub("ID", link.split("&")[0])
            if link and kind not in seen and not NOT_PAGES.search(link):
                seen.add(kind)
                waiting.append(link)


def forms(page: str, address: str) -> Iterator[tuple[str, dict[str, Typed]]]:
    """Each form that posts, with every button's own address."""
    for form in parse(page).select("form[method=post]"):
        targets = {form.attr("action") or address}
        targets |= {button.attr("formaction") or address for button in form.select("[formaction]")}
        for target in sorted(targets):
            if not ENDS_THE_LOGIN.search(target):
                yield target, filled_fields(form)


def attacks(fields: dict[str, Typed], met: set[str]) -> Iterator[tuple[str, dict[str, Typed]]]:
    """The form with everything bad in one field at a time, and with each of the bad texts in all.

    A form with many buttons brings the same fields to each of them: one at a time they are tried with the first alone.
    """
    written = [name for name in fields if name != "csrf_token"]
    alone = " ".join(sorted(written)) if len(written) > SEVERAL else ""
    for name in written if alone not in met else ():
        yield f"all in {name}", {**fields, "operation_id": operation(), name: ALL}
    for told, text in HOSTILE.items():
        bad = dict.fromkeys([name for name in written if name not in {"operation_id", "seen_version"}], text)
        bad |= {name: "0000-00-00" for name in bad if text.isdigit() and is_day(fields[name])}
        yield f"{told} everywhere", {**fields, "operation_id": operation(), **bad}
    met.add(alone or "none")
    yield "an id used before", {**fields, "operation_id": "9" * 40}
    yield "an id used before, again", {**fields, "operation_id": "9" * 40}


def is_day(value: Typed) -> bool:
    """Whether the field held a day."""
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


@pytest.mark.parametrize("name", WHO)
def test_no_text_in_any_field_breaks_a_page_or_becomes_part_of_one(app: Flask, world: World, name: str) -> None:
    cases(world)
    browser, wrong = browser_of(world, name), list[object]()
    tried, met = set[str](), set[str]()
    for address, page in list(pages(browser)):
        for target, fields in forms(page, address):
            kind = ID.sub("ID", target)
            if kind in tried:
                continue
            tried.add(kind)
            for told, filled in attacks(fields, met):
                try:
                    answer = browser.post(target, data=filled)
                except Exception as error:  # noqa: BLE001 - in tests the error itself comes, where a person meets the page for it
                    wrong.append((kind, told, type(error).__name__, str(error)[:80]))
                    continue
                made = Elements(answer.text).found
                if answer.status_code >= 500 or made:
                    wrong.append((kind, told, answer.status_code, made))
    for address, page in pages(browser):
        wrong += [(address, "later", 200, made) for made in Elements(page).found]
    assert len(tried) > 1
    assert not wrong, "\n".join(map(str, wrong))


def cases(world: World) -> None:
    """One in the inbox, one with Alva, one with a group."""
    world.send("Tolvan", text=SHORT)
    world.distribute(world.send("Tolvan", text=SHORT), person="Alva")
    world.distribute(world.send("Nina", text=SHORT), group="Sjuksköterskor")
