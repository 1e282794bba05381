"""Pages as tests use them: find a form, fill it in as a person does, send it."""

import html
import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Typed = str | list[str]


def form_of(page: str, action: str) -> str:
    """The form that posts to the address, as it stands in the page."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found is not None, f"no form for {action}"
    return found[1]


def filled_fields(form: str) -> dict[str, Typed]:
    """What the browser would send if nobody touched the form: hidden fields, texts, ticked boxes, chosen options."""
    fields: dict[str, Typed] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if "name" not in attributes or (kind in {"checkbox", "radio"} and " checked" not in tag):
            continue
        fields[attributes["name"]] = html.unescape(attributes.get("value", "on" if kind == "checkbox" else ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        selected = re.search(r'<option[^>]* selected[^>]*value="([^"]*)"', options)
        chosen = selected or re.search(r'<option[^>]*value="([^"]*)"', options)
        fields[name] = html.unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = html.unescape(text).removeprefix("\n").removeprefix("\r\n")
    return fields


def press(client: FlaskClient, page: str, form: str, formaction: str, typed: Mapping[str, Typed]) -> TestResponse:
    """Open ``page``, change what is given in the form that posts to ``form``, and press its button for ``formaction``."""
    return client.post(formaction, data={**filled_fields(form_of(client.get(page).text, form)), **typed})


def submit(client: FlaskClient, page: str, action: str, typed: Mapping[str, Typed]) -> TestResponse:
    """Open ``page``, change what is given in its form for ``action``, and send it."""
    return client.post(action, data={**filled_fields(form_of(client.get(page).text, action)), **typed})
