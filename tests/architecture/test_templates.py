"""Rules for every template: nothing inline, nothing unescaped, one macro a file, no macro or icon that is not there."""

import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from flask import Flask
from jinja2 import meta, nodes

from app.web.assets import Assets
from app.web.formats import FILTERS

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = sorted(APP.rglob("templates/**/*.html"))
COMPONENTS = sorted((APP / "templates/components").glob("*.html"))
IDS = [str(path.relative_to(APP)) for path in TEMPLATES]

# Macros that no page calls yet, each with what it waits for. A macro that nothing waits for is removed.
WAITING: dict[str, str] = {
    "active_filters": "filters of the inboxes",
    "badge": "counts",
    "card": "the start pages",
    "card_grid": "the start pages",
    "checkbox": "a single yes or no in a form",
    "checkboxes": "several choices in a case type",
    "date_field": "from and to of a role",
    "deadline": "inboxes",
    "details": "earlier cases",
    "emergency_notice": "the citizen's new case",
    "empty_state": "lists",
    "field": "forms",
    "hx": "the first page that saves a page load",
    "message": "cases",
    "pagination": "lists",
    "print_header": "print pages",
    "protected_mark": "people with protected identity",
    "proxy_mark": "cases written by a proxy",
    "sort_header": "inboxes",
    "state_tag": "inboxes",
    "step_progress": "the citizen's new case",
    "summary_list": "cases",
    "tabs": "inboxes",
    "timeline": "cases",
    "timeline_event": "cases",
    "unread_mark": "inboxes",
}


def environment() -> jinja2.Environment:
    made = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    made.filters |= dict.fromkeys((spell.__name__ for spell in FILTERS), str)
    return made


def parsed(path: Path) -> nodes.Template:
    return environment().parse(path.read_text(encoding="utf-8"))


def without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


class InlineFinder(HTMLParser):
    """Collects what the content policy would stop, as it stands in the source."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and not {"src", "nonce"} <= names):
            self.found.append(f"<{tag}>")
        self.found += [name for name in names if name == "style" or re.fullmatch(r"on[a-z]+", name)]
        self.found += [value for _, value in attrs if value and value.strip().lower().startswith("javascript:")]


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_template_holds_no_inline_script_style_or_handler(path: Path) -> None:
    finder = InlineFinder()
    finder.feed(re.sub(r"\{%.*?%\}", " ", without_comments(path), flags=re.DOTALL))

    assert finder.found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_template_never_turns_escaping_off(path: Path) -> None:
    tree = parsed(path)

    assert [node.name for node in tree.find_all(nodes.Filter) if node.name in {"safe", "forceescape", "tojson"}] == []
    assert list(tree.find_all(nodes.ScopedEvalContextModifier)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_template_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", without_comments(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_htmx_attributes_are_written_by_the_macro_that_adds_the_nonce(path: Path) -> None:
    if path.name != "hx.html":
        assert re.findall(r"\s(hx-[a-z-]+)=", without_comments(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_form_that_changes_something_carries_its_token(path: Path) -> None:
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", without_comments(path), flags=re.DOTALL):
        assert re.search(r"csrf\(\)|csrf_token|hidden_fields\(|hidden_tag\(", form), form[:200]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_file_holds_one_macro_of_its_own_name_and_says_how_to_call_it(path: Path) -> None:
    assert [macro.name for macro in parsed(path).find_all(nodes.Macro)] == [path.stem]
    assert path.read_text(encoding="utf-8").startswith("{#")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_knows_only_its_arguments_and_what_every_template_has(path: Path) -> None:
    everywhere = {"_", "asset", "carried_fields", "csrf_token", "csp_nonce", "gettext", "link", "ngettext"}

    assert meta.find_undeclared_variables(parsed(path)) - everywhere == set()


def names_of_the_page(path: Path) -> set[str]:
    """The names that the macros of a file use and nobody gives them: a macro sees nothing of the page that calls it."""
    tree = parsed(path)
    set_here = {name.name for name in tree.find_all(nodes.Name) if name.ctx in {"store", "param"}}
    everywhere = {"_", "asset", "carried_fields", "csrf_token", "csp_nonce", "gettext", "link", "ngettext", "url_for"}
    return meta.find_undeclared_variables(tree) - set_here - everywhere


MACROS = [path for path in TEMPLATES if parsed(path).find(nodes.Macro) and not parsed(path).find(nodes.Extends)]


@pytest.mark.parametrize("path", MACROS, ids=[str(path.relative_to(APP)) for path in MACROS])
def test_a_macro_uses_no_name_that_only_its_page_has(path: Path) -> None:
    assert names_of_the_page(path) == set()


def imported_macros() -> set[str]:
    return {
        name if isinstance(name, str) else name[0]
        for path in TEMPLATES
        for node in parsed(path).find_all(nodes.FromImport)
        if isinstance(node.template, nodes.Const) and str(node.template.value).startswith("components/")
        for name in node.names
    }


def test_every_macro_is_used_or_waits_for_something_named() -> None:
    macros = {path.stem for path in COMPONENTS}

    assert macros - imported_macros() - set(WAITING) == set()
    assert set(WAITING) - macros == set()


def test_every_imported_macro_exists() -> None:
    assert imported_macros() - {path.stem for path in COMPONENTS} == set()


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (APP / "static/img/icons.svg").read_text(encoding="utf-8")))
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"(?:\bicon\(|symbol=)\"([a-z0-9-]+)\"", without_comments(path))
    }

    assert named - sprite == set()


def test_every_file_that_a_template_asks_for_is_served() -> None:
    served = set(Assets().addresses)
    asked = {name for path in TEMPLATES for name in re.findall(r"\basset\([\"']([^\"']+)", without_comments(path))}

    assert asked - served == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_no_browser_rewrites_an_address_before_we_read_it(path: Path) -> None:
    """A field of type ``email`` sends ``strasse.de`` where ``straße.de`` was written, which is another domain."""
    assert not re.search(r"""type\s*=\s*["']?email""", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_hint_before_the_example_of_a_day_is_a_whole_sentence(path: Path) -> None:
    hints = re.findall(r'date_field\([^)]*?hint=_\("([^"]*)"', path.read_text())
    assert [hint for hint in hints if not hint.endswith(".")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_an_address_that_a_template_asks_for_has_its_view(app: Flask, path: Path) -> None:
    asked = [call for call in parsed(path).find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.args]
    first = [call.args[0] for call in asked if isinstance(call.node, nodes.Name) and call.node.name == "url_for"]
    assert {one.value for one in first if isinstance(one, nodes.Const)} - app.view_functions.keys() == set()
