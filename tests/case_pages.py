"""The case page in a browser without a screen: what it says, and pressing its buttons as a person does."""

import html
import re
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import Typed, filled_fields, form_of

EVERY_READERS = {"Skriv ut", "Kopiera till journal", "Journalfört"}


def address(case_id: UUID) -> str:
    """Where the case is."""
    return f"/cases/{case_id}"


def read(page: str) -> str:
    """What a person reads on the page: no tags, one space between words."""
    shown = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def buttons(page: str) -> list[str]:
    """The words on the buttons, in order, without those of the masthead and those that every reader has."""
    main = page[page.index("<main") : page.index("</main>")]
    words = [read(text) for text in re.findall(r"<button[^>]*>(.*?)</button>", main, re.DOTALL)]
    return [word for word in words if word not in EVERY_READERS]


def written(page: str) -> dict[str, str]:
    """What stands in each text area."""
    found = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


def choices(page: str, name: str) -> list[str]:
    """What a select offers, in order; what cannot be chosen is marked."""
    found = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert found is not None, f"no select {name}"
    options = re.findall(r"<option([^>]*)>(.*?)</option>", found[1], re.DOTALL)
    return [read(text) + (" [disabled]" if " disabled" in attributes else "") for attributes, text in options]


def value_of(page: str, name: str, text: str) -> str:
    """The value that a select sends for the first choice that begins like this."""
    found = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert found is not None, f"no select {name}"
    for attributes, shown in re.findall(r"<option([^>]*)>(.*?)</option>", found[1], re.DOTALL):
        if read(shown).startswith(text):
            return str(attributes).split('value="', 1)[1].split('"', 1)[0]
    raise AssertionError(f"{text} is not among the choices")


class CasePage:
    """A case open in somebody's browser. The page stays as it was opened until it is opened again."""

    def __init__(self, client: FlaskClient, case_id: UUID) -> None:
        self.client, self.case_id = client, case_id
        self.open()

    def open(self) -> None:
        """Read the case as it is now."""
        answer = self.client.get(address(self.case_id))
        assert answer.status_code == 200, answer.text
        self.html = answer.text

    @property
    def text(self) -> str:
        return read(self.html)

    def fields(self, **typed: str) -> dict[str, Typed]:
        """What the browser would send; ``target`` and ``reason`` by what the choice reads."""
        form = form_of(self.html, f"{address(self.case_id)}/draft")
        fields = {**filled_fields(form), **written(form)}
        for name, text in typed.items():
            fields[name] = value_of(self.html, name, text) if name in {"target", "reason"} else text
        return fields

    def press(self, button: str, **typed: str) -> TestResponse:
        """Fill in and press."""
        found = re.findall(r'<button[^>]*formaction="([^"]+)"[^>]*>(.*?)</button>', self.html, re.DOTALL)
        target = next((action for action, text in found if read(text) == button), None)
        assert target is not None, f"{button} is not among {buttons(self.html)}"
        return self.client.post(target, data=self.fields(**typed))

    def save_draft(self, **typed: str) -> TestResponse:
        """Fill in and press the button that keeps it."""
        return self.client.post(f"{address(self.case_id)}/draft", data=self.fields(**typed))

    def undo(self) -> TestResponse:
        """Press Ångra."""
        action = f"{address(self.case_id)}/undo"
        return self.client.post(action, data=filled_fields(form_of(self.html, action)))

    def press_alone(self, where: str) -> TestResponse:
        """Press a button that is a form of its own, by where it leads."""
        action = f"{address(self.case_id)}/{where}"
        return self.client.post(action, data=filled_fields(form_of(self.html, action)))


def landed(client: FlaskClient, answer: TestResponse) -> str:
    """The page that the answer leads to."""
    assert answer.status_code == 303, read(answer.text)
    return client.get(answer.headers["Location"]).text
