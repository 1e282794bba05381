"""What somebody typed in a form, with the words that its page had for it: for pages that give it back to be copied."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, request
from flask_babel import LazyString
from flask_wtf import FlaskForm
from sqlalchemy.exc import SQLAlchemyError
from wtforms import HiddenField, StringField
from wtforms.fields.core import UnboundField

from app.core.errors import DomainError
from app.core.hooks import Hook
from app.core.text import is_seen
from app.web.form_page import may_be_shown_here
from app.web.form_size import fields_of
from app.web.origin import came_from_us

MAX_BYTES = 64_000
TECHNICAL = frozenset(
    {"csrf_token", "shown", "operation_id", "seen_version", "version", "question_id", "inbox", "into"}
)

Fields = list[tuple[str, str]]
Texts = list[str | tuple[str, str]]
Namer = Callable[[Mapping[str, Any]], Mapping[str, str]]


TEXT_FIELDS: Hook[dict[str, dict[str, LazyString]]] = Hook("text fields", dict)
"""By blueprint and name, what they are called: see ``add_text_fields``."""
TEXT_NAMERS: Hook[dict[str, Namer]] = Hook("namers of texts", dict)
"""By endpoint, for a form whose fields are made of a document: their labels, from the arguments of its address.

An empty label is that of a choice, which is nothing that somebody wrote.
"""


def add_text_fields(app: Flask, blueprint: str, *forms: type[FlaskForm]) -> None:
    """The fields of a blueprint's forms that somebody writes in, with their labels: whatever has one line or more of text."""
    for form in forms:
        fields = {name: getattr(form, name) for name in dir(form)}
        add_text_names(app, blueprint, {name: field.args[0] for name, field in fields.items() if _is_written(field)})


def add_text_names(app: Flask, blueprint: str, labels: Mapping[str, LazyString]) -> None:
    """Fields by their names alone; a name that ends with a dash stands for all that begin so."""
    TEXT_FIELDS.of(app).setdefault(blueprint, {}).update(labels)


def _is_written(field: object) -> bool:
    if not isinstance(field, UnboundField) or not field.args:
        return False
    return issubclass(field.field_class, StringField) and not issubclass(field.field_class, HiddenField)


def own_texts(*, ask_database: bool = True) -> Texts:
    """What the person had typed in the form of this request, for a page that gives it back; nothing of somebody else's."""
    if not may_be_shown_here(ask_database=ask_database):
        return []
    return sent_texts(_names_here() if ask_database else {})


def sent_texts(named: Mapping[str, str] = MappingProxyType({})) -> Texts:
    """The free texts of the form that was sent; empty when the form cannot be parsed.

    Empty also for a form from another site, whose text must not appear on our page.
    """
    return texts_in(fields_of(request), request.blueprint or "", named) if came_from_us() else []


def texts_in(fields: Fields, blueprint: str, named: Mapping[str, str] = MappingProxyType({})) -> Texts:
    """With their labels, and whatever else has more than one word: the rest are choices, numbers and marks."""
    found: Texts = []
    for name, value in fields:
        label = named.get(name, label_of(name, blueprint))
        if label and is_seen(value):
            found.append((str(label), value))
        elif label is None and not is_technical(name) and len(value.split()) > 1:
            found.append(value)
    return found


def _names_here() -> Mapping[str, str]:
    namer = TEXT_NAMERS.current.get(request.endpoint or "")
    try:
        return namer(request.view_args or {}) if namer is not None else {}
    except (DomainError, SQLAlchemyError):
        return {}


def is_technical(name: str) -> bool:
    """Whether the field is the page's own: nobody wrote or chose anything in it."""
    return name.rpartition("-")[2] in TECHNICAL


def label_of(name: str, blueprint: str) -> LazyString | None:
    """What the field is called, if somebody writes in it."""
    labels = TEXT_FIELDS.current.get(blueprint, {})
    prefix, dash, rest = name.partition("-")
    return labels.get(name) or labels.get(prefix + dash) or labels.get(rest)


def bounded(fields: Fields, blueprint: str) -> Fields:
    """The non-empty fields that fit in ``MAX_BYTES``, free texts first; empty when the texts alone do not fit."""
    worth = [(name, value) for name, value in fields if name != "csrf_token" and value]
    worth.sort(key=lambda field: label_of(field[0], blueprint) is None)
    kept: Fields = []
    for field in worth:
        if size_of([*kept, field]) > MAX_BYTES:
            return [] if texts_in([field], blueprint) else kept
        kept.append(field)
    return kept


def size_of(fields: Fields) -> int:
    """How large the fields are together, in bytes."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields)
