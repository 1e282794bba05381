"""The case page in a browser without a screen: what it says, and pressing its buttons as a person does."""

from uuid import UUID

from flask.testing import FlaskClient
from turbohtml import Element, parse
from werkzeug.test import TestResponse

from tests.pages import Typed, filled_fields, form_of, seen

EVERY_READERS = {"Skriv ut", "Kopiera till journal", "Journalfört"}


def address(case_id: UUID) -> str:
    """Where the case is."""
    return f"/cases/{case_id}"


def read(page: str) -> str:
    """What a person reads on the page, or a part of one: no tags, one space between words."""
    return seen(parse(page))


def buttons(page: str) -> list[str]:
    """The words on the buttons, in order, without those of the masthead and those that every reader has."""
    words = [seen(button) for button in parse(page).select("main button")]
    return [word for word in words if word not in EVERY_READERS]


def written(page: str) -> dict[str, str]:
    """What stands in each text area."""
    return {area.attr("name") or "": area.text for area in parse(page).find_all("textarea")}


def options(page: str, name: str) -> list[Element]:
    """What the select of this name holds."""
    found = [select for select in parse(page).find_all("select") if select.attr("name") == name]
    assert found, f"no select {name}"
    return found[0].find_all("option")


def choices(page: str, name: str) -> list[str]:
    """What a select offers, in order; what cannot be chosen is marked."""
    return [seen(option) + (" [disabled]" if "disabled" in option.attrs else "") for option in options(page, name)]


def value_of(page: str, name: str, text: str) -> str:
    """The value that a select sends for the first choice that begins like this."""
    for option in options(page, name):
        if seen(option).startswith(text):
            return option.attr("value") or ""
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
        fields = filled_fields(form_of(self.html, f"{address(self.case_id)}/draft"))
        for name, text in typed.items():
            fields[name] = value_of(self.html, name, text) if name in {"target", "reason"} else text
        return fields

    def press(self, button: str, **typed: str) -> TestResponse:
        """Fill in and press."""
        found = parse(self.html).select("button[formaction]")
        targets = [other.attr("formaction") or "" for other in found if seen(other) == button]
        assert targets, f"{button} is not among {buttons(self.html)}"
        return self.client.post(targets[0], data=self.fields(**typed))

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
