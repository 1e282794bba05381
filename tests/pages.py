"""Pages as tests use them: find a form, fill it in as a person does, send it."""

from collections.abc import Mapping

from flask.testing import FlaskClient
from turbohtml import Document, Element, parse
from werkzeug.test import TestResponse

from tests.markup import flaws

Typed = str | list[str]
UNREAD = "script, style, title"
"""What stands in a page and is not shown in it."""


class Page:
    """A page as a browser has it. One that a browser would have to mend, or without its one heading, is refused."""

    def __init__(self, markup: str) -> None:
        wrong = flaws(markup)
        assert not wrong, "\n".join(wrong)
        self.tree = parse(markup)
        self.headings = [seen(heading) for heading in self.tree.find_all("h1")]
        assert len(self.headings) == 1, f"a page has one h1, and this has {self.headings}"

    @property
    def heading(self) -> str:
        return self.headings[0]

    def form(self, action: str) -> Element:
        """The form that posts to the address, with the fields that belong to it wherever they stand."""
        return form_in(self.tree, action)


def form_in(tree: Document, action: str) -> Element:
    """The first form of the tree that posts to the address."""
    _gather(tree)
    found = [form for form in tree.find_all("form") if form.attr("action") == action]
    assert found, f"no form for {action}"
    return found[0]


def form_of(page: str, action: str) -> Element:
    """The form of this page that posts to the address."""
    return Page(page).form(action)


def filled_fields(form: Element) -> dict[str, Typed]:
    """What a browser would send if nobody touched the form: a list where a name is sent more than once."""
    for option in form.select("option:not([value])"):
        option.attrs["value"] = seen(option)
    fields: dict[str, Typed] = {}
    for name, value in form.form_data():
        kept = fields.get(name, [])
        several = [*([kept] if isinstance(kept, str) else kept), value.replace("\n", "\r\n")]
        fields[name] = several if len(several) > 1 else several[0]
    return fields


def seen(element: Document | Element) -> str:
    """What a person reads of it: one space between words."""
    element.remove(UNREAD)
    return " ".join(" ".join(element.strings).split())


def field_value(page: str, name: str) -> str:
    """What stands in the first field of this name, anywhere on the page."""
    found = [field for field in parse(page).select("input[name]") if field.attr("name") == name]
    assert found, f"no field {name}"
    return found[0].attr("value") or ""


def links(page: str, selector: str = "a") -> list[str]:
    """Where the links lead that a selector of CSS finds, in order."""
    return [link.attr("href") or "" for link in parse(page).select(selector)]


def texts(page: str, selector: str) -> list[str]:
    """What a person reads in each element that a selector of CSS finds."""
    return [seen(element) for element in parse(page).select(selector)]


def table_rows(page: str) -> list[str]:
    """What a person reads in each row of the body of a table."""
    return texts(page, "tbody tr")


def press(client: FlaskClient, page: str, form: str, formaction: str, typed: Mapping[str, Typed]) -> TestResponse:
    """Open ``page``, change what is given in the form that posts to ``form``, and press its button for ``formaction``."""
    return client.post(formaction, data={**filled_fields(form_of(client.get(page).text, form)), **typed})


def submit(client: FlaskClient, page: str, action: str, typed: Mapping[str, Typed]) -> TestResponse:
    """Open ``page``, change what is given in its form for ``action``, and send it."""
    return press(client, page, action, action, typed)


def _gather(tree: Document) -> None:
    """Put each field into the form that it names, which is where a browser sends it."""
    for field in tree.select("[form]"):
        owner = next((form for form in tree.find_all("form") if form.attr("id") == field.attr("form")), None)
        if owner is not None and field.closest("form") is not owner:
            owner.append(field)
