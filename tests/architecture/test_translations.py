"""English is whole: every Swedish text of ours has its words, and no text of a page goes past the catalogue."""

import ast
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask, session
from jinja2 import nodes

from app.auth.forms import PersonalSettingsForm
from app.web.formats import FILTERS
from scripts import translations
from tests.architecture.source import parsed, place, python_files

APP = Path(__file__).resolve().parents[2] / "app"
TEMPLATES = sorted(APP.rglob("templates/**/*.html"))
PAGES_IN_PYTHON = [
    path
    for path in python_files("app")
    if path.name in {"errors.py", "forms.py", "labels.py", "topics.py", "cards.py", "wiring.py"}
    or "routes" in path.parts
]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
CLASS_BLOCK = re.compile(r"\{% block (?:size|main_class) %\}.*?\{% endblock")
# Names: the product's, what each language calls itself, a file format.
NOT_SPOKEN = {"English", "Svenska", "Vårdinkorgen", "– Vårdinkorgen", "CSV"}
SPOKEN_ATTRIBUTES = {"aria-label", "alt", "title", "placeholder"}
GETTEXT = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext", "swedish"}
SAME_IN_BOTH = {"Period", "Region", "Status", "Text %(number)s", "Version %(version)s", "period %(first)s – %(last)s"}
LIMIT = re.compile(
    r"\b(\d[\d ]*|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|femton|tjugo|trettio|sextio) "
    r"((arbets)?dag|veck|månad|minut|sekund|timm|år\b|tecken|gånger|ärenden|standardsvar|sparade)",
    re.IGNORECASE,
)
SWEDISH_NAMES = re.compile(r"ÄM|ÄH|Vårdinkorgen")


@cache
def english() -> Catalog:
    with translations.SOURCE.open("rb") as file:
        return read_po(file, locale="en")


@cache
def asked_for() -> Catalog:
    """The catalogue as the code asks for it now."""
    return translations.brought_up_to_date()


def forms(message: Message) -> list[tuple[str, str]]:
    """The Swedish and the English of a text, once for one and once for many when it counts something."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or (), strict=True))


def texts() -> list[tuple[str, str]]:
    return [pair for message in english() if message.id for pair in forms(message)]


def test_every_swedish_text_of_the_code_has_its_english() -> None:
    assert list(translations.flaws(asked_for())) == []


def test_the_catalogue_is_what_the_code_asks_for_and_nothing_else() -> None:
    assert translations.SOURCE.read_bytes() == translations.written(asked_for())


def test_the_compiled_catalogue_is_the_one_that_stands_beside_it() -> None:
    assert translations.compiled(english()) == translations.COMPILED.read_bytes()


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in english() if message.id and message.fuzzy] == []


def test_english_fills_in_the_same_things_as_swedish() -> None:
    def blanks(text: str) -> list[str]:
        return sorted(set(PLACEHOLDER.findall(text)))

    assert [pair for pair in texts() if blanks(pair[0]) != blanks(pair[1])] == []


def test_a_limit_in_a_text_is_filled_in_from_where_it_is_decided() -> None:
    """Written out, it would say the old number once the limit is another."""
    assert [swedish for swedish, _ in texts() if LIMIT.search(swedish)] == []


def test_english_is_not_swedish_left_as_it_was() -> None:
    assert {swedish for swedish, said in texts() if swedish == said} <= SAME_IN_BOTH
    assert [said for _, said in texts() if re.search("[åäö]", SWEDISH_NAMES.sub("", said), re.IGNORECASE)] == []


def test_a_text_ends_as_a_sentence_in_both_languages_or_in_neither() -> None:
    short_for_number = "Case no."

    def ending(text: str) -> str:
        return text[-1:] if text[-1:] in {*".?!:"} else ""

    assert [pair for pair in texts() if ending(pair[0]) != ending(pair[1]) and pair[1] != short_for_number] == []


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "Fältet får inte vara längre än"), ("en", "Field cannot be longer than")]
)
def test_the_form_librarys_own_complaints_come_in_the_readers_language(app: Flask, language: str, said: str) -> None:
    with app.test_request_context("/", method="POST", data={"signature": "x" * 5000}):
        session["language"] = language
        form = PersonalSettingsForm(meta={"csrf": False})
        form.validate()

        assert [str(error).startswith(said) for error in form.signature.errors] == [True]


def test_a_template_says_nothing_that_is_not_translated() -> None:
    assert {place(path, 1): said for path in TEMPLATES if (said := [*written_out(path), *spoken_constants(path)])} == {}


def written_out(path: Path) -> list[str]:
    """The words that stand in the page outside every tag and every expression, or in an attribute that is read out."""
    template = re.sub(
        r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", CLASS_BLOCK.sub("{%", path.read_text("utf-8")), flags=re.DOTALL
    )
    reader = Reader()
    reader.feed(template)
    return [line for line in reader.said if re.search(r"[^\W\d_]{2}", line) and line not in NOT_SPOKEN]


class Reader(HTMLParser):
    """Collects what a page says."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value.strip() for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]

    def handle_data(self, data: str) -> None:
        self.said += [line.strip() for line in data.split("\n")]


def spoken_constants(path: Path) -> list[str]:
    """The texts in expressions that read as words for people and are not given to gettext."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.filters |= dict.fromkeys((spell.__name__ for spell in FILTERS), str)
    tree = environment.parse(path.read_text("utf-8"))
    calls = [
        call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT
    ]
    translated = {id(text) for call in calls for text in call.find_all(nodes.Const)}
    texts = [text.value for text in tree.find_all(nodes.Const) if id(text) not in translated]
    return [text for text in texts if isinstance(text, str) and re.search("^[A-ZÅÄÖ][a-zåäö]|[åäö]", text)]


def test_a_page_made_in_python_says_nothing_that_is_not_translated() -> None:
    assert [place(path, line) for path in PAGES_IN_PYTHON for line in swedish_lines(path)] == []


COMMANDS = [
    path
    for path in python_files("app")
    if path.name in {"cli.py", "command_texts.py", "commands.py", "database_commands.py"} or "backup" in path.parts
]


def test_the_command_line_answers_in_english() -> None:
    """What operators read is: settings, journal, manual. Swedish is what stands on the screen."""
    assert [place(path, line) for path in COMMANDS for line in swedish_lines(path)] == []
    assert [path.name for path in COMMANDS if "flask_babel" in path.read_text("utf-8")] == []


def swedish_lines(path: Path) -> list[int]:
    """The lines with a Swedish text that neither documents the code nor is given to gettext."""
    tree = parsed(path)
    silent = {id(part) for node in ast.walk(tree) if is_gettext(node) or is_docstring(node) for part in ast.walk(node)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent]
    return [
        text.lineno
        for text in texts
        if isinstance(text.value, str) and re.search("[åäö]", SWEDISH_NAMES.sub("", text.value), re.IGNORECASE)
    ]


def is_gettext(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
