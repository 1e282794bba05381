"""What somebody typed in a form that could not be taken: given back at once, and kept until the same person is there again.

What is kept lies sealed in the browser's session under its owner's id, and is shown to nobody else: not to who logs in
next, nor to who opens a public page. It is small, however large the form was.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TypedDict

from flask import Flask, current_app, g, request, session
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, StringField
from wtforms.fields.core import UnboundField

from app.authz.actors import Citizen, Staff
from app.core.text import is_seen
from app.web.entry import EntryKind, entry_of
from app.web.flashes import say
from app.web.form_size import fields_of, form_of
from app.web.origin import came_from_us

KEPT = "typed_pages"
MOST_BYTES = 64_000
MOST_PAGES = 5
TECHNICAL = frozenset({"csrf_token", "shown", "operation_id", "seen_version"})

Fields = list[tuple[str, str]]
Texts = list[str | tuple[str, str]]


class Page(TypedDict):
    """One form as it was sent: where to, and the page that it stood on (empty: one that names no page of its own)."""

    path: str
    page: str
    blueprint: str
    fields: Fields


class Kept(TypedDict):
    """Forms of one person. ``mark``: the login session that the first of them stood in."""

    whose: str
    mark: str
    pages: list[Page]


def install(app: Flask, whose: Callable[[], str]) -> None:
    """``whose``: the person whose login session the cookie is of, or was when it ended."""
    app.extensions["whose_session"] = whose
    app.extensions["text_fields"] = {}
    app.jinja_env.globals["unclaimed_texts"] = _unclaimed


def add_text_fields(app: Flask, blueprint: str, *forms: type[FlaskForm]) -> None:
    """The fields of a blueprint's forms that somebody writes in, with their labels: whatever has one line or more of text."""
    for form in forms:
        fields = {name: getattr(form, name) for name in dir(form)}
        add_text_names(app, blueprint, {name: field.args[0] for name, field in fields.items() if _is_written(field)})


def add_text_names(app: Flask, blueprint: str, labels: Mapping[str, LazyString]) -> None:
    """Fields by their names alone; a name that ends with a dash stands for all that begin so."""
    app.extensions["text_fields"].setdefault(blueprint, {}).update(labels)


def _is_written(field: object) -> bool:
    if not isinstance(field, UnboundField) or not field.args:
        return False
    return issubclass(field.field_class, StringField) and not issubclass(field.field_class, HiddenField)


def own_texts() -> Texts:
    """What the person had typed in the form of this request; nothing of one that cannot be read.

    Nothing either of one that another site sent: its words would stand on our page, as if we or the person had said them.
    """
    return _texts(fields_of(request), request.blueprint or "") if came_from_us() else []


def _texts(fields: Fields, blueprint: str) -> Texts:
    """With their labels, and whatever else has more than one word: the rest are choices, numbers and marks."""
    found: Texts = []
    for name, value in fields:
        label = _label(name, blueprint)
        if label is not None and is_seen(value):
            found.append((str(label), value))
        elif label is None and name not in TECHNICAL and len(value.split()) > 1:
            found.append(value)
    return found


def _label(name: str, blueprint: str) -> LazyString | None:
    labels: dict[str, LazyString] = current_app.extensions["text_fields"].get(blueprint, {})
    prefix, dash, rest = name.partition("-")
    return labels.get(name) or labels.get(prefix + dash) or labels.get(rest)


def bounded(fields: Fields, blueprint: str) -> Fields:
    """The fields that are worth keeping, the texts first; none when the texts alone are too much."""
    worth = [(name, value) for name, value in fields if name != "csrf_token" and value]
    worth.sort(key=lambda field: _label(field[0], blueprint) is None)
    kept: Fields = []
    for field in worth:
        if _size([*kept, field]) > MOST_BYTES:
            return [] if _texts([field], blueprint) else kept
        kept.append(field)
    return kept


def _size(fields: Fields) -> int:
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields)


def keep_typed() -> bool:
    """Keep this request's form for the person whose session the browser has or had; False when it could not be kept."""
    kept, fields = _kept_so_far(), bounded(fields_of(request), request.blueprint or "")
    if kept is None or not fields or not came_from_us():
        return False
    form = Page(path=request.path, page=page_of(request.path), blueprint=request.blueprint or "", fields=fields)
    pages = [one for one in kept["pages"] if one["path"] != request.path]
    if len(pages) == MOST_PAGES or sum(_size(one["fields"]) for one in (*pages, form)) > MOST_BYTES:
        return False
    session[KEPT] = {**kept, "pages": [*pages, form]}
    return True


def _kept_so_far() -> Kept | None:
    """What is kept for the person who may add to it; None when nobody may.

    After the end of the session somebody else may sit at the browser: who adds to what is kept already proves by the
    form's token that it stood in the same login session.
    """
    whose, kept, mark = current_app.extensions["whose_session"](), session.get(KEPT), _mark()
    if kept is None or (whose and kept["whose"] != whose):
        return Kept(whose=whose, mark=mark, pages=[]) if whose else None
    is_owner = kept["whose"] == person_here()
    return kept if is_owner or (mark and mark == kept["mark"]) else None


def _mark() -> str:
    """The login session that the form stood in, by its token; empty for a form that is none of ours."""
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        token = reader.loads(form_of(request).get("csrf_token", ""))
    except BadData:
        return ""
    return sha256(str(token).encode()).hexdigest()


def person_here() -> str:
    """The id of the person who asks; empty for a visitor."""
    match g.get("actor"):
        case Staff() as actor:
            return str(actor.staff_id)
        case Citizen() as actor:
            return str(actor.citizen_id)
        case _:
            return ""


def typed_before() -> MultiDict[str, str] | None:
    """What this person had filled in at this address before logging in again, once; None when there is nothing."""
    form = _taken(anywhere=False)
    if form is None:
        return None
    say(_("Det du hade fyllt i finns kvar. Kontrollera det och skicka igen."))
    return MultiDict([(name, value) for name, value in form["fields"]])


def _unclaimed() -> Texts:
    """The texts, for a page that has no other way to give them back to this person."""
    form = _taken(anywhere=True)
    return _texts(form["fields"], form["blueprint"]) if form else []


def page_of(path: str) -> str:
    """The page that a form at this address stands on: the address itself, or the nearest above it that can be opened.

    Empty when only a public page is above it: what somebody wrote has nothing to do there.
    """
    adapter, parts = current_app.url_map.bind(""), path.rstrip("/").split("/")
    while len(parts) > 1:
        try:
            endpoint, _arguments = adapter.match("/".join(parts), method="GET")
        except HTTPException:
            parts.pop()
            continue
        entry = entry_of(current_app.view_functions[endpoint])
        return "/".join(parts) if entry is not None and entry.kind is not EntryKind.PUBLIC else ""
    return ""


def _taken(*, anywhere: bool) -> Page | None:
    kept: Kept | None = session.get(KEPT)
    if kept is None or request.method != "GET" or kept["whose"] != person_here():
        return None
    places = {""} if anywhere else set()
    found = next((one for one in kept["pages"] if {one["path"], one["page"]} & {request.path, *places}), None)
    if found is not None:
        session[KEPT] = {**kept, "pages": [one for one in kept["pages"] if one is not found]}
    return found
